"""Addresses of the outbox, and of the worker that keeps files on a device."""

from django.urls import path

from custody.web.outbox import held, views

app_name = "outbox"
urlpatterns = [
    path("sw.js", views.worker, name="worker"),
    path("outbox/", views.device, name="device"),
    path("outbox/kept/", views.kept, name="kept"),
    path("outbox/state/", views.state, name="state"),
    path("outbox/items/<uuid:key>/", views.item, name="item"),
    path("outbox/held/", held.overview, name="held_list"),
    path("outbox/held/<uuid:held_id>/", held.one, name="held_one"),
    path("outbox/held/<uuid:held_id>/put-right/", held.put_right, name="put_right"),
    path("outbox/held/<uuid:held_id>/hand-back/", held.hand_back, name="hand_back"),
    path("outbox/held/<uuid:held_id>/set-aside/", held.set_aside, name="set_aside"),
    path("outbox/blank/<path:page>", views.blank, name="blank"),
]
