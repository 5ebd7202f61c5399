"""Addresses of the values of the rules."""

from django.urls import path

from custody.web.policies import views

app_name = "policies"
urlpatterns = [
    path("policies/", views.overview, name="list"),
    path("policies/propose/", views.propose, name="propose"),
    path("policies/proposals/<uuid:proposal_id>/", views.proposal, name="proposal"),
    path("policies/proposals/<uuid:proposal_id>/withdraw/", views.withdraw, name="withdraw"),
    path("policies/rules/<str:key>/", views.rule, name="rule"),
]
