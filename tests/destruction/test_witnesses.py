"""Each witness signs on their own; and a burn of any size is one act of few statements."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from custody.alerts.models import Alert
from custody.alerts.rules import RULES_BY_CODE
from custody.core.events import FieldClass
from custody.destruction.actions import burning, sessions
from custody.destruction.actions.contradicting import REFUSED, SIGNED_FOR
from custody.destruction.models import Attestation
from custody.evidence.models import Discrepancy
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.organisation.roles import Role
from tests.destruction import stories
from tests.stories import act_of, now

SEALED = frozenset({FieldClass.OPEN, FieldClass.SEALED, FieldClass.PERSONAL})


def attest(cast, session, *, by=None, statement="saw_all"):
    return burning.attest_burn(act=act_of(by or cast.witness), session_id=session.id, statement=statement)


def test_a_witness_signs_for_themselves_and_once(cast, refused):
    session = stories.at_furnace(cast)

    signed = attest(cast, session)

    assert Attestation.objects.get() == signed
    last = told([session.stream_id], classes=SEALED, limit=1)[0]
    assert (last.type.code, last.values["witness"], last.values["statement"]) == (
        "burn.attested/1", cast.witness.pseudonym, "saw_all")
    with refused("witness.signed"):
        attest(cast, session, statement="refuses")
    with refused("witness.not_named", "You are not a witness of this burn. Only the two who were named sign"):
        attest(cast, session, by=cast.second_witness)


def test_nobody_signs_before_the_loads_are_at_the_furnace(cast, refused):
    with refused("burn.not_here"):
        attest(cast, stories.staged(cast))


def test_nobody_signs_for_an_empty_burn(cast, refused):
    session = stories.at_furnace(cast)
    sessions.leave_out_units(act=act_of(cast.crew), session_id=session.id, reason="not_burnt",
                             unit_ids=[unit.id for unit in stories.units_of(session)])

    with refused("burn.empty"):
        attest(cast, session)


def test_a_statement_is_one_of_three(cast, refused):
    with refused("choice.unknown"):
        attest(cast, stories.at_furnace(cast), statement="saw it all, of course")


def statements_of_a_burn(cast, count, pair):
    session = stories.approved(cast, stories.planned(cast, stories.ordered(cast, count=count)), pair=pair)
    session = stories.attested(cast, stories.at_furnace(cast, stories.staged(cast, session)))
    at = {"started_at": now(), "ended_at": now()}
    with CaptureQueriesContext(connection) as queries:
        stories.burn(cast, session, **at)
    # Clocks and alerts that end with the goods have statements of their own.
    return [query["sql"][:60] for query in queries if not re.search("custody_(clock|alert)", query["sql"])]


def test_a_large_burn_takes_as_many_statements_as_a_small_one(cast):
    small = statements_of_a_burn(cast, 2, (cast.second_supervisor, cast.witness))
    large = statements_of_a_burn(cast, 12, (cast.second_supervisor, cast.second_witness))

    assert len(large) == len(small) > 20


# --- who does not sign ------------------------------------------------------------------------------


def unseen(session):
    found = Alert.objects.filter(rule="UNSEEN", subject_id=session.id)
    return [(each.level, "over" if each.state == "resolved" else "open") for each in found]


@pytest.mark.parametrize("statement", ["saw_part", "refuses"])
def test_a_witness_who_does_not_sign_for_all_of_it_is_heard_at_once_until_the_burn_is_over(cast, statement):
    session = stories.at_furnace(cast)
    [unit] = stories.units_of(session)
    assert unseen(session) == []

    attest(cast, session, by=session.witness_b, statement=statement)

    assert unseen(session) == [(2, "open")]
    assert RULES_BY_CODE["UNSEEN"].roles >= {Role.SUPERVISOR, Role.INTERNAL_AFFAIRS}
    opened = Discrepancy.objects.filter(unit=unit).values_list("discrepancy_kind", "expected", "found")
    assert list(opened) == ([("witness", SIGNED_FOR, REFUSED)] if statement == "refuses" else [])
    sessions.cancel_session(act=act_of(cast.supervisor), session_id=session.id, reason="witness_refused")
    assert unseen(session) == [(2, "over")]
    assert replay_state().findings == []


def test_a_refusal_freezes_the_first_unit_of_each_seizure_once(cast):
    units = [*stories.kept(cast, count=2), *stories.kept(cast)]
    session = stories.approved(cast, stories.planned(cast, stories.ordered(cast, units=units)))
    session = stories.at_furnace(cast, stories.staged(cast, session))

    for witness in (session.witness_a, session.witness_b):
        attest(cast, session, by=witness, statement="refuses")

    frozen = Discrepancy.objects.filter(discrepancy_kind="witness").values_list("unit__seizure_id", flat=True)
    assert sorted(frozen) == sorted({unit.seizure_id for unit in units})
    assert unseen(session) == [(2, "open")]
