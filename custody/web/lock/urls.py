"""Addresses of the lock."""

from django.urls import path

from custody.web.lock import drafts, views

app_name = "lock"
urlpatterns = [
    path("unlock/", views.unlock, name="unlock"),
    path("lock/", views.lock, name="lock"),
    path("lock/state/", views.state, name="state"),
    path("lock/draft/", drafts.draft, name="draft"),
    path("me/sign-ins/", views.disown, name="disown"),
    path("me/pin/", views.pin, name="pin"),
]
