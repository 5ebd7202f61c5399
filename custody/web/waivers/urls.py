"""Addresses of the register of waivers."""

from django.urls import path

from custody.web.waivers import views

app_name = "waivers"
urlpatterns = [
    path("waivers/", views.register, name="list"),
    path("waivers/ask/", views.ask, name="ask"),
    path("waivers/<uuid:waiver_id>/", views.waiver, name="waiver"),
    path("waivers/<uuid:waiver_id>/end/", views.end, name="end"),
]
