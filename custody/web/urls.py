"""The pages: the shelf, the sign-in, and one line for each screen."""

from django.urls import include, path

urlpatterns = [
    path("", include("custody.web.shared.urls")),
    path("", include("custody.web.signin.urls")),
]
