"""Addresses of counting."""

from django.urls import path

from custody.web.counting import views

app_name = "counting"
urlpatterns = [
    path("units/<uuid:unit_id>/count/", views.record, name="record"),
    path("units/<uuid:unit_id>/counted/", views.done, name="done"),
]
