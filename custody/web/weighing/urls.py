"""Addresses of weighing."""

from django.urls import path

from custody.web.weighing import views

app_name = "weighing"
urlpatterns = [
    path("units/<uuid:unit_id>/weigh/", views.record, name="record"),
    path("units/<uuid:unit_id>/seal/", views.seal, name="seal"),
    path("units/<uuid:unit_id>/weighed/", views.done, name="done"),
]
