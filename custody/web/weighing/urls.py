"""Addresses of weighing."""

from django.urls import path

from custody.web.weighing import seals, views

app_name = "weighing"
urlpatterns = [
    path("units/<uuid:unit_id>/weigh/", views.record, name="record"),
    path("units/<uuid:unit_id>/seal/", views.seal, name="seal"),
    path("seizures/<uuid:seizure_id>/seals/", seals.put_on, name="seals"),
    path("seizures/<uuid:seizure_id>/seals/<uuid:seal_id>/", seals.on, name="seals_on"),
    path("units/<uuid:unit_id>/weighed/", views.done, name="done"),
]
