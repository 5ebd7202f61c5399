"""Addresses of the bays of a store."""

from django.urls import path

from custody.web.bays import views

app_name = "bays"
urlpatterns = [
    path("places/<uuid:place_id>/plan/", views.plan, name="plan"),
    path("places/<uuid:place_id>/bays/", views.lay_out, name="lay_out"),
    path("store/bay/", views.shelve, name="shelve"),
    path("store/bay/<uuid:unit_id>/done/", views.shelved, name="shelved"),
]
