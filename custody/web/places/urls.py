"""Address of the list of places."""

from django.urls import path

from custody.web.places import views

app_name = "places"
urlpatterns = [
    path("places/", views.overview, name="list"),
    path("places/spread/", views.spread_load, name="spread"),
    path("places/<uuid:place_id>/limit/", views.limit, name="limit"),
]
