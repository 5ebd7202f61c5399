"""Addresses of the first page."""

from django.urls import path

from custody.web.home import scanning, tray, views

app_name = "home"
urlpatterns = [
    path("", views.home, name="home"),
    path("mine/", views.held, name="held"),
    path("scan/", scanning.scan, name="scan"),
    path("scan/several/", tray.tray, name="tray"),
    path("scan/photo/", scanning.read_photo, name="read_photo"),
]
