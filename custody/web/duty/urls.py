"""Addresses of the roster."""

from django.urls import path

from custody.web.duty import views

app_name = "duty"
urlpatterns = [
    path("duty/", views.now, name="now"),
    path("duty/week/", views.of_week, name="week"),
    path("duty/roster/", views.roster, name="roster"),
    path("duty/<uuid:duty_id>/cancel/", views.cancel, name="cancel"),
]
