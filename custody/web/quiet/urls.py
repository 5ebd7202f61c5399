"""Addresses of what an officer says of the own hours."""

from django.urls import path

from custody.web.quiet import views

app_name = "quiet"
urlpatterns = [
    path("me/hours/", views.hours, name="hours"),
    path("me/hours/clear/", views.clear, name="clear"),
]
