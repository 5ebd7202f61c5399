"""What two people do at the bench: split, merge, reseal, search, find a tracker, move at once."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from custody.api.v1.answers import UnitAnswer, UnitsAnswer
from custody.api.v1.inputs import (
    MOST_UNITS,
    Flag,
    FoundSealIn,
    Id,
    Instant,
    NewUnitIn,
    ReadingIn,
    SealIn,
    Strict,
    Text,
    Whole,
    codes,
    ids,
    reading_of,
    seal_of,
    unit_of,
    version,
)
from custody.api.v1.writing import Acting, endpoint, known_units
from custody.core.act import Act
from custody.core.exceptional import REPACK, SEALS_SEEN, SPLIT
from custody.destruction.actions import partial_hold
from custody.destruction.lists import HOLD_AUTHORITIES
from custody.evidence.actions import (
    beside,
    dividing,
    endangering,
    operation,
    recovering,
    reseal,
    searching,
    tracker,
    unpacking,
)
from custody.evidence.selectors.access import seizure_for, unit_for


def _parts(**kwargs: Any) -> serializers.ListField:
    return serializers.ListField(child=NewUnitIn(), allow_empty=False, max_length=dividing.MOST_PARTS, **kwargs)


def _inside() -> serializers.ListField:
    return serializers.ListField(
        child=serializers.ListField(child=Id(), max_length=MOST_UNITS), max_length=dividing.MOST_PARTS, required=False,
        help_text="Part by part, the units that lay in the whole and lie in that part now: each named once. A single "
        "part takes all of them.",
    )  # fmt: skip


class SplitIn(Strict):
    """What a unit becomes: each part weighed and sealed."""

    parts = _parts()
    inside = _inside()
    witness_badge = Text(help_text="This person signs later by their own sign-in.")
    reason = Text()
    loss_reason = Text(required=False, allow_null=True, help_text="Needed when the parts weigh less together.")
    how = Text(default=SPLIT, help_text=codes((SPLIT, REPACK)))
    expected_seq = version()


class TakeOutIn(Strict):
    """A unit that comes out of the one it lies in, and what is left there."""

    reading = ReadingIn(help_text="What it weighs now, weighed.")
    seal = SealIn(required=False, allow_null=True, help_text="Needed where it carries none yet.")
    outer_seal = SealIn(required=False, allow_null=True, help_text="Of what it lay in, whose seal was broken.")
    left_count = Whole(required=False, allow_null=True, help_text="Packages left in what it lay in, counted.")
    left_reading = ReadingIn(required=False, allow_null=True)
    witness_badge = Text(help_text="This person signs later by their own sign-in.")
    reason = Text()
    expected_seq = version()


class MergeIn(Strict):
    """Several units, and the one they become."""

    unit_ids = ids()
    part = NewUnitIn()
    witness_badge = Text()
    reason = Text()
    loss_reason = Text(required=False, allow_null=True)


class PartKeptIn(Strict):
    """What an authority wants kept, and the rest."""

    retained = NewUnitIn()
    rest = _parts()
    inside = _inside()
    witness_badge = Text()
    authority = Text(help_text=codes(HOLD_AUTHORITIES))
    reference = Text()
    reason = Text()
    loss_reason = Text(required=False, allow_null=True)
    expected_seq = version()


class ExchangeIn(Strict):
    """The originals that were taken out, and the dummies that travel in their place."""

    originals = _parts()
    dummies = _parts()
    witness_badge = Text()
    reference = Text()
    loss_reason = Text(required=False, allow_null=True)
    expected_seq = version()


class ResealIn(Strict):
    """Another seal, and why."""

    new_seal = FoundSealIn()
    reason = Text()
    witness_badge = Text()
    expected_seq = version()


class RemarkIn(Strict):
    """What is known."""

    remark = Text(required=False, allow_null=True)
    expected_seq = version()


class RecoverIn(Strict):
    """Goods that came back after they were written off: a unit of its own is made of them."""

    found_where = Text(help_text="Where, and by whom: police, on the quay, in another container.")
    found_at = Instant(required=False, allow_null=True, help_text="Null: now.")
    seal_seen = Text(help_text=codes(SEALS_SEEN))
    number_read = Text(required=False, allow_null=True, help_text="What stands on a seal that is another.")
    kind = Text(required=False, allow_null=True, help_text="What it is now; null: what it was.")
    label = Text(required=False, allow_null=True)  # type: ignore[assignment]
    reading = ReadingIn(help_text="What came back weighs, and its packages.")
    new_seal = FoundSealIn(required=False, allow_null=True)
    inside = ids(required=False)
    place = Text(required=False, allow_null=True)
    remark = Text(required=False, allow_null=True)
    witness_badge = Text(help_text="This person signs later by their own sign-in.")
    expected_seq = version()


class FindIn(Strict):
    """Where it was. ``place`` is a code word."""

    witness_badge = Text()
    remark = Text()
    place = Text(required=False, allow_null=True)
    expected_seq = version()


class TrackerIn(Strict):
    """A tracker, and the seal of the shielded bag it lies in."""

    witness_badge = Text()
    description = Text()
    powered = Text(help_text=codes(tracker.POWERED))
    seal = SealIn()
    label = Text(required=False, allow_null=True)  # type: ignore[assignment]
    expected_seq = version()


class UnitIncidentEndIn(Strict):
    """What the incident on a unit was."""

    finding = Text()
    expected_seq = version()


class OperationEndIn(Strict):
    """Where it lies after the written act. ``place`` is a code word."""

    witness_badge = Text()
    place = Text()
    remark = Text(required=False, allow_null=True)
    over_limit_reason = Text(required=False, allow_null=True)
    expected_seq = version()


class LoanEndIn(Strict):
    """What it weighs when it comes back. ``place`` is a code word."""

    reading = ReadingIn()
    place = Text()
    expected_seq = version()


class BesideIn(Strict):
    """What was seized beside the drugs. ``place`` is a code word."""

    exhibit_kind = Text(help_text=codes(beside.KIND_OF))
    description = Text()
    witness_badge = Text(required=False, allow_null=True)
    package_count = Whole(required=False, allow_null=True)
    perishable = Flag(default=False)
    seal = SealIn(required=False, allow_null=True)
    place = Text(required=False, allow_null=True)
    currency = Text(required=False, allow_null=True, help_text="Of cash: ISO 4217, such as EUR; with `amount_minor`.")
    amount_minor = Whole(required=False, allow_null=True, help_text="Of cash: whole minor units, such as cents.")


class FlightIn(Strict):
    """What flees, where to (a code word), and why."""

    unit_ids = ids()
    destination = Text()
    reason = Text()
    vehicle = Text(required=False, allow_null=True)
    already = Flag(default=False, help_text="They are on their way there, though the place is known to others.")


@endpoint("split_unit", takes=SplitIn, gives=UnitsAnswer)
class Parts(Acting):
    """Split a unit, or pack it anew."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Split it."""
        parts = [unit_of(each) for each in said.pop("parts")]
        return dividing.split_unit(act=act, unit_id=unit_for(act.actor, **ids).id, parts=parts, **said)


