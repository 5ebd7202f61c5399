"""Pages, the API, and the addresses a machine asks."""

from django.urls import include, path

from custody.web.gateway.views import sms_report
from custody.web.health.views import healthz, metrics, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("sms/receipts/<uuid:message>/<str:key>/<int:kind>/", sms_report, name="sms-report"),
    path("api/v1/", include("custody.api.v1.urls")),
    path("", include("custody.web.urls")),
]
