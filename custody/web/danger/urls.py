"""Addresses of danger."""

from django.urls import path

from custody.web.danger import views

app_name = "danger"
urlpatterns = [
    path("danger/", views.report, name="report"),
    path("danger/<uuid:incident_id>/sent/", views.sent, name="sent"),
    path("danger/<uuid:incident_id>/", views.incident, name="incident"),
    path("danger/<uuid:incident_id>/take/", views.take, name="take"),
    path("danger/<uuid:incident_id>/end/", views.end, name="end"),
    path("time/", views.time, name="time"),
    path("own-code/", views.own_code, name="own_code"),
    path("own-code/forget/", views.forget_code, name="forget_code"),
]
