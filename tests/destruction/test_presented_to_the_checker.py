"""Who keeps the goods signs for what the checker read off them (domain 4.1, row 9): nothing burns before that."""

from __future__ import annotations

from custody.deadlines.models import Clock
from custody.destruction.actions import staging
from custody.evidence.actions import signatures
from custody.evidence.models import Countersignature
from custody.organisation.actions.register import change_officer
from tests import stories as evidence
from tests.destruction import stories
from tests.destruction.test_aborting import by_fast_lane, stage
from tests.stories import act_of, fresh


def owed_by(cast, about):
    return Countersignature.objects.filter(about=about, owed_by=cast.checker, signed_at__isnull=True)


def runs(units):
    return Clock.objects.filter(subject_id__in=[unit.id for unit in units], clock_type="SIGNATURE_OWED",
                                closed_at__isnull=True)  # fmt: skip


def test_the_keeper_of_the_store_signs_each_unit_that_was_staged_and_none_that_was_refused(cast):
    session = stories.approved(cast, stories.planned(cast, stories.ordered(cast, count=2)))
    bad, good = stories.units_of(session)

    staging.stage_units(act=act_of(cast.checker), session_id=session.id,
                        checks=[stories.check_of(bad, seal_seen="AN999999"), stories.check_of(good)])

    [owed] = owed_by(cast, "unit.staged/1")
    assert (owed.unit, owed.wanted) == (good, cast.storekeeper)
    assert runs([good]).count() == 1
    assert not runs([bad]).exists()


def test_what_the_keeper_has_not_signed_stays_where_it_is(cast, refused):
    session = stories.staged(cast, signed=False)
    [unit] = stories.units_of(session)
    [owed] = owed_by(cast, "unit.staged/1")

    with refused("unit.unsigned"):
        evidence.on_the_road(cast, units=[unit], giver=cast.storekeeper, destination="CURLEW")
    for other in (cast.checker, cast.second_storekeeper, cast.supervisor):
        with refused("signature.not_named"):
            signatures.sign(act=act_of(other), signature_ids=[owed.id])
    signatures.sign(act=act_of(cast.storekeeper), signature_ids=[owed.id])

    assert not fresh([unit])[0].signature_owed
    assert not runs([unit]).exists()
    assert stories.burn(cast, stories.attested(cast, stories.at_furnace(cast, session))).state == "burnt"


def test_in_the_fast_lane_the_crew_signs_for_what_was_read_before_the_fire(cast, refused):
    session = by_fast_lane(cast)
    units = stories.units_of(session)
    stage(cast, session)
    stories.lots_tested(cast, stories.drawn(cast, session))
    stories.attested(cast, session)

    assert {row.wanted for row in owed_by(cast, "unit.staged_on_intake/1")} == {cast.crew}
    assert runs(units).count() == len(units)
    with refused("unit.unsigned"):
        stories.burn(cast, session)
    stories.signed_by_those_named("unit.staged_on_intake/1")

    assert stories.burn(cast, session).state == "burnt"


def test_where_the_keeper_serves_no_more_who_commands_signs(cast):
    session = stories.staged(cast, signed=False)
    [owed] = owed_by(cast, "unit.staged/1")
    change_officer(act=act_of(cast.administrator), officer=cast.storekeeper, roles=[], clearance=1, is_active=False)

    signatures.sign(act=act_of(cast.supervisor), signature_ids=[owed.id])

    assert not fresh(stories.units_of(session))[0].signature_owed