@endpoint("take_unit_out", takes=TakeOutIn, gives=UnitAnswer)
class TakingOut(Acting):
    """Take a unit out of the one it lies in: from then on it stands alone."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Take it out."""
        given: dict[str, Any] = {name: said.pop(name, None) for name in ("seal", "outer_seal", "reading",
                                                                         "left_reading")}  # fmt: skip
        for name, value in given.items():
            of = reading_of if name.endswith("reading") else seal_of
            said[name] = None if value is None else of(value)
        return unpacking.take_out(act=act, unit_id=unit_for(act.actor, **ids).id, **said)


@endpoint("merge_units", takes=MergeIn, gives=UnitAnswer)
class Merges(Acting):
    """Make one unit of several."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Merge them."""
        known_units(act.actor, said["unit_ids"])
        return dividing.merge_units(act=act, part=unit_of(said.pop("part")), **said)


@endpoint("hold_part", takes=PartKeptIn, gives=UnitsAnswer)
class Retention(Acting):
    """Split off what an authority wants kept, and hold it."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Hold the part."""
        retained, rest = unit_of(said.pop("retained")), [unit_of(each) for each in said.pop("rest")]
        unit = unit_for(act.actor, **ids)
        return partial_hold.hold_part(act=act, unit_id=unit.id, retained=retained, rest=rest, **said)


