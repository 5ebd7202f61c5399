"""The two front doors, and nothing else."""

from django.urls import include, path

urlpatterns = [path("", include("custody.urls"))]
handler400 = "custody.web.shared.errors.bad_request"
handler403 = "custody.web.shared.errors.forbidden"
handler404 = "custody.web.shared.errors.not_found"
handler500 = "custody.web.shared.errors.server_error"
