"""Pages, the API, and the addresses a machine asks."""

from django.urls import include, path

from custody.web.gateway.views import canary_report, sms_inbound, sms_report, sms_status
from custody.web.health.views import healthz, metrics, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("sms/receipts/<uuid:message>/<str:key>/<int:kind>/", sms_report, name="sms-report"),
    path("sms/receipts/<uuid:message>/<str:key>/", sms_status, name="sms-status"),
    path("sms/inbound/<str:name>/<str:secret>/", sms_inbound, name="sms-inbound"),
    path("canary/<str:channel>/<str:reference>/<str:key>/", canary_report, name="canary-report"),
    path("api/v1/", include("custody.api.v1.urls")),
    path("", include("custody.web.urls")),
]
