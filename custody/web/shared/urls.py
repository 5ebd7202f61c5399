"""Addresses every page links to."""

from django.urls import path

from custody.web.shared import views

urlpatterns = [
    path("language/", views.choose_language, name="language"),
    path("scheme/", views.choose_scheme, name="scheme"),
    path("gloves/", views.choose_gloves, name="gloves"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("components/", views.components, name="components"),
]
