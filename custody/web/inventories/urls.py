"""Addresses of inventories and audits."""

from django.urls import path

from custody.web.inventories import audits, files, views

app_name = "inventories"
urlpatterns = [
    path("inventories/", views.overview, name="list"),
    path("inventories/ask/", views.ask, name="ask"),
    path("inventories/<uuid:inventory_id>/", views.inventory, name="inventory"),
    path("inventories/<uuid:inventory_id>/begin/", views.begin, name="begin"),
    path("inventories/<uuid:inventory_id>/count/", views.count, name="count"),
    path("inventories/<uuid:inventory_id>/finish/", views.finish, name="finish"),
    path("inventories/<uuid:inventory_id>/break-off/", views.break_off, name="break_off"),
    path("inventories/<uuid:inventory_id>/file/", files.file, name="file"),
    path("inventories/<uuid:inventory_id>/sign/", views.sign, name="sign"),
    path("audits/", audits.overview, name="audits"),
    path("audits/plan/", audits.plan, name="plan_audit"),
    path("audits/<uuid:audit_id>/", audits.audit, name="audit"),
    path("audits/<uuid:audit_id>/begin/", audits.begin, name="begin_audit"),
]
