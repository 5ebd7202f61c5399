"""Addresses of burns."""

from django.urls import path

from custody.web.sessions import abort, attendance, fire, lots, mouth, residue, views

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
    path("burns/<uuid:session_id>/attendance/", attendance.attendance, name="attendance"),
    path("burns/<uuid:session_id>/loading/", mouth.loading, name="loading"),
    path("burns/<uuid:session_id>/tally/", mouth.tally, name="tally"),
    path("burns/<uuid:session_id>/burn/", fire.burn, name="burn"),
    path("burns/<uuid:session_id>/done/", fire.done, name="done"),
    path("burns/<uuid:session_id>/reconcile/", fire.reconcile, name="reconcile"),
    path("burns/together/", lots.together, name="together"),
    path("burns/<uuid:session_id>/lots/", lots.lots, name="lots"),
    path("burns/<uuid:session_id>/lots/draw/", lots.draw, name="draw"),
    path("burns/<uuid:session_id>/lots/test/", lots.test, name="test"),
    path("burns/<uuid:session_id>/unfreeze/", lots.unfreeze, name="unfreeze"),
    path("burns/<uuid:session_id>/witnesses/draw/", lots.draw_witnesses, name="draw_witnesses"),
    path("burns/<uuid:session_id>/witnesses/designate/", lots.designate, name="designate"),
    path("burns/<uuid:session_id>/residue/", residue.weigh, name="residue"),
    path("burns/<uuid:session_id>/residue/gone/", residue.dispose, name="residue_gone"),
    path("burns/<uuid:session_id>/residue/none/", residue.none, name="residue_none"),
    path("burns/<uuid:session_id>/abort/", abort.abort, name="abort"),
    path("burns/<uuid:session_id>/refuse/", abort.refuse, name="refuse"),
    path("burns/<uuid:session_id>/fast-lane/", abort.fast_lane, name="fast_lane"),
]
