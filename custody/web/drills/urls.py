"""Addresses of drills."""

from django.urls import path

from custody.web.drills import views

app_name = "drills"
urlpatterns = [
    path("drills/", views.overview, name="list"),
    path("drills/order/", views.order, name="order"),
    path("drills/<uuid:report_id>/", views.one, name="one"),
    path("drills/<uuid:report_id>/answer/", views.answer, name="answer"),
    path("drills/<uuid:report_id>/stop/", views.stop, name="stop"),
]
