"""Addresses of labels."""

from django.urls import path

from custody.web.labels import found, paper, views

app_name = "labels"
urlpatterns = [
    path("labels/", views.rolls, name="list"),
    path("labels/print/", views.print_roll, name="print"),
    path("labels/paper/", views.print_paper, name="paper"),
    path("paper/", paper.find, name="find_sheet"),
    path("paper/sheet/", paper.enter, name="enter"),
    path("labels/found/", found.found, name="found"),
    path("labels/found/report/", found.report_found, name="report_found"),
    path("labels/found/<uuid:report_id>/", found.found_one, name="found_one"),
    path("labels/found/<uuid:report_id>/settle/", found.settle_found, name="settle_found"),
    path("labels/<uuid:roll_id>/", views.roll, name="roll"),
    path("labels/<uuid:roll_id>/withdraw/", views.void, name="void"),
    path("units/<uuid:unit_id>/label/", views.reprint, name="reprint"),
]
