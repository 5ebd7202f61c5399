"""Refusals about the authority to destroy."""

from __future__ import annotations

from custody.core.lifecycle import Family
from custody.destruction.actions import holds, orders, sessions
from tests.api.doors import Door, Row
from tests.api.lifecycle.exceptions import asked, split
from tests.destruction import decided
from tests.destruction import stories as burns
from tests.stories import act_of

C, G = Family.CONVEYANCE, Family.GOODS
FAR = "2999-01-01T00:00:00Z"


def rows(at):
    """Return a row for each event of the authority to destroy."""
    cast, ash, order, held = at.cast, at.ash, at.order, at.held
    ids, form = {"unit_ids": [str(ash.id)]}, {"units": [str(ash.id)]}
    said = {"authority": "prosecutor", "number": "AN 77/2026", "issued_on": str(at.today), "reasons": "x",
            "signed_by": "x", "position": "x"}
    verify, session = act_of(cast.second_case_officer), at.session
    hold = {"authority": "prosecutor", "reference": "KP 2", "reason": "x"}
    paper = {"reference": "KP 3", "decided_on": str(at.today)}
    lift = Row(
        "second_case_officer", Door(f"/holds/{held.id}/lift/", paper), Door(f"holds/{held.id}/lifting/", paper),
        lambda: holds.lift_hold(act=verify, hold_id=held.id, paper=decided.paper()), ("hold.lifted",), version="held",
    )  # fmt: skip
    revoke = paper | {"reason": "x"}
    return {
        (None, "order.recorded/1"): Row(
            "case_officer", Door(f"/orders/record/?seizure={ash.seizure_id}", form | said), Door("orders/", ids | said),
            lambda: orders.record_order(act=act_of(cast.case_officer), unit_ids=[ash.id], authority="prosecutor",
                                        number="AN 77/2026", issued_on=at.today),
            ("lifecycle.authority", "unit.gone", "order.covered")),
        (None, "order.verified/1"): Row(
            "second_case_officer", Door(f"/orders/{order.id}/verify/", {"answer": "yes"}),
            Door(f"orders/{order.id}/verification/", {}),
            lambda: orders.verify_order(act=verify, order_id=order.id), ("order.closed",), version="order"),
        (None, "order.refused/1"): Row(
            "second_case_officer", Door(f"/orders/{order.id}/verify/", {"answer": "no", "reason": "x"}),
            Door(f"orders/{order.id}/refusal/", {"reason": "x"}),
            lambda: orders.refuse_order(act=verify, order_id=order.id, reason="x"), ("order.closed",),
            version="order"),
        (None, "unit.scheduled/1"): Row(
            "planner", Door("/burns/plan/", form | {"facility": "FORGE", "starts_on": "2999-12-31",
                                                    "starts_clock": "06:30"}),
            Door("sessions/", ids | {"facility": "FORGE", "starts_at": FAR}),
            lambda: burns.planned(cast, [ash]), ("*",)),
        (None, "unit.unscheduled/1"): Row(
            "planner", Door(f"/burns/{session.id}/leave-out/", form | {"reason": "replanned"}),
            Door(f"sessions/{session.id}/omissions/", ids | {"reason": "replanned"}),
            lambda: sessions.leave_out_units(act=act_of(cast.planner), session_id=session.id, unit_ids=[ash.id],
                                             reason="replanned"), ("session.state",)),
        # A letter about what is ash is recorded and holds nothing (``hold.came_late/1``); one about a container is not.
        (None, "hold.placed/1"): Row(
            "case_officer", Door("/holds/place/", hold | {"units": [str(at.free.id)], "review_on": "2026-12-31"}),
            Door("holds/", hold | {"unit_ids": [str(at.free.id)]}),
            lambda: holds.place_hold(act=act_of(cast.case_officer), unit_ids=[at.free.id], **hold), ("*",)),
        (None, "hold.lifted/1"): lift,
        (None, "hold.lifted_beside/1"): lift,
        (None, "hold.lifted_with_order/1"): lift,
        (None, "order.revoked/1"): Row(
            "second_case_officer", Door(f"/law/orders/{order.id}/revoke/", revoke),
            Door(f"orders/{order.id}/revocation/", revoke),
            lambda: decided.revocation(cast, order, by=cast.second_case_officer), ("order.nothing_left",),
            version="order"),
        (None, "order.inherited/1"): split(at),
        (None, "order.withdrawn/1"): asked(at, ash, "disposal"),
    }  # fmt: skip
