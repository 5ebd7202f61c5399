"""Addresses of who may do what."""

from django.urls import path

from custody.web.officers import views

app_name = "officers"
urlpatterns = [
    path("officers/", views.overview, name="list"),
    path("officers/propose/", views.propose, name="propose"),
    path("officers/proposals/<uuid:proposal_id>/", views.proposal, name="proposal"),
    path("officers/proposals/<uuid:proposal_id>/withdraw/", views.withdraw, name="withdraw"),
]
