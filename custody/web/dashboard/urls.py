"""Addresses of the overview: its two pages, the wall, and the rows behind its numbers."""

from django.urls import path

from custody.web.dashboard import files, hours, lists, saved, views

app_name = "dashboard"
urlpatterns = [
    path("overview/", views.board, name="board"),
    path("overview/hours/", hours.hours, name="hours"),
    path("overview/wall/", views.wall, name="wall"),
    path("overview/goods/", lists.goods_list, name="goods"),
    path("overview/goods/file/", files.file, name="file"),
    path("overview/goods/keep/", saved.keep, name="keep"),
    path("overview/goods/kept/<uuid:view_id>/drop/", saved.drop, name="drop"),
    path("overview/slots/", lists.slots_list, name="slots"),
]
