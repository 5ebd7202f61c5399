"""The search of an emptied conveyance by two who did not empty it, as the acts of other stories need it."""

from __future__ import annotations

from custody.evidence.actions import clearance, signatures
from custody.evidence.models.unit import HIDES_DRUGS
from custody.evidence.selectors.clearance import took_part_in
from tests.stories import act_of


def searched(cast, unit, *, but=(), **changes):
    """Return the certificate of a search by two who had no part in emptying it and are none of ``but``; the second has
    not signed yet."""
    took_part = took_part_in(unit)
    able = [cast.third_officer, cast.crew, cast.officer, cast.second_officer, cast.storekeeper, cast.second_storekeeper]
    first, second, *_ = (each for each in able if str(each.pseudonym) not in took_part and each not in but)
    said = {"act": act_of(first), "method": "dog", "result": "clear", "second_badge": second.badge} | changes
    return clearance.record_clearance(unit_id=unit.id, **said)


def cleared(cast, unit, **changes):
    """Have what drugs may still be hidden in found clear, signed by both; leave any other unit as it is."""
    if unit.custody_state == "emptied" or unit.kind in HIDES_DRUGS:
        found = searched(cast, unit, **changes)
        signatures.sign(act=act_of(found.second), signature_ids=[found.signature_id])


def finders(unit):
    """Return everybody who ever found something in a conveyance: others must say that it is clear."""
    found = unit.clearances.filter(result="residue").select_related("searched_by", "second")
    return [who for each in found for who in (each.searched_by, each.second)]
