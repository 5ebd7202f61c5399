"""Who took a sample of a load, or stood beside, neither checks it before its fire nor holds its books against it."""

from __future__ import annotations

from custody.destruction.actions import lottery, reconcile
from custody.evidence.actions import dividing
from custody.organisation.actions.register import change_officer
from custody.organisation.roles import Role
from tests import stories as goods
from tests.destruction import stories
from tests.evidence import exceptional
from tests.stories import act_of, fresh


def also(cast, officer, *roles):
    """Return the officer with more roles."""
    change_officer(act=act_of(cast.administrator), officer=officer, clearance=officer.clearance, is_active=True,
                   roles=[*map(Role, officer.roles), *roles])  # fmt: skip
    officer.refresh_from_db()
    return officer


def test_who_opened_it_for_a_sample_is_no_check_from_outside(cast, refused):
    sampler = also(cast, cast.sampler, Role.CHECKER)
    session = stories.approved(cast)

    with refused("chain.inside"):
        stories.staged(cast, session, act=act_of(sampler))
    stories.staged(cast, session)
    with refused("chain.inside"):
        lottery.draw_lottery(act=act_of(sampler), session_id=session.id)


def test_who_stood_beside_when_a_bag_was_packed_anew_is_none_either(cast, refused):
    beside = also(cast, cast.second_storekeeper, Role.CHECKER)
    [unit] = fresh(stories.kept(cast))
    made = dividing.split_unit(
        act=act_of(cast.storekeeper), unit_id=unit.id, witness_badge=beside.badge, reason="torn", how="repack",
        parts=[goods.new_bag(unit.gross_mg, package_count=25)],
    )  # fmt: skip
    exceptional.signed_by_each(made)
    session = stories.approved(cast, stories.planned(cast, stories.ordered(cast, units=made)))

    with refused("chain.inside"):
        stories.staged(cast, session, act=act_of(beside))
    stories.staged(cast, session)


def test_who_took_its_sample_or_verified_its_order_does_not_reconcile_it(cast, refused):
    sampler, verifier = also(cast, cast.sampler, Role.AUDITOR), also(cast, cast.second_case_officer, Role.AUDITOR)
    ids = [unit.id for unit in stories.burnt_units(stories.burnt(cast))]

    for person in (sampler, verifier):
        with refused("chain.inside"):
            reconcile.reconcile_units(act=act_of(person), unit_ids=ids)
    assert reconcile.reconcile_units(act=act_of(cast.auditor), unit_ids=ids).reconciled
