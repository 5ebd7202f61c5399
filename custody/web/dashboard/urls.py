"""Address of the dashboard."""

from django.urls import path

from custody.web.dashboard import views

app_name = "dashboard"
urlpatterns = [path("overview/", views.board, name="board")]
