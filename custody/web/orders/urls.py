"""Addresses of destruction orders."""

from django.urls import path

from custody.web.orders import views

app_name = "orders"
urlpatterns = [
    path("orders/", views.overview, name="list"),
    path("orders/record/", views.record, name="record"),
    path("orders/<uuid:order_id>/", views.order, name="order"),
    path("orders/<uuid:order_id>/paper/", views.paper, name="paper"),
    path("orders/<uuid:order_id>/verify/", views.verify, name="verify"),
]
