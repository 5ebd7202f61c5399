"""Builders that drive the real actions: a unit in a state got there as it would in the house.

Every story takes the cast first. ``act_of`` makes the act of one officer, with a key of its own.
"""

from __future__ import annotations

import itertools
from datetime import timedelta
from uuid import uuid4

from django.db import connection
from django.db.models import Q

from custody.core.act import Act, Door
from custody.core.errors import InvalidInput
from custody.core.identifiers import parse_container_number
from custody.evidence.actions import extraction, moving, sample, seizure, signatures, stop, sweep, transfer
from custody.evidence.entries import Circumstances, NewExhibit, NewSample, NewUnit, Reading, Route, SealEntry
from custody.evidence.models import Conveyance
from custody.evidence.selectors.exceptions import signatures_awaited
from custody.evidence.selectors.vehicles import seals_to_read
from custody.organisation.actions import placing, register
from custody.organisation.models import Policy
from tests.situations import standing

BAG_MG = 25_000_000
_numbers = itertools.count(100_001)


def act_of(officer, **changes):
    """Return a live act of the officer through a page."""
    return Act(**({"actor": officer, "door": Door.PAGE, "key": uuid4(), "body_hash": b"story"} | changes))


def rules_of(cast, jurisdiction):
    """Let every value of the template hold in another jurisdiction too: a rule has no off switch."""
    for rule in Policy.objects.filter(jurisdiction="BE"):
        register.set_policy(
            act=act_of(cast.administrator), approver=cast.second_administrator, key=rule.key,
            jurisdiction=jurisdiction, value=rule.value, measure=rule.measure, valid_from=rule.valid_from,
            source="tests",
        )  # fmt: skip


