"""Addresses of transports."""

from django.urls import path

from custody.web.mission import going_on, transports, views

app_name = "mission"
urlpatterns = [
    path("missions/", transports.missions, name="list"),
    path("missions/plan/", views.plan, name="plan"),
    path("missions/<uuid:mission_id>/", views.mission, name="mission"),
    path("missions/<uuid:mission_id>/escort/", views.escort, name="escort"),
    path("missions/<uuid:mission_id>/begin/", views.begin, name="begin"),
    path("missions/<uuid:mission_id>/check-in/", views.check_in, name="check_in"),
    path("missions/<uuid:mission_id>/go-on/", going_on.go_on, name="go_on"),
    path("missions/<uuid:mission_id>/arrive/", views.arrive, name="arrive"),
    path("missions/<uuid:mission_id>/load/", views.load, name="load"),
    path("missions/<uuid:mission_id>/explain/", views.explain, name="explain"),
    path("missions/<uuid:mission_id>/unescorted/", views.unescorted, name="unescorted"),
    path("missions/<uuid:mission_id>/stop/", views.stop, name="stop"),
    path("missions/<uuid:mission_id>/cancel/", views.cancel, name="cancel"),
]
