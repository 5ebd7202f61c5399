"""Addresses of plans of burns."""

from django.urls import path

from custody.web.plans import views

app_name = "plans"
urlpatterns = [
    path("plans/", views.overview, name="list"),
    path("plans/make/", views.make, name="make"),
    path("plans/<uuid:plan_id>/", views.plan, name="plan"),
    path("plans/<uuid:plan_id>/approve/", views.approve, name="approve"),
    path("plans/<uuid:plan_id>/refuse/", views.refuse, name="refuse"),
]
