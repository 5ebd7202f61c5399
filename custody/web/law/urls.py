"""Addresses of the papers around orders, and of the sampling assistant."""

from django.urls import path

from custody.web.law import samples, views

app_name = "law"
urlpatterns = [
    path("law/seizures/<uuid:seizure_id>/", views.overview, name="seizure"),
    path("law/seizures/<uuid:seizure_id>/instruct/", views.instruct, name="instruct"),
    path("law/seizures/<uuid:seizure_id>/whose/", views.whose, name="whose"),
    path("law/seizures/<uuid:seizure_id>/release/", views.release, name="release"),
    path("law/seizures/<uuid:seizure_id>/notice/", views.serve_notice, name="serve_notice"),
    path("law/seizures/<uuid:seizure_id>/retain/", views.retain, name="retain"),
    path("law/seizures/<uuid:seizure_id>/oral/", views.oral, name="oral"),
    path("law/notices/<uuid:notice_id>/objection/", views.objection, name="objection"),
    path("law/notices/<uuid:notice_id>/service/", views.prove_service, name="prove_service"),
    path("law/notices/<uuid:notice_id>/settle/", views.settle, name="settle"),
    path("law/notices/<uuid:notice_id>/decide/", views.decide_objection, name="decide_objection"),
    path("law/retentions/<uuid:retention_id>/decide/", views.decide_retention, name="decide_retention"),
    path("law/retentions/<uuid:retention_id>/appeal/", views.appeal_retention, name="appeal_retention"),
    path("law/orders/<uuid:order_id>/authorise/", views.authorise, name="authorise"),
    path("law/orders/<uuid:order_id>/revoke/", views.revoke, name="revoke"),
    path("law/orders/<uuid:order_id>/confirm/", views.confirm, name="confirm"),
    path("law/orders/<uuid:order_id>/serve/", views.serve_order, name="serve_order"),
    path("law/exhibits/<uuid:exhibit_id>/draw/", samples.draw, name="draw"),
    path("law/plans/<uuid:plan_id>/", samples.plan, name="plan"),
    path("law/registry/", samples.registry, name="registry"),
]
