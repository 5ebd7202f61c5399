"""Addresses of documents."""

from django.urls import path

from custody.web.documents import views

app_name = "documents"
urlpatterns = [
    path("documents/<uuid:document_id>/", views.read, name="read"),
    path("burns/<uuid:session_id>/certificate/", views.certificate, name="certificate"),
    path("burns/<uuid:session_id>/certificate/copy/", views.copy, name="copy"),
]
