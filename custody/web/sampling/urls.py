"""Addresses of sampling."""

from django.urls import path

from custody.web.sampling import views

app_name = "sampling"
urlpatterns = [
    path("units/<uuid:unit_id>/sample/", views.take, name="take"),
    path("units/<uuid:unit_id>/sampled/", views.taken, name="taken"),
]
