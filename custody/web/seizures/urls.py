"""Addresses of the list of seizures, and of their end."""

from django.urls import path

from custody.web.seizures import views

app_name = "seizures"
urlpatterns = [
    path("seizures/", views.overview, name="list"),
    path("seizures/<uuid:seizure_id>/reconcile/", views.reconcile, name="reconcile"),
    path("seizures/<uuid:seizure_id>/close/", views.close, name="close"),
]
