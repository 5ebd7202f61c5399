"""Addresses of the hand-over."""

from django.urls import path

from custody.web.transfer import views
from custody.web.transfer.asked import asked

app_name = "transfer"
urlpatterns = [
    path("transfers/command/", views.command, name="command"),
    path("transfers/offer/", views.offer, name="offer"),
    path("transfers/receive/", views.by_ticket, name="by_ticket"),
    path("transfers/<uuid:transfer_id>/", views.offered, name="offered"),
    path("transfers/<uuid:transfer_id>/receive/", views.receive, name="receive"),
    path("transfers/<uuid:transfer_id>/read/", asked, name="asked"),
    path("transfers/<uuid:transfer_id>/accepted/", views.accepted, name="accepted"),
    path("transfers/<uuid:transfer_id>/refuse/", views.refuse, name="refuse"),
    path("transfers/<uuid:transfer_id>/cancel/", views.cancel, name="cancel"),
]
