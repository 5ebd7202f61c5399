"""What burnt before a witness who refuses to sign: told at once, recorded once it is resolved and let go."""

from __future__ import annotations

import pytest

from custody.core.waivable import NOT_SEEN, ONE_WITNESS
from custody.destruction.actions import burning
from custody.destruction.models import BurnTold
from custody.evidence.actions import weigh
from custody.evidence.models import Discrepancy, Document
from custody.ledger.replay import replay_state
from tests.destruction import stories
from tests.destruction.test_burning import let_through
from tests.destruction.test_burnt_all_the_same import owed, tell
from tests.reports.test_certificate_unusual import said, section_of
from tests.stories import act_of


def refused_by_one(cast, *, statement="refuses"):
    """Return a burn that a supervisor saw whole, and that the other witness signed otherwise."""
    session = stories.tallied(cast, stories.at_furnace(cast))
    burning.attest_burn(act=act_of(cast.second_supervisor), session_id=session.id, statement="saw_all")
    burning.attest_burn(act=act_of(cast.witness), session_id=session.id, statement=statement)
    return session


def resolved(cast, session):
    """Let somebody outside say what was found of the units of a burn."""
    for row in Discrepancy.objects.filter(unit__in=stories.units_of(session), resolved_at__isnull=True):
        weigh.resolve_discrepancy(act=act_of(cast.supervisor), discrepancy_id=row.id,
                                          resolution="The two had quarrelled; the ash was seen")  # fmt: skip


def test_what_burnt_before_a_witness_who_refuses_is_told_and_its_certificate_waits_for_a_waiver(cast, refused):
    session = refused_by_one(cast)

    tell(cast, session)

    assert BurnTold.objects.get().lacks == "burn.not_seen"
    assert owed(session) == (1, 1)
    assert not Document.objects.filter(session=session).exists()
    resolved(cast, session)
    with refused("burn.not_seen"):
        stories.burn(cast, session)
    let_through(cast, NOT_SEEN, session.id)
    assert stories.burn(cast, session).state == "burnt"
    assert BurnTold.objects.get().outcome == "recorded"
    assert owed(session) == (0, 0)
    assert Document.objects.filter(session=session).exists()
    assert ("A witness signed: \u201cI refuse to sign\u201d", None) in said(session)
    assert [pair[0] for pair in section_of(session, "7")["pairs"]] == ["Waiver for a witness who did not see all of it"]
    assert replay_state().findings == []


def test_while_the_refusal_is_not_resolved_no_waiver_records_the_burn(cast, refused):
    session = refused_by_one(cast)
    let_through(cast, NOT_SEEN, session.id)

    with refused("unit.frozen"):
        stories.burn(cast, session)


@pytest.mark.parametrize("rule", [NOT_SEEN, ONE_WITNESS])
def test_a_waiver_that_was_granted_before_the_refusal_lets_nothing_go(cast, refused, rule):
    session = stories.tallied(cast, stories.at_furnace(cast))
    let_through(cast, rule, session.id)
    burning.attest_burn(act=act_of(cast.second_supervisor), session_id=session.id, statement="saw_all")
    burning.attest_burn(act=act_of(cast.witness), session_id=session.id, statement="refuses")
    resolved(cast, session)

    with refused("burn.not_seen"):
        stories.burn(cast, session)


def test_who_saw_a_part_is_let_go_by_the_same_waiver_and_two_who_did_not_see_it_by_none(cast, refused):
    session = refused_by_one(cast, statement="saw_part")
    let_through(cast, NOT_SEEN, session.id)
    assert stories.burn(cast, session).state == "burnt"

    nobody = stories.tallied(cast, stories.at_furnace(cast, stories.staged(cast, stories.approved(
        cast, stories.planned(cast, stories.ordered(cast)), pair=(cast.supervisor, cast.second_witness)))))
    for witness in (cast.supervisor, cast.second_witness):
        burning.attest_burn(act=act_of(witness), session_id=nobody.id, statement="saw_part")
    let_through(cast, NOT_SEEN, nobody.id)
    with refused("burn.not_seen"):
        stories.burn(cast, nobody)
