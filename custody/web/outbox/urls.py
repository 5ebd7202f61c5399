"""Addresses of the outbox, and of the worker that keeps files on a device."""

from django.urls import path

from custody.web.outbox import views

app_name = "outbox"
urlpatterns = [
    path("sw.js", views.worker, name="worker"),
    path("outbox/", views.device, name="device"),
    path("outbox/state/", views.state, name="state"),
    path("outbox/items/<uuid:key>/", views.item, name="item"),
    path("outbox/items/<uuid:key>/page/", views.page, name="page"),
    path("outbox/blank/<path:page>", views.blank, name="blank"),
]
