"""Addresses of photos."""

from django.urls import path

from custody.web.photo import views

app_name = "photo"
urlpatterns = [
    path("units/<uuid:unit_id>/photo/", views.attach_unit, name="attach_unit"),
    path("seizures/<uuid:seizure_id>/photo/", views.attach_seizure, name="attach_seizure"),
    path("labels/found/<uuid:report_id>/photo/", views.attach_found_label, name="attach_found_label"),
    path("photos/<uuid:photo_id>/", views.look, name="look"),
]
