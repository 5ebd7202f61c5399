"""Addresses of passkeys."""

from django.urls import path

from custody.web.passkeys import entering, unlocking, views

app_name = "passkeys"
urlpatterns = [
    path("me/passkeys/", views.mine, name="mine"),
    path("me/passkeys/new/", views.ask, name="ask"),
    path("me/passkeys/<int:passkey_id>/remove/", views.remove, name="remove"),
    path("unlock/passkey/", unlocking.unlock, name="unlock"),
    path("sign-in/passkey/asked/", entering.ask, name="ask_known"),
    path("sign-in/passkey/", entering.enter, name="enter"),
]
