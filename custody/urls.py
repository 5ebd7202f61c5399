"""Pages, the API, and the three addresses a machine asks."""

from django.urls import include, path

from custody.web.health.views import healthz, metrics, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("api/v1/", include("custody.api.v1.urls")),
    path("", include("custody.web.urls")),
]
