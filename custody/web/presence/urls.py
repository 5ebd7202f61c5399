"""Addresses of presence."""

from django.urls import path

from custody.web.presence import views

app_name = "presence"
urlpatterns = [
    path("presence/", views.presence, name="presence"),
    path("presence/come/", views.come, name="come"),
    path("presence/leave/", views.leave, name="leave"),
]
