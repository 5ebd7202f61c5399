"""Addresses of the figures, of their files, and of what is told the public."""

from django.urls import path

from custody.web.figures import views

app_name = "figures"
urlpatterns = [
    path("figures/", views.year, name="year"),
    path("figures/file/", views.file, name="file"),
    path("figures/release/<uuid:seizure_id>/", views.release, name="release"),
    path("figures/release/<uuid:seizure_id>/decide/", views.decide, name="decide"),
]
