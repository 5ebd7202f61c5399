"""Addresses of burns."""

from django.urls import path

from custody.web.sessions import fire, views

app_name = "sessions"
urlpatterns = [
    path("burns/", views.overview, name="list"),
    path("burns/plan/", views.plan, name="plan"),
    path("burns/<uuid:session_id>/", views.session, name="session"),
    path("burns/<uuid:session_id>/approve/", views.approve, name="approve"),
    path("burns/<uuid:session_id>/leave-out/", views.leave_out, name="leave_out"),
    path("burns/<uuid:session_id>/cancel/", views.cancel, name="cancel"),
    path("burns/<uuid:session_id>/stage/", fire.stage, name="stage"),
    path("burns/<uuid:session_id>/attest/", fire.attest, name="attest"),
    path("burns/<uuid:session_id>/attested/", fire.attested, name="attested"),
    path("burns/<uuid:session_id>/burn/", fire.burn, name="burn"),
    path("burns/<uuid:session_id>/done/", fire.done, name="done"),
    path("burns/<uuid:session_id>/reconcile/", fire.reconcile, name="reconcile"),
]
