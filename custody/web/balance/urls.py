"""Addresses of the books of mass."""

from django.urls import path

from custody.web.balance import variance, views

app_name = "balance"
urlpatterns = [
    path("balance/", views.port, name="port"),
    path("balance/<uuid:seizure_id>/", views.of_seizure, name="seizure"),
    path("balance/variances/<uuid:unit_id>/", variance.show, name="variance"),
    path("balance/variances/<uuid:unit_id>/hand-over/", variance.hand_over, name="hand_over"),
    path("balance/variances/<uuid:unit_id>/answer/", variance.answer, name="answer"),
    path("balance/variances/<uuid:unit_id>/take-back/", variance.take_back, name="take_back"),
    path("balance/variances/<uuid:unit_id>/close/", variance.close, name="close"),
]
