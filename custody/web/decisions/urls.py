"""Addresses of decisions of authorities."""

from django.urls import path

from custody.web.decisions import views

app_name = "decisions"
urlpatterns = [
    path("decisions/", views.overview, name="list"),
    path("decisions/<uuid:decision_id>/", views.decision, name="decision"),
    path("decisions/<uuid:decision_id>/paper/", views.paper, name="paper"),
    path("decisions/<uuid:decision_id>/verify/", views.verify, name="verify"),
]
