"""Addresses of the sites."""

from django.urls import path

from custody.web.sites import views

app_name = "sites"
urlpatterns = [
    path("sites/", views.overview, name="list"),
    path("sites/register/", views.register, name="register"),
    path("sites/<uuid:site_id>/", views.change, name="change"),
    path("sites/<uuid:site_id>/places/", views.add_place, name="add_place"),
    path("sites/<uuid:site_id>/places/<uuid:place_id>/off/", views.take_off, name="take_off"),
]
