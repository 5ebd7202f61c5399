"""Addresses of the furnaces."""

from django.urls import path

from custody.web.furnaces import views

app_name = "furnaces"
urlpatterns = [
    path("furnaces/", views.overview, name="list"),
    path("furnaces/propose/", views.propose, name="propose"),
    path("furnaces/<uuid:facility_id>/change/", views.change, name="change"),
    path("furnaces/proposals/<uuid:proposal_id>/", views.proposal, name="proposal"),
    path("furnaces/proposals/<uuid:proposal_id>/withdraw/", views.withdraw, name="withdraw"),
]
