"""Afterwards: booked is sampled, burnt and explained, or the seizure stays open."""

from __future__ import annotations

import pytest

from custody.core.errors import StaleVersion
from custody.core.events import FieldClass
from custody.destruction.actions import reconcile
from custody.destruction.balance import Balance
from custody.destruction.selectors import masses
from custody.evidence.actions import weigh
from custody.evidence.models import Discrepancy
from custody.ledger.selectors import told
from tests import stories as evidence
from tests.destruction import stories
from tests.stories import act_of, fresh

SEALED = frozenset({FieldClass.OPEN, FieldClass.SEALED, FieldClass.PERSONAL})


def reconciled(cast, units, *, by=None):
    return reconcile.reconcile_units(act=act_of(by or cast.auditor), unit_ids=[unit.id for unit in units])


def close(cast, unit, **changes):
    return reconcile.close_seizure(**({"act": act_of(cast.auditor), "seizure_id": unit.seizure_id} | changes))


def explained(cast, unit):
    """Let a supervisor outside the chain say what explains the open discrepancy of a unit."""
    found = Discrepancy.objects.get(unit=unit, resolved_at__isnull=True)
    weigh.resolve_discrepancy(act=act_of(cast.supervisor), discrepancy_id=found.id, resolution="The bag was torn")


def test_a_unit_that_adds_up_is_reconciled_with_its_figures(cast):
    units = stories.burnt_units(stories.burnt(cast, count=2))

    answer = reconciled(cast, units)

    assert (answer.reconciled, answer.refused) == (units, [])
    assert {unit.custody_state for unit in fresh(units)} == {"reconciled"}
    for unit in units:
        values = told([unit.stream_id], classes=SEALED, limit=1)[0].values
        sampled = sum(sample.gross_mg for sample in unit.samples.all())
        assert (values["booked_mg"], values["sampled_mg"], values["burnt_mg"], values["variance_mg"]) == (
            evidence.BAG_MG, sampled, evidence.BAG_MG - sampled, 0)
        assert values["auditor"] == cast.auditor.pseudonym


def test_a_loss_that_was_explained_before_the_fire_is_no_loss_of_the_fire(cast):
    [unit] = stories.kept(cast)
    weigh.record_weighing(act=act_of(cast.device), unit_id=unit.id, reading=evidence.reading(unit.gross_mg - 10**6))
    explained(cast, unit)
    left = unit.gross_mg - 10**6
    session = stories.approved(cast, stories.planned(cast, stories.ordered(cast, units=fresh([unit]))))
    stories.staged(cast, session, checks=[stories.check_of(unit, gross_mg=left)])
    units = stories.burnt_units(stories.burn(cast, stories.attested(cast, stories.at_furnace(cast, session))))

    answer = reconciled(cast, units)

    assert answer.reconciled == units
    assert told([unit.stream_id], classes=SEALED, limit=1)[0].values["variance_mg"] == 10**6


def test_a_unit_that_does_not_add_up_waits_for_an_explanation(cast, refused, monkeypatch):
    good, bad = stories.burnt_units(stories.burnt(cast, count=2))
    # Staging holds a unit against the same balance, so that only a changed table could bring one here.
    off = Balance(booked_mg=25 * 10**6, sampled_mg=0, burnt_mg=24 * 10**6, tolerance_mg=50_000)
    true_balances = masses.balances_of
    with monkeypatch.context() as patch:
        patch.setattr(masses, "balances_of", lambda units: true_balances(units) | {bad.id: off})
        answer = reconciled(cast, [good, bad])

    assert (answer.reconciled, answer.refused) == ([good], [bad])
    [bad] = fresh([bad])
    assert (bad.custody_state, bad.discrepancy_open) == ("destroyed", True)
    found = Discrepancy.objects.get(unit=bad)
    assert (found.difference_mg, found.tolerance_mg) == (-10**6, 50_000)
    with refused("unit.frozen"):
        reconciled(cast, [bad])
    explained(cast, bad)
    assert reconciled(cast, [bad]).reconciled == [bad]


def test_only_destroyed_goods_are_reconciled(cast, refused):
    units = stories.units_of(stories.at_furnace(cast))

    with refused("lifecycle.custody",
                 "This cannot be done while the unit is at the furnace. Its page shows what can be done now"):
        reconciled(cast, units)


def test_goods_are_reconciled_once(cast, refused):
    units = stories.reconciled(cast)

    with refused("lifecycle.custody"):
        reconciled(cast, units)


def test_a_seizure_is_closed_when_all_but_its_samples_came_to_an_end(cast, refused):
    units = stories.reconciled(cast, count=3)
    seizure = units[0].seizure

    seizure = close(cast, units[0], expected_seq=seizure.last_seq)

    assert seizure.state == "closed"
    values = told([seizure.stream_id], classes=SEALED, limit=1)[0].values
    assert values["unit_count"] == 3
    assert values["booked_mg"] == 3 * evidence.BAG_MG
    assert values["booked_mg"] == values["burnt_mg"] + values["sampled_mg"] + values["variance_mg"]
    with refused("seizure.closed"):
        close(cast, units[0])


@pytest.mark.parametrize("state", ["in store", "burnt"])
def test_a_seizure_with_goods_that_are_not_reconciled_stays_open(cast, refused, state):
    units = evidence.stored(cast, count=2)
    stories.kept(cast, units=units)
    if state == "burnt":
        units = stories.burnt_units(stories.burnt(cast, units=fresh(units)))
        reconciled(cast, units[:1])

    open_one = min(unit.label for unit in units[-1:])
    with refused("seizure.unit_open", f"{open_one} is not reconciled yet. Have it reconciled first"
                 if state == "burnt" else None):
        close(cast, units[0])


def test_a_seizure_without_goods_is_not_closed(cast, refused):
    with refused("units.none"):
        reconcile.close_seizure(act=act_of(cast.auditor), seizure_id=evidence.opened_seizure(cast).id)


def test_a_seizure_whose_mass_does_not_add_up_stays_open(cast, refused, monkeypatch):
    [unit] = stories.reconciled(cast)
    off = Balance(booked_mg=25 * 10**6, sampled_mg=0, burnt_mg=24 * 10**6, tolerance_mg=50_000)
    monkeypatch.setattr(masses, "balances_of", lambda units: {unit.id: off})

    with refused("seizure.variance",
                 f"The mass of {unit.label} does not add up, and nobody has explained it. Have it explained first"):
        close(cast, unit)


def test_a_stale_page_closes_nothing(cast):
    [unit] = stories.reconciled(cast)

    with pytest.raises(StaleVersion):
        close(cast, unit, expected_seq=99)


def test_nobody_but_an_auditor_closes(cast, refused):
    [unit] = stories.reconciled(cast)

    with refused("role.missing"):
        close(cast, unit, act=act_of(cast.supervisor))
