"""Addresses of help."""

from django.urls import path

from custody.web.help import views

app_name = "help"
urlpatterns = [
    path("help/", views.tasks, name="tasks"),
    path("help/<slug:name>/", views.task, name="task"),
    path("help/<slug:name>/<slug:language>.webp", views.picture, name="picture"),
]