def now():
    """Return the time of the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def new_seal(seal_class="bag"):
    """Return a seal that was never used."""
    return SealEntry(number=f"AN{next(_numbers)}", seal_class=seal_class)


def reading(gross_mg=BAG_MG, **changes):
    """Return a weight read off the floor scale."""
    return Reading(**({"gross_mg": gross_mg, "scale_code": "S-FLOOR"} | changes))


def route(destination="BITTERN", **changes):
    """Return how a load leaves."""
    return Route(
        **(
            {"vehicle": "T-4", "vehicle_seal": f"VS{next(_numbers)}", "escort": "E-2", "destination": destination}
            | changes
        )
    )


def countersigned(*officers):
    """Let each officer sign what they were named in as second officer, and the samples they stood by, on a device of
    their own."""
    for officer in officers:
        owed = signatures_awaited(officer).filter(Q(matter="second") | Q(about="sampling.closed/1"))
        if owed:
            signatures.sign(act=act_of(officer), signature_ids=[row.id for row in owed])


def number_at_hand():
    """Return the container number of all stories, or the next one where that container is in custody: each is once."""
    known = set(Conveyance.objects.values_list("container_number", flat=True))
    read = (parse_container_number(f"MSCU{number}") for number in range(1_234_566, 2_000_000))
    return next(str(one) for one in read if one.is_right and str(one) not in known)


@standing
def contained(cast, **changes):
    """Return a container that the officer and the second officer have just stopped on the quay."""
    return stop.contain_conveyance(
        **(
            {
                "act": act_of(cast.officer),
                "kind": "container",
                "place": "HERON",
                "second_badge": cast.second_officer.badge,
                "container_number": number_at_hand(),
                "circumstances": Circumstances(
                    detection="dog",
                    cover_load="bananas",
                    hs_code="0803.90",
                    origin_country="Ecuador",
                    origin_locode="ECGYE",
                ),
            }
            | changes
        )
    )


@standing
def opened(cast, **changes):
    """Return a container that is being stripped."""
    unit = contained(cast, **changes)
    return extraction.start_extraction(
        act=act_of(cast.officer), unit_id=unit.id, witness_badge=cast.second_officer.badge
    )


@standing
def emptied(cast, **changes):
    """Return a container that was stripped and held nothing."""
    return extraction.end_extraction(act=act_of(cast.officer), unit_id=opened(cast, **changes).id)


@standing
def opened_seizure(cast, *, conveyance=None, exhibits=None, **changes):
    """Return an open seizure, by default out of a container that was emptied with it."""
    conveyance = conveyance or opened(cast)
    made = seizure.open_seizure(
        act=act_of(cast.officer),
        second_badge=cast.second_officer.badge,
        conveyance_id=conveyance.id,
        ends_extraction=conveyance.custody_state == "extraction",
        exhibits=exhibits or [NewExhibit(substance="cocaine", form="pressed_brick", field_test="positive")],
        circumstances=Circumstances(concealment="rip_off_bags"),
        **changes,
    )
    countersigned(cast.second_officer)
    return made


def new_bag(gross_mg=BAG_MG, **changes):
    """Return a sealed bag of 25 bricks that is to be registered."""
    return NewUnit(**({"kind": "bag", "package_count": 25, "reading": reading(gross_mg), "seal": new_seal()} | changes))


@standing
def seized(cast, *, count=1, crew=False, of=None, **changes):
    """Return freshly registered bags in the custody of the officer; with ``crew`` also of the second officer."""
    return seizure.register_units(
        act=act_of(cast.officer),
        seizure_id=(of or opened_seizure(cast)).id,
        units=[new_bag(**changes) for _ in range(count)],
        co_custodian_badge=cast.second_officer.badge if crew else None,
    )


def swept(cast, units):
    """Sweep the units and return them as they are now."""
    at = now()
    sweep.record_sweep(
        act=act_of(cast.officer),
        unit_ids=[unit.id for unit in units],
        witness_badge=cast.second_officer.badge,
        methods=["rf_detector"],
        started_at=at - timedelta(minutes=5),
        ended_at=at,
        result="clear",
    )
    countersigned(cast.second_officer)
    return fresh(units)


def offered(cast, units, *, receiver, second=None, purpose="handover", giver=None, **changes):
    """Return a hand-over of the units, offered."""
    return transfer.offer_transfer(
        **(
            {
                "act": act_of(giver or cast.officer),
                "unit_ids": [unit.id for unit in units],
                "receiver_badge": receiver.badge,
                "second_badge": None if second is None else second.badge,
                "purpose": purpose,
                "route": route() if purpose == "departure" else None,
            }
            | changes
        )
    )


def accepted(offer, *, by, place=None, again=False, **changes):
    """Accept a hand-over with every seal as it should be, and return it; with ``again`` what differs is read again."""
    seals = {line.unit_id: line.unit.seal for line in offer.lines.select_related("unit")}
    said = {"transfer_id": offer.id, "seals": seals, "place": place, "vehicle_seals": on_vehicles(offer)} | changes

    def take():
        return transfer.accept_transfer(**({"act": act_of(by)} | said))

    return read_again(take) if again else take()


def read_again(act):
    """Do the act, and again with the same readings while it is asked for them: of the goods, and of their vehicle."""
    for _reading in range(2):
        try:
            return act()
        except InvalidInput as refusal:
            if not refusal.code.endswith(".read_again"):
                raise
    return act()


def on_vehicles(offer):
    """Return the seals of the vehicles of a hand-over, as they should be."""
    units = [line.unit for line in offer.lines.select_related("unit")]
    return sorted(set(seals_to_read(offer, units).values()))


@standing
def stored(cast, *, count=1, place="BITTERN", **changes):
    """Return bags that were seized, swept, handed to the storekeeper and put in store."""
    units = swept(cast, seized(cast, count=count, **changes))
    accepted(offered(cast, units, receiver=cast.storekeeper), by=cast.storekeeper)
    return moving.store_units(act=act_of(cast.storekeeper), unit_ids=[unit.id for unit in units], place=place)


@standing
def on_the_road(cast, *, count=1, units=None, giver=None, destination="BITTERN"):
    """Return bags that a crew of two has taken on the road."""
    units = units or swept(cast, seized(cast, count=count))
    offer = offered(
        cast,
        units,
        receiver=cast.crew,
        second=cast.second_crew,
        purpose="departure",
        giver=giver,
        route=route(destination),
    )
    accepted(offer, by=cast.crew)
    countersigned(cast.second_crew)
    return fresh(units)


@standing
def at_furnace(cast, *, count=1):
    """Return bags that a crew has brought from the store to the furnace."""
    units = on_the_road(cast, units=stored(cast, count=count), giver=cast.storekeeper, destination="CURLEW")
    return moving.arrive(act=act_of(cast.crew), unit_ids=[unit.id for unit in units], place="CURLEW")


@standing
def sampled(cast, unit=None, *, witness=None, sample_mg=5_000, left_mg=None, left=None, **said):
    """Take a sample out of a stored unit and return it; the storekeeper is the witness, where nobody else is named."""
    unit, witness = unit or stored(cast)[0], witness or cast.storekeeper
    [taken] = sample.take_sample(
        act=act_of(cast.sampler),
        unit_id=unit.id,
        witness_badge=witness.badge,
        new_seal=new_seal(),
        samples=[
            NewSample(
                sample_kind="analysis", seal=new_seal(), reading=Reading(gross_mg=sample_mg, scale_code="S-BENCH")
            )
        ],
        reading=left or reading(unit.gross_mg - sample_mg if left_mg is None else left_mg, package_count=25),
        **said,
    )
    countersigned(witness)
    return taken


def fresh(units):
    """Return the units as they stand in the database, in the same order."""
    for unit in units:
        unit.refresh_from_db()
    return list(units)


def capped(cast, place, **limits):
    """Give a place other limits, as two people do, and return it."""
    made = placing.propose_place(act=act_of(cast.administrator), place_id=place.id, reason="as told", **limits)
    return placing.decide_place(act=act_of(cast.supervisor), proposal_id=made.id, approve=True).place
