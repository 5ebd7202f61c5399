"""Addresses of the books of mass."""

from django.urls import path

from custody.web.balance import views

app_name = "balance"
urlpatterns = [
    path("balance/", views.port, name="port"),
    path("balance/<uuid:seizure_id>/", views.of_seizure, name="seizure"),
]
