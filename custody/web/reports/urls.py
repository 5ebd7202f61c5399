"""Addresses of the official reports."""

from django.urls import path

from custody.web.reports import views

app_name = "reports"
urlpatterns = [
    path("seizures/<uuid:seizure_id>/reports/", views.record, name="record"),
    path("reports/<uuid:report_id>/correct/", views.correct, name="correct"),
    path("reports/<uuid:report_id>/decide/", views.decide, name="decide"),
    path("reports/<uuid:report_id>/withdraw/", views.withdraw, name="withdraw"),
]
