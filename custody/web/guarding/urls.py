"""Addresses of the list of guards."""

from django.urls import path

from custody.web.guarding import views

app_name = "guarding"
urlpatterns = [
    path("guards/", views.overview, name="list"),
    path("guards/<uuid:guard_id>/take-over/", views.take_over, name="take_over"),
]
