"""Registering a furnace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core import mass
from custody.core.errors import InvalidInput
from custody.core.events import FACILITY_REGISTERED
from custody.destruction.models import Facility
from custody.evidence import lists
from custody.evidence.policies import check_place_kind
from custody.ledger.recording import recording
from custody.organisation.permissions import check_can_administer
from custody.organisation.selectors import place_by_code_word

if TYPE_CHECKING:
    from custody.core.act import Act


def register_facility(*, act: Act, code_word: str, place: str, session_limit_mg: int) -> Facility:
    """Register a furnace and what it takes in one burn, and return the row. ``place`` is the code word of its
    place.

    Who: an administrator. When: while the code word is free and the place is one for furnaces, else
    ``InvalidInput``. Appends ``facility.registered/1``.
    """
    check_can_administer(act.actor)
    where = place_by_code_word(code_word=place)
    check_place_kind(where, (lists.FURNACE_KIND,))
    word = code_word.strip().upper()
    if not 3 <= len(word) <= 24:
        raise InvalidInput("facility.code_word", "Give the furnace a code word of 3 to 24 letters", field="code_word")
    if not 0 < session_limit_mg <= mass.LARGEST_MG:
        raise InvalidInput("facility.limit", "The limit of one burn must be above zero", field="session_limit_mg")
    if Facility.objects.filter(code_word=word).exists():
        raise InvalidInput("facility.taken", "This code word is already in use", field="code_word")
    with recording(act) as record:
        facility = Facility(code_word=word, place=where, session_limit_mg=session_limit_mg)
        facility.stream_id = record.open_stream(kind="facility", ref=facility.id)
        facility.save(force_insert=True)
        record.append(
            FACILITY_REGISTERED,
            on=facility,
            facility_id=facility.id,
            code_word=word,
            session_limit_mg=session_limit_mg,
            place_id=where.id,
        )
        record.result = {"facility": str(facility.id)}
    return facility
