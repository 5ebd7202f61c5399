"""Addresses of the sites."""

from django.urls import path

from custody.web.sites import views

app_name = "sites"
urlpatterns = [
    path("sites/", views.overview, name="list"),
    path("sites/register/", views.register, name="register"),
    path("sites/<uuid:site_id>/", views.change, name="change"),
    path("sites/proposals/<uuid:proposal_id>/", views.proposal, name="proposal"),
    path("sites/proposals/<uuid:proposal_id>/withdraw/", views.withdraw, name="withdraw"),
]
