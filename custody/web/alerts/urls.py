"""Addresses of the alerts."""

from django.urls import path

from custody.web.alerts import acts, views

app_name = "alerts"
urlpatterns = [
    path("alerts/", views.inbox, name="inbox"),
    path("alerts/take/", views.take_many, name="take_many"),
    path("alerts/<uuid:alert_id>/", views.alert, name="alert"),
    path("alerts/<uuid:alert_id>/take/", views.take, name="take"),
    path("alerts/<uuid:alert_id>/extend/", acts.extend, name="extend"),
    path("alerts/<uuid:alert_id>/pass-on/", acts.pass_on, name="pass_on"),
    path("alerts/<uuid:alert_id>/note/", acts.note, name="note"),
    path("alerts/<uuid:alert_id>/close/", acts.close, name="close"),
    path("alerts/<uuid:alert_id>/confirm/", acts.confirm, name="confirm"),
    path("alerts/<uuid:alert_id>/noise/", acts.noise, name="noise"),
    path("alerts/<uuid:alert_id>/silence/", acts.silence, name="silence"),
    path("alerts/silences/<uuid:silence_id>/approve/", acts.approve_silence, name="approve_silence"),
    path("alerts/silences/<uuid:silence_id>/end/", acts.end_silence, name="end_silence"),
]
