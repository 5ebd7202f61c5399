"""Every journey stands on the certificate with who drove (R13), also one that no hand-over began."""

from __future__ import annotations

from custody.destruction.selectors import gates
from custody.evidence.actions import moving
from custody.evidence.actions.endangering import move_in_emergency
from custody.evidence.selectors.journeys import without_hand_over
from custody.reports.certificate import _transport
from tests import stories
from tests.destruction import stories as burns
from tests.stories import act_of, fresh


def driven_off(cast):
    """Return bags in store that its two officers drove there themselves."""
    units = stories.swept(cast, stories.seized(cast, crew=True))
    moving.depart(act=act_of(cast.officer), unit_ids=[unit.id for unit in units],
                  route=stories.route("BITTERN", vehicle="OWN-VAN", vehicle_seal="OV778899"))
    stories.countersigned(cast.second_officer)
    stories.accepted(stories.offered(cast, fresh(units), receiver=cast.storekeeper, purpose="arrival"),
                     by=cast.storekeeper, place="BITTERN")
    return fresh(units)


def test_what_its_keepers_drove_themselves_stands_on_the_certificate_before_what_was_handed_over(cast):
    session = burns.burnt(cast, units=burns.kept(cast, units=driven_off(cast)))

    section = _transport([line for line in gates.lines_with_people(session) if line.destroyed_at is not None])

    assert [(row[1], row[2]["code"], row[4], row[5]) for row in section["rows"][:1]] == [
        ("OWN-VAN", "OV778899", "–", f"{cast.officer.badge}, {cast.second_officer.badge}")
    ]
    assert [row[1] for row in section["rows"]] == ["OWN-VAN", "T-4"]
    assert [row[6] for row in section["rows"]] == ["1", "1"]


def test_who_sent_it_away_in_an_emergency_is_named(cast):
    [first, second] = stories.stored(cast, count=2)
    move_in_emergency(act=act_of(cast.duty_officer), unit_ids=[first.id, second.id], destination="DUNLIN",
                      reason="men at the fence", vehicle="T-9")

    [journey] = without_hand_over(fresh([first, second]))

    assert (journey.vehicle, journey.commander, journey.driver, journey.units) == (
        "T-9", cast.duty_officer, cast.storekeeper, 2)
