"""Addresses of holds."""

from django.urls import path

from custody.web.holds import views

app_name = "holds"
urlpatterns = [
    path("holds/", views.overview, name="list"),
    path("holds/place/", views.place, name="place"),
    path("holds/<uuid:hold_id>/", views.hold, name="hold"),
    path("holds/<uuid:hold_id>/verify/", views.verify, name="verify"),
    path("holds/<uuid:hold_id>/renew/", views.renew, name="renew"),
    path("holds/<uuid:hold_id>/lift/", views.lift, name="lift"),
]
