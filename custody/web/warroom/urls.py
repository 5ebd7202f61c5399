"""Addresses of the war room."""

from django.urls import path

from custody.web.warroom import views

app_name = "warroom"
urlpatterns = [
    path("warroom/", views.board, name="board"),
    path("warroom/<uuid:checklist_id>/", views.checklist, name="list"),
    path("warroom/<uuid:checklist_id>/take/", views.take_mine, name="take_mine"),
    path("warroom/lines/<uuid:line_id>/take/", views.take, name="take"),
    path("warroom/lines/<uuid:line_id>/done/", views.done, name="done"),
    path("warroom/lines/<uuid:line_id>/aside/", views.aside, name="aside"),
]
