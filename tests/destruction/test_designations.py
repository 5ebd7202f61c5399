"""Where the law of a load asks for it, who watches its burn is a supervisor or was designated for that burn."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from custody.destruction.actions import burning, sessions, told
from custody.destruction.actions import witnesses as actions
from custody.destruction.models import WitnessDesignation
from custody.destruction.selectors.witnesses import newest_draw
from custody.ledger.replay import replay_state
from custody.organisation.roles import Role
from custody.organisation.selectors.requirements import requirements_of
from tests import packs
from tests.destruction import lawful, stories
from tests.stories import act_of, now
from tests.web.desk import send, text_of

ASKS = {
    "order__authority": "prosecutor", "order__procedure": "order", "order__judge": "never", "order__appeal": "none",
    "sample__least": 1, "sample__kept": None, "witness__supervisors": 1, "witness__distance": "not_custodian",
    "witness__designation": "by_supervisor",
}  # fmt: skip
"""An invented law under which a burn is as at home, but for its witnesses."""


def burn_of(cast, **changes):
    """Return a planned burn of goods under the invented law."""
    lawful.under(cast, packs.nowhere(**(ASKS | changes)))
    units = lawful.goods(cast, "XX")
    return stories.planned(cast, stories.ordered(cast, units=units))


def designated(cast, session, *, by, witness):
    return actions.designate_witness(act=act_of(by), session_id=session.id, badge=witness.badge)


def approved(cast, session, *, by=None, pair=None):
    first, second = pair or (cast.second_supervisor, cast.witness)
    return sessions.approve_session(
        act=act_of(by or cast.supervisor), session_id=session.id, witness_a_badge=first.badge,
        witness_b_badge=second.badge,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("jurisdiction", "word"),
    [("BE", "not_asked"), ("ES", "not_asked"), ("IN", "not_asked"), ("US-TX", "by_supervisor")],
)
def test_only_the_pack_that_says_so_asks_for_it(cast, jurisdiction, word):
    lawful.under(cast, packs.shipped(jurisdiction))

    assert requirements_of(jurisdiction=jurisdiction, at=now()).designation == word


def test_who_is_no_supervisor_watches_only_a_burn_he_was_designated_for(cast, refused):
    session = burn_of(cast)
    [unit] = stories.units_of(session)
    with refused(
        "witness.not_designated",
        f"{unit.label}: badge {cast.witness.badge} is no supervisor and was not designated for this burn."
        " A supervisor who neither planned nor approves it must designate the badge first, or name another witness",
    ):
        approved(cast, session)

    row = designated(cast, session, by=cast.second_supervisor, witness=cast.witness)
    assert (row.session, row.witness, row.designated_by) == (session, cast.witness, cast.second_supervisor)
    with refused("designation.done"):
        designated(cast, session, by=cast.second_supervisor, witness=cast.witness)
    # Whoever approves cannot have designated too: then one person would choose who watches.
    with refused("witness.not_designated"):
        approved(cast, session, by=cast.second_supervisor, pair=(cast.supervisor, cast.witness))
    assert approved(cast, session).witness_b == cast.witness
    assert not replay_state().findings
    with pytest.raises(IntegrityError), transaction.atomic():
        WitnessDesignation.objects.create(
            session=session, stream_id=session.stream_id, witness=cast.witness, designated_by=cast.witness,
            designated_at=now(),
        )  # fmt: skip


def test_a_designation_is_for_one_burn_and_asked_again_at_the_fire(cast, refused, monkeypatch):
    session = burn_of(cast)
    designated(cast, session, by=cast.second_supervisor, witness=cast.witness)
    other = stories.planned(cast, stories.ordered(cast, units=lawful.goods(cast, "XX")))
    with refused("witness.not_designated"):
        approved(cast, other)
    session = stories.at_furnace(cast, stories.staged(cast, approved(cast, session)))
    stories.tallied(cast, session)
    with monkeypatch.context() as patched, refused("witness.not_designated"):
        patched.setattr("custody.destruction.actions.burning.designations_of", lambda _session: [])
        burning.attest_burn(act=act_of(session.witness_a), session_id=session.id, statement="saw_all")
    assert stories.burn(cast, stories.attested(cast, session, tally=False)).state == "burnt"


def test_who_designates_is_a_supervisor_outside_the_burn_and_another_person(cast, refused):
    session = burn_of(cast)
    for by, witness, code in (
        (cast.planner, cast.witness, "role.missing"),
        (cast.second_supervisor, cast.second_supervisor, "designation.own"),
        (cast.second_supervisor, cast.officer, "role.missing"),
    ):
        with refused(code):
            designated(cast, session, by=by, witness=witness)
    assert not WitnessDesignation.objects.exists()
    designated(cast, session, by=cast.second_supervisor, witness=cast.witness)
    approved(cast, session)
    with refused("designation.decided"):
        designated(cast, session, by=cast.supervisor, witness=cast.second_witness)


def test_where_no_law_asks_nobody_is_designated_and_nothing_changes(cast, refused):
    session = stories.planned(cast)
    with refused("designation.not_asked"):
        designated(cast, session, by=cast.second_supervisor, witness=cast.witness)
    assert "Designate a witness" not in text_of(cast.second_supervisor, reverse("sessions:session", args=[session.id]))
    burnt = stories.burnt(cast, pair=(cast.second_supervisor, cast.second_witness))
    assert approved(cast, session).witness_b == cast.witness
    with refused("session.state"):
        designated(cast, burnt, by=cast.second_supervisor, witness=cast.witness)


def test_a_lot_falls_only_on_who_was_designated(cast):
    session = burn_of(cast)
    designated(cast, session, by=cast.second_supervisor, witness=cast.witness)
    for _ in range(6):
        actions.draw_witnesses(act=act_of(cast.supervisor), session_id=session.id)
        draw = newest_draw(session)
        assert all(
            each.has_role(Role.SUPERVISOR) or each == cast.witness for each in (draw.witness_a, draw.witness_b)
        )


def test_a_page_takes_a_designation_and_shows_it(cast):
    session = burn_of(cast)
    path = reverse("sessions:session", args=[session.id])
    assert "Designate a witness" in text_of(cast.second_supervisor, path)
    address = reverse("sessions:designate", args=[session.id])
    assert send(cast.second_supervisor, address, {"witness": cast.witness.badge})["Location"] == path
    assert f"{cast.witness.badge}, by badge {cast.second_supervisor.badge}" in text_of(cast.supervisor, path)
    again = send(cast.second_supervisor, address, {"witness": cast.witness.badge})
    assert again.status_code == 409
    assert "already" in again.content.decode()


def test_nobody_is_designated_for_a_burn_that_is_said_to_have_burnt(cast, refused):
    session = burn_of(cast)
    designated(cast, session, by=cast.second_supervisor, witness=cast.witness)
    session = stories.tallied(cast, stories.at_furnace(cast, stories.staged(cast, approved(cast, session))))
    burning.attest_burn(act=act_of(session.witness_a), session_id=session.id, statement="saw_all")
    told.tell_burn(act=act_of(cast.crew), session_id=session.id, started_at=stories.lit_at(session), ended_at=now(),
                   reason="The second witness was called away")  # fmt: skip

    with refused("burn.told"):
        designated(cast, session, by=cast.second_supervisor, witness=cast.second_witness)
