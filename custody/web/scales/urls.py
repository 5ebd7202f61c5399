"""Addresses of the register of scales."""

from django.urls import path

from custody.web.scales import views

app_name = "scales"
urlpatterns = [
    path("scales/", views.overview, name="list"),
    path("scales/register/", views.register, name="register"),
    path("scales/<uuid:scale_id>/", views.scale, name="scale"),
    path("scales/<uuid:scale_id>/calibration/", views.report, name="report"),
    path("scales/<uuid:scale_id>/withdrawal/", views.withdraw, name="withdraw"),
    path("scales/calibrations/<uuid:calibration_id>/", views.decide, name="decide"),
]
