"""Looking at a target, and looking up a container number: written first, counted, and compared (AL10).

A customs officer was convicted because he looked up containers for a gang; the log had shown it all the time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput
from custody.core.identifiers import parse_container_number
from custody.evidence import entries, target_permissions
from custody.evidence.actions import steps
from custody.evidence.actions.consult import consulted
from custody.evidence.locking import lock_officer
from custody.evidence.selectors import targets as reads
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.evidence.models import Consultation, HandlingUnit, Target


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What the house knows of a container number, for the one who asked."""

    number: str
    targets: tuple[Target, ...]
    units: tuple[HandlingUnit, ...]


def reveal_target(*, act: Act, target_id: UUID, reason: str) -> Consultation:
    """Record that somebody looks at what is looked for and why, and return the row; it is shown for ten minutes.

    Who: an officer who may know of it. When: always. Appends ``place.revealed/1`` (field group ``target``) on the
    officer's stream.
    """
    why = entries.clean_reason(reason, most=500)
    target = reads.target_for(act.actor, target_id=target_id)
    with recording(act, authorises=True) as record:
        officer = lock_officer(act.actor)
        look = consulted(
            record, officer, subject_kind="target", subject_id=target.id, field_group="target", reason=why
        )
        record.result = {"consultation": str(look.id), "target": str(target.id)}
    return look


def look_up_container(*, act: Act, container_number: str, reason: str) -> LookedUp:
    """Return what is known of a container number, after it was recorded who asks and why; a look that finds nothing
    counts as one.

    The number itself is not written: its token is, by which looks at the same number are found. A number that fails its
    own check may still stand on a door. Who: an officer, a crew, or who commands. When: always.
    Appends ``place.revealed/1`` (field group ``lookup``) on the officer's stream.
    """
    why = entries.clean_reason(reason, most=500)
    try:
        number = str(parse_container_number(container_number))
    except InvalidInput as refusal:
        raise steps.on_field(refusal, "container_number") from None
    with recording(act, authorises=True) as record:
        officer = lock_officer(act.actor)
        target_permissions.check_can_look_up(officer)
        look = consulted(
            record, officer, subject_kind="container", subject_id=reads.number_as_subject(number),
            field_group="lookup", reason=why,
        )  # fmt: skip
        record.result = {"consultation": str(look.id)}
    units = reads.conveyances_of_number(act.actor, number)
    return LookedUp(number, tuple(reads.targets_of_number(number)), tuple(units))
