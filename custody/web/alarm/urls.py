"""Addresses of the page that answers for the alarm system, and of its monthly report."""

from django.urls import path

from custody.web.alarm import views

app_name = "alarm"
urlpatterns = [
    path("alarm/", views.well, name="well"),
    path("alarm/load/", views.load, name="load"),
]
