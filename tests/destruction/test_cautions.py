"""Who puts goods on the list of a burn, and who approves it, is told what waits about each of them."""

from __future__ import annotations

from django.urls import reverse
from rest_framework.test import APIClient

from custody.destruction.actions import notices
from custody.destruction.selectors.cautions import cautions_of
from custody.evidence.models import HandlingUnit
from tests import stories as evidence
from tests.destruction import decided, stories
from tests.evidence import exceptional
from tests.stories import act_of
from tests.web.desk import queries_of, text_of

WHY = {
    "report": "no official report of its seizure is recorded",
    "revocation": "a revocation of its order waits to be verified",
    "appeal": "an appeal against its order is possible or not decided",
    "retention": "it is not decided what of its seizure is retained",
    "exception": "something else was asked for, and nobody decided",
    "variance": "a difference in its mass is not settled",
}


def said_of(units):
    return {each.reason for each in cautions_of(units)}


def test_what_waits_about_a_unit_is_said_where_it_is_planned_and_where_it_is_approved(cast):
    assert cautions_of([]) == []
    light = evidence.sampled(cast, left_mg=evidence.BAG_MG - 5_000 - 20_000)
    [light] = HandlingUnit.objects.filter(pk=getattr(light, "unit_id", light.pk))
    assert said_of([light]) == {"variance"}
    [free] = stories.ordered(cast)
    assert said_of([free]) == set()
    few = queries_of(cast.planner, reverse("sessions:plan"))
    exceptional.asked(cast, free, "hand_out", by=cast.case_officer)
    [unit] = stories.ordered(cast)
    order = unit.order_lines.get().order
    session = stories.planned(cast, [unit])
    decided.revocation(cast, order)
    notices.ask_retention(act=act_of(cast.case_officer), seizure_id=unit.seizure_id, authority="prosecutor",
                          retain_mg=10_000, reason="For the jury")  # fmt: skip
    notices.serve_order(act=act_of(cast.case_officer), order_id=order.id, addressee="owner", reference="S 1")

    assert said_of([unit]) == {"revocation", "appeal", "retention"}
    assert f"{free.label}: {WHY['exception']}" in text_of(cast.planner, reverse("sessions:plan"))
    assert queries_of(cast.planner, reverse("sessions:plan")) <= few + 1
    for officer, name in ((cast.planner, "session"), (cast.supervisor, "session"), (cast.supervisor, "approve")):
        shown = text_of(officer, reverse(f"sessions:{name}", args=[session.id]))
        assert all(f"{unit.label}: {WHY[why]}" in shown for why in ("revocation", "appeal", "retention"))
    client = APIClient()
    client.force_login(cast.supervisor)
    found = client.get(f"/api/v1/sessions/{session.id}/cautions/").json()["cautions"]
    assert [(each["label"], each["reason"]) for each in found] == [
        (unit.label, why) for why in ("revocation", "appeal", "retention")
    ]
