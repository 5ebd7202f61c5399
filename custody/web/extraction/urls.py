"""Addresses of stripping."""

from django.urls import path

from custody.web.extraction import views

app_name = "extraction"
urlpatterns = [
    path("units/<uuid:unit_id>/strip/", views.start, name="start"),
    path("units/<uuid:unit_id>/strip/again/", views.resume, name="resume"),
    path("units/<uuid:unit_id>/strip/stop/", views.interrupt, name="interrupt"),
    path("units/<uuid:unit_id>/strip/end/", views.end, name="end"),
]
