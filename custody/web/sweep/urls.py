"""Addresses of the sweep."""

from django.urls import path

from custody.web.sweep import views

app_name = "sweep"
urlpatterns = [
    path("sweep/", views.record, name="record"),
    path("units/<uuid:unit_id>/tracker/", views.found, name="found"),
]
