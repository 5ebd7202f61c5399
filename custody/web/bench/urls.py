"""Addresses of what two people do at the bench: one for every act on a unit, told apart by its last word."""

from django.urls import path

from custody.web.bench import views

app_name = "bench"
urlpatterns = [
    path("units/<uuid:unit_id>/bench/", views.menu, name="menu"),
    path("units/<uuid:unit_id>/bench/<slug:name>/", views.act, name="act"),
    path("seizures/<uuid:seizure_id>/beside/", views.beside_drugs, name="beside"),
    path("bench/merge/", views.merge, name="merge"),
    path("bench/emergency/", views.emergency, name="emergency"),
    path("units/<uuid:unit_id>/results/<uuid:result_id>/paper/", views.attach_paper, name="result_paper"),
    path("units/<uuid:unit_id>/results/<uuid:result_id>/verify/", views.verify_result, name="verify_result"),
]
