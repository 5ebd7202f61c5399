"""A seal of which two things are said: it was read, and it is missing or damaged. Nothing that was read is lost."""

from __future__ import annotations

import pytest

from custody.evidence.models import Discrepancy, TransferLine
from tests import stories

ASKED = "You read its seal, and it is missing or damaged: say which is true"


def opened():
    return list(Discrepancy.objects.values_list("discrepancy_kind", "found"))


@pytest.mark.parametrize("how", ["scanned", "typed"])
@pytest.mark.parametrize(
    ("which", "seen", "found"),
    [("whole", "{}", []), ("damaged", "{}", [("seal", "broken {}")]), ("none", None, [("seal", "none or damaged")])],
)
def test_a_seal_that_was_read_and_is_said_to_be_damaged_is_asked_about_once(cast, page_for, how, which, seen, found):
    unit, other = stories.seized(cast, count=2)
    offer = stories.offered(cast, [unit, other], receiver=cast.storekeeper)
    path = f"/transfers/{offer.id}/receive/"
    read = [other.seal] if how == "typed" else [unit.seal, other.seal]
    sent = {"expected_seq": str(offer.last_seq), "reads": "\n".join(read), f"bare_{unit.id.hex}": "on"}
    if how == "typed":
        sent[f"seal_{unit.id.hex}"] = unit.seal

    first = page_for(cast.storekeeper, path, sent)

    assert (first.status, opened()) == (422, [])
    assert ASKED in first.words
    assert page_for(cast.storekeeper, path, sent | {f"which_{unit.id.hex}": which}).status == 302
    assert TransferLine.objects.get(unit=unit).seal_seen == (seen and seen.format(unit.seal))
    assert opened() == [(kind, words.format(unit.seal)) for kind, words in found]
    assert stories.fresh([unit])[0].custodian == cast.storekeeper


def test_a_damaged_seal_that_reads_as_another_is_not_asked_for_again(cast, page_for):
    unit = stories.seized(cast)[0]
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)
    sent = {"expected_seq": str(offer.last_seq), f"seal_{unit.id.hex}": "AN000000", f"bare_{unit.id.hex}": "on"}

    first = page_for(cast.storekeeper, f"/transfers/{offer.id}/receive/", sent)
    second = page_for(cast.storekeeper, f"/transfers/{offer.id}/receive/", sent | {f"which_{unit.id.hex}": "damaged"})

    assert (ASKED in first.words, second.status) == (True, 302)
    assert opened() == [("seal", "broken AN000000")]


def test_what_is_damaged_and_not_taken_keeps_its_number(cast, page_for):
    unit, other = stories.seized(cast, count=2)
    offer = stories.offered(cast, [unit, other], receiver=cast.storekeeper)
    sent = {"expected_seq": str(offer.last_seq), "reads": f"{unit.seal}\n{other.seal}", f"bare_{unit.id.hex}": "on",
            f"left_{unit.id.hex}": "seal", f"which_{unit.id.hex}": "damaged"}  # fmt: skip

    assert page_for(cast.storekeeper, f"/transfers/{offer.id}/receive/", sent).status == 302
    assert opened() == [("seal", f"broken {unit.seal}")]
    assert stories.fresh([unit])[0].custodian == cast.officer


def test_a_tick_alone_is_not_asked_about(cast, page_for):
    unit = stories.seized(cast)[0]
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)
    sent = {"expected_seq": str(offer.last_seq), f"bare_{unit.id.hex}": "on", f"which_{unit.id.hex}": "damaged"}

    assert page_for(cast.storekeeper, f"/transfers/{offer.id}/receive/", sent).status == 302
    assert opened() == [("seal", "none or damaged")]
