"""Addresses of a seizure."""

from django.urls import path

from custody.web.seizure import describing, marks, views

app_name = "seizure"
urlpatterns = [
    path("seizures/<uuid:seizure_id>/describe/", describing.describe, name="describe"),
    path("found/", views.found, name="found"),
    path("seizures/open/", views.open_find, name="open_find"),
    path("units/<uuid:unit_id>/seize/", views.open_from, name="open"),
    path("seizures/<uuid:seizure_id>/opened/", views.opened, name="opened"),
    path("seizures/<uuid:seizure_id>/", views.seizure, name="seizure"),
    path("seizures/<uuid:seizure_id>/find/", views.find, name="find"),
    path("seizures/<uuid:seizure_id>/labels/", marks.marks, name="marks"),
    path("seizures/<uuid:seizure_id>/units/", views.register, name="register"),
]
