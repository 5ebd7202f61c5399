"""The house in which things are over: a unit is ash, a container released, an order verified, a hold lifted."""

from __future__ import annotations

from types import SimpleNamespace

from custody.destruction.actions import holds
from custody.evidence.entries import NewUnit
from custody.evidence.models import Hold
from tests import releasing, stories
from tests.destruction import decided
from tests.destruction import stories as burns
from tests.situations import standing
from tests.stories import act_of, now


@standing
def ground(cast):
    """Return a house in which things are over."""
    free = releasing.released(cast, stories.contained(cast))
    session = burns.burnt(cast)
    ash = burns.burnt_units(session)[0]
    kept = burns.ordered(cast)[0]
    holds.place_hold(act=act_of(cast.case_officer), unit_ids=[kept.id], authority="prosecutor", reference="KP 1",
                     reason="x")  # fmt: skip
    held = Hold.objects.get(unit=kept)
    holds.verify_hold(act=act_of(cast.second_case_officer), hold_id=held.id)
    decided.lifted(cast, held)
    order = ash.order_lines.get(live=True).order
    stories.opened_seizure(cast)
    [fresh] = stories.stored(cast)
    return SimpleNamespace(cast=cast, free=free, session=session, ash=ash, held=held, order=order, stored=fresh,
                           today=burns.local_day(now()))  # fmt: skip


def fresh_seal():
    """Return the number of a seal that was never used."""
    return stories.new_seal().number


def parts_form(*kilograms):
    """Return what a form says of parts that weigh so much."""
    answers = {"scale": "S-FLOOR", "reason": "x", "loss_reason": "", "witness_badge": "4602"}
    for number, weight in enumerate(kilograms, start=1):
        answers |= {f"kind_{number}": "bag", f"gross_{number}": weight, f"count_{number}": "12",
                    f"seal_{number}": fresh_seal()}  # fmt: skip
    return answers


def part_said(gross_mg):
    """Return what is said of one part to the API."""
    return {"kind": "bag", "package_count": 12, "reading": {"gross_mg": gross_mg, "scale": "S-FLOOR"},
            "seal": {"number": fresh_seal()}}  # fmt: skip


def part(gross_mg):
    """Return one part."""
    return NewUnit(kind="bag", package_count=12, reading=stories.reading(gross_mg), seal=stories.new_seal())
