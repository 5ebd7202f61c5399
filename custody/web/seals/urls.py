"""Addresses of the register of blank seals."""

from django.urls import path

from custody.web.seals import views

app_name = "seals"
urlpatterns = [
    path("seals/", views.register, name="list"),
    path("seals/receive/", views.receive, name="receive"),
    path("seals/<uuid:batch_id>/withdraw/", views.void, name="void"),
]
