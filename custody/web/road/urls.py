"""Addresses of the road and the store."""

from django.urls import path

from custody.web.road import views

app_name = "road"
urlpatterns = [
    path("road/depart/", views.depart, name="depart"),
    path("road/arrive/", views.arrive, name="arrive"),
    path("road/second/", views.second, name="second"),
    path("store/put/", views.store, name="store"),
    path("store/move/", views.move, name="move"),
    path("road/<uuid:unit_id>/done/", views.done, name="done"),
]
