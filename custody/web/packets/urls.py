"""Addresses of court packets."""

from django.urls import path

from custody.web.packets import views

app_name = "packets"
urlpatterns = [
    path("seizures/<uuid:seizure_id>/packets/", views.packets, name="list"),
    path("seizures/<uuid:seizure_id>/packets/ask/", views.ask, name="ask"),
    path("packets/", views.every, name="every"),
    path("packets/<uuid:packet_id>/", views.packet, name="packet"),
    path("packets/<uuid:packet_id>/decide/", views.decide, name="decide"),
    path("packets/<uuid:packet_id>/withdraw/", views.withdraw, name="withdraw"),
    path("packets/<uuid:packet_id>/take/", views.take, name="take"),
]
