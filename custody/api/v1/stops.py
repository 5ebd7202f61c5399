"""The stop of a conveyance, its guards, its stripping, its release."""

from __future__ import annotations

from typing import Any

from custody.api.v1.answers import GuardAnswer, UnitAnswer
from custody.api.v1.inputs import (
    CircumstancesIn,
    Flag,
    SealIn,
    Strict,
    Text,
    circumstances_of,
    codes,
    seal_of,
    version,
)
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.evidence.actions import extraction, stop
from custody.evidence.actions.clearance import record_clearance
from custody.evidence.actions.holding import say_who_holds
from custody.evidence.lists import CLEARANCE_METHODS, CLEARANCE_RESULTS, HELD_FOR
from custody.evidence.selectors import access


class StopIn(Strict):
    """A stop. The place is a code word; null says that it is not known, and it is told later."""

    kind = Text(help_text=codes(("container", "vehicle", "vessel_part", "other_conveyance")))
    place = Text(allow_null=True)
    second_badge = Text()
    container_number = Text(required=False, allow_null=True, help_text="ISO 6346.")
    container_number_doubted = Flag(default=False, help_text="The check digit is wrong on the door itself.")
    number_on_another = Flag(
        default=False, help_text="Another container than the one of this number that is in custody: it is frozen."
    )
    vessel = Text(required=False, allow_null=True)
    imo_number = Text(required=False, allow_null=True)
    seal = Text(required=False, allow_null=True, help_text="The seal that was found on it.")
    remark = Text(required=False, allow_null=True)
    circumstances = CircumstancesIn(required=False)
    label = Text(required=False, allow_null=True)  # type: ignore[assignment]


class GuardIn(Strict):
    """A guard to post."""

    guard_badge = Text()
    expected_seq = version()


class ClearanceIn(Strict):
    """The search of an emptied conveyance by two who did not empty it. The second signs by ``signatures/``."""

    method = Text(help_text=codes(CLEARANCE_METHODS))
    result = Text(help_text=codes(CLEARANCE_RESULTS))
    second_badge = Text()
    remark = Text(
        required=False, allow_null=True,
        help_text="Of a clear search after a find that was not seized: why it is clear. Who found it does not "
        "settle it.",
    )  # fmt: skip
    expected_seq = version()


class HeldIn(Strict):
    """Who else keeps a conveyance here; null when nobody does."""

    held_for = Text(allow_null=True, help_text=codes(HELD_FOR))
    expected_seq = version()


class StartIn(Strict):
    """The begin of a stripping."""

    witness_badge = Text()
    frozen_reason = Text(
        required=False, allow_null=True, help_text="Why one in dispute is opened: it stays frozen."
    )
    expected_seq = version()


class InterruptIn(Strict):
    """The interruption of a stripping: closed again under a new seal."""

    reason = Text()
    seal = SealIn()
    second_badge = Text()
    expected_seq = version()


class EndIn(Strict):
    """The end of a stripping."""

    expected_seq = version()


@endpoint("contain_conveyance", takes=StopIn, gives=UnitAnswer)
class Stops(Acting):
    """Stop a conveyance: it is in custody from here on."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Contain the conveyance."""
        circumstances = circumstances_of(said.pop("circumstances", None))
        return stop.contain_conveyance(act=act, circumstances=circumstances, **said)


@endpoint("post_guard", takes=GuardIn, gives=GuardAnswer)
class Guards(Acting):
    """Post a guard at a unit."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Post the guard."""
        return stop.post_guard(act=act, unit_id=access.unit_for(act.actor, **ids).id, **said)


@endpoint("relieve_guard", gives=GuardAnswer)
class Relief(Acting):
    """End a guard's post."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Relieve the guard."""
        return stop.relieve_guard(act=act, guard_id=access.guard_post_for(act.actor, **ids).id)


@endpoint("record_clearance", takes=ClearanceIn, gives=UnitAnswer, signs=True)
class Clearances(Acting):
    """Search an emptied conveyance, a seized vehicle or a cover load once more."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record the search."""
        return record_clearance(act=act, unit_id=access.unit_for(act.actor, **ids).id, **said).unit


@endpoint("start_extraction", takes=StartIn, gives=UnitAnswer)
class Extraction(Acting):
    """Begin to strip a conveyance."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Start the extraction."""
        return extraction.start_extraction(act=act, unit_id=access.unit_for(act.actor, **ids).id, **said)


@endpoint("resume_extraction", takes=StartIn, gives=UnitAnswer)
class Resumption(Acting):
    """Strip an emptied conveyance once more, because the second search found something."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Resume the extraction."""
        return extraction.resume_extraction(act=act, unit_id=access.unit_for(act.actor, **ids).id, **said)


@endpoint("say_who_holds", takes=HeldIn, gives=UnitAnswer)
class Held(Acting):
    """Say who else keeps a conveyance where it stands, or that nobody does any more."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Say it."""
        return say_who_holds(act=act, unit_id=access.unit_for(act.actor, **ids).id, **said)


@endpoint("interrupt_extraction", takes=InterruptIn, gives=UnitAnswer)
class Interruption(Acting):
    """Close a conveyance again before it is empty."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Interrupt the extraction."""
        seal = seal_of(said.pop("seal"))
        return extraction.interrupt_extraction(
            act=act, unit_id=access.unit_for(act.actor, **ids).id, seal=seal, **said
        )


@endpoint("end_extraction", takes=EndIn, gives=UnitAnswer)
class ExtractionEnd(Acting):
    """Say that a conveyance is empty."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """End the extraction."""
        return extraction.end_extraction(act=act, unit_id=access.unit_for(act.actor, **ids).id, **said)
