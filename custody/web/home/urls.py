"""Addresses of the first page."""

from django.urls import path

from custody.web.home import views

app_name = "home"
urlpatterns = [
    path("", views.home, name="home"),
    path("mine/", views.held, name="held"),
    path("scan/", views.scan, name="scan"),
]
