"""Addresses of the places."""

from django.urls import path

from custody.web.places import overfull, views

app_name = "places"
urlpatterns = [
    path("places/", views.overview, name="list"),
    path("places/spread/", views.spread_load, name="spread"),
    path("places/propose/", views.propose, name="propose"),
    path("places/<uuid:place_id>/over/", overfull.overfull, name="overfull"),
    path("places/<uuid:place_id>/change/", views.change, name="change"),
    path("places/proposals/<uuid:proposal_id>/", views.proposal, name="proposal"),
    path("places/proposals/<uuid:proposal_id>/withdraw/", views.withdraw, name="withdraw"),
    path("places/proposals/<uuid:proposal_id>/name/", views.name, name="name"),
]