@endpoint("exchange_unit", takes=ExchangeIn, gives=UnitsAnswer)
class Exchange(Acting):
    """Take the content out of a unit under a written act, and put a dummy in its place."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Exchange it."""
        originals, dummies = ([unit_of(each) for each in said.pop(name)] for name in ("originals", "dummies"))
        unit = unit_for(act.actor, **ids)
        return operation.exchange_unit(act=act, unit_id=unit.id, originals=originals, dummies=dummies, **said)


@endpoint("replace_seal", takes=ResealIn, gives=UnitAnswer)
class SealReplacement(Acting):
    """Change the seal of a unit."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Change it."""
        seal = seal_of(said.pop("new_seal"))
        return reseal.replace_seal(act=act, unit_id=unit_for(act.actor, **ids).id, new_seal=seal, **said)


@endpoint("declare_missing", takes=RemarkIn, gives=UnitAnswer)
class SearchFailure(Acting):
    """Say that the search for a unit has failed."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Say it."""
        return searching.declare_missing(act=act, unit_id=unit_for(act.actor, **ids).id, **said)


@endpoint("record_unit_found", takes=FindIn, gives=UnitAnswer)
class Find(Acting):
    """Record that a unit was found."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        return searching.record_found(act=act, unit_id=unit_for(act.actor, **ids).id, **said)


@endpoint("recover_unit", takes=RecoverIn, gives=UnitAnswer)
class Recovery(Acting):
    """Record that goods came back that were stolen, lost or destroyed by an event."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it; what came back is a unit of its own."""
        seal = said.pop("new_seal", None)
        comeback = recovering.Comeback(**{name: said.pop(name, None) for name in recovering.Comeback.__slots__})
        return recovering.recover_unit(
            act=act, unit_id=unit_for(act.actor, **ids).id, comeback=comeback, reading=reading_of(said.pop("reading")),
            new_seal=None if seal is None else seal_of(seal), **said,
        )  # fmt: skip


@endpoint("record_tracker", takes=TrackerIn, gives=UnitAnswer)
class Trackers(Acting):
    """Record a tracker that was found in a unit; it becomes an exhibit of its own."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        seal = seal_of(said.pop("seal"))
        return tracker.record_tracker(act=act, unit_id=unit_for(act.actor, **ids).id, seal=seal, **said)


@endpoint("end_unit_incident", takes=UnitIncidentEndIn, gives=UnitAnswer, signs=True)
class UnitIncidentEnd(Acting):
    """Say that the incident on a unit is over."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Say it."""
        return tracker.end_unit_incident(act=act, unit_id=unit_for(act.actor, **ids).id, **said)


@endpoint("end_operation", takes=OperationEndIn, gives=UnitAnswer)
class OperationEnd(Acting):
    """Say that a written act is carried out."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Say it."""
        return operation.end_operation(act=act, unit_id=unit_for(act.actor, **ids).id, **said)


@endpoint("end_loan", takes=LoanEndIn, gives=UnitAnswer)
class LoanEnd(Acting):
    """Take back and weigh what was lent for training."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Take it back."""
        reading = reading_of(said.pop("reading"))
        return operation.end_loan(act=act, unit_id=unit_for(act.actor, **ids).id, reading=reading, **said)


@endpoint("register_beside", takes=BesideIn, gives=UnitAnswer)
class Beside(Acting):
    """Register something that was seized beside the drugs."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Register it."""
        seal = None if (given := said.pop("seal", None)) is None else seal_of(given)
        return beside.register_beside(act=act, seizure_id=seizure_for(act.actor, **ids).id, seal=seal, **said)


@endpoint("move_in_emergency", takes=FlightIn, gives=UnitsAnswer)
class Flights(Acting):
    """Move units at once, by command; another commander signs afterwards."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Move them."""
        known_units(act.actor, said["unit_ids"])
        return endangering.move_in_emergency(act=act, **said)
