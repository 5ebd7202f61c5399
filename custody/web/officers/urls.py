"""Addresses of who may do what."""

from django.urls import path

from custody.web.officers import sees, views

app_name = "officers"
urlpatterns = [
    path("officers/", views.overview, name="list"),
    path("officers/propose/", views.propose, name="propose"),
    path("officers/proposals/<uuid:proposal_id>/", views.proposal, name="proposal"),
    path("officers/proposals/<uuid:proposal_id>/withdraw/", views.withdraw, name="withdraw"),
    path("officers/<uuid:officer_id>/sees/", sees.sees, name="sees"),
    path("officers/<uuid:officer_id>/invitation/", views.invitation, name="invitation"),
    path("officers/<uuid:officer_id>/invitation/first/", views.invite, name="invite"),
    path("officers/<uuid:officer_id>/invitation/second/", views.countersign, name="countersign"),
]
