"""Addresses of targets, tips and look-ups."""

from django.urls import path

from custody.web.targets import tips, views

app_name = "targets"
urlpatterns = [
    path("targets/", views.targets, name="list"),
    path("targets/open/", views.begin, name="open"),
    path("targets/look-up/", views.look_up, name="look_up"),
    path("targets/<uuid:target_id>/", views.target, name="target"),
    path("targets/<uuid:target_id>/reveal/", views.reveal, name="reveal"),
    path("targets/<uuid:target_id>/arrival/", views.arrival, name="arrival"),
    path("targets/<uuid:target_id>/scan/", views.scan, name="scan"),
    path("targets/<uuid:target_id>/search/", views.search, name="search"),
    path("targets/<uuid:target_id>/let-go/", views.let_go, name="let_go"),
    path("targets/<uuid:target_id>/let-go/decide/", views.decide, name="decide"),
    path("targets/<uuid:target_id>/conveyance/", views.link, name="link"),
    path("targets/<uuid:target_id>/conveyance/decide/", views.decide_link, name="decide_link"),
    path("targets/<uuid:target_id>/conveyance/undo/", views.unlink, name="unlink"),
    path("targets/<uuid:target_id>/found/", views.found, name="found"),
    path("scans/<uuid:scan_id>/", views.look, name="look"),
    path("scans/<uuid:scan_id>/reading/", views.reading, name="reading"),
    path("tips/", tips.tips, name="tips"),
    path("tips/record/", tips.record, name="record_tip"),
    path("tips/<uuid:tip_id>/", tips.tip, name="tip"),
    path("tips/<uuid:tip_id>/source/", tips.source, name="source"),
    path("tips/<uuid:tip_id>/handler/", tips.entrust, name="entrust"),
]
