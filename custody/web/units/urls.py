"""Addresses of a unit."""

from django.urls import path

from custody.web.units import views

app_name = "units"
urlpatterns = [
    path("units/<uuid:unit_id>/", views.unit, name="unit"),
    path("units/<uuid:unit_id>/place/", views.reveal, name="reveal"),
]
