"""Addresses of jurisdiction packs."""

from django.urls import path

from custody.web.packs import views

app_name = "packs"
urlpatterns = [
    path("packs/", views.overview, name="list"),
    path("packs/propose/", views.propose, name="propose"),
    path("packs/<uuid:pack_id>/", views.pack, name="pack"),
    path("packs/<uuid:pack_id>/withdraw/", views.withdraw, name="withdraw"),
]
