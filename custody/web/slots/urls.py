"""Addresses of slots, crews, outages and licences."""

from django.urls import path

from custody.web.slots import views

app_name = "slots"
urlpatterns = [
    path("slots/", views.overview, name="list"),
    path("slots/book/", views.book, name="book"),
    path("slots/<uuid:slot_id>/withdraw/", views.withdraw, name="withdraw"),
    path("slots/crews/", views.crews, name="crews"),
    path("slots/crews/<uuid:shift_id>/cancel/", views.cancel_crews, name="cancel_crews"),
    path("slots/outage/", views.outage, name="outage"),
    path("slots/outage/<uuid:outage_id>/end/", views.end_outage, name="end_outage"),
    path("slots/licence/", views.licence, name="licence"),
]
