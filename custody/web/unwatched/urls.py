"""Addresses of places of which a camera or an alarm is down."""

from django.urls import path

from custody.web.unwatched import views

app_name = "unwatched"
urlpatterns = [
    path("unwatched/", views.overview, name="list"),
    path("unwatched/report/", views.report, name="report"),
    path("unwatched/<uuid:report_id>/", views.one, name="one"),
    path("unwatched/<uuid:report_id>/end/", views.end, name="end"),
]
