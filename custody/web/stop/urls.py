"""Addresses of the stop."""

from django.urls import path

from custody.web.stop import views

app_name = "stop"
urlpatterns = [
    path("stop/", views.begin, name="begin"),
    path("stop/<uuid:unit_id>/recorded/", views.recorded, name="recorded"),
    path("units/<uuid:unit_id>/guard/", views.guard, name="guard"),
    path("guards/<uuid:guard_id>/relieve/", views.relieve, name="relieve"),
    path("units/<uuid:unit_id>/held/", views.held, name="held"),
    path("units/<uuid:unit_id>/clearance/", views.clearance, name="clearance"),
]
