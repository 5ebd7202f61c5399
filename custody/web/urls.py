"""The pages: the shelf, the sign-in, and one line for each screen."""

from django.urls import include, path

urlpatterns = [
    path("", include("custody.web.shared.urls")),
    path("", include("custody.web.signin.urls")),
    path("", include("custody.web.home.urls")),
    path("", include("custody.web.stop.urls")),
    path("", include("custody.web.extraction.urls")),
    path("", include("custody.web.seizure.urls")),
    path("", include("custody.web.units.urls")),
    path("", include("custody.web.photo.urls")),
    path("", include("custody.web.sweep.urls")),
    path("", include("custody.web.transfer.urls")),
    path("", include("custody.web.road.urls")),
    path("", include("custody.web.weighing.urls")),
    path("", include("custody.web.sampling.urls")),
    path("", include("custody.web.discrepancy.urls")),
    path("", include("custody.web.dashboard.urls")),
    path("", include("custody.web.seizures.urls")),
    path("", include("custody.web.orders.urls")),
    path("", include("custody.web.sessions.urls")),
    path("", include("custody.web.alerts.urls")),
    path("", include("custody.web.duty.urls")),
    path("", include("custody.web.sites.urls")),
    path("", include("custody.web.quiet.urls")),
    path("", include("custody.web.places.urls")),
    path("", include("custody.web.danger.urls")),
    path("", include("custody.web.presence.urls")),
]
