"""The page by which command hands over for an absent custodian, and how what bears no seal is counted."""

from __future__ import annotations

from custody.evidence.models import Transfer
from tests import stories

PATH = "/transfers/command/"
ANSWERS = {"absent_badge": "4417", "absent_hours": "3", "receiver_badge": "4602", "second_badge": "4420",
           "reason": "no longer reached"}


def test_command_orders_and_the_two_say_of_every_unit_that_it_is_there(cast, page_for):
    sealed, plain = stories.seized(cast), stories.seized(cast, seal=None)
    ordered = page_for(cast.supervisor, PATH, ANSWERS)
    offer = Transfer.objects.get()
    path = f"/transfers/{offer.id}/receive/"
    sent = {"expected_seq": str(offer.last_seq)}
    for line in offer.lines.select_related("unit"):
        if line.unit.seal:
            sent[f"seal_{line.unit_id.hex}"] = line.unit.seal

    short = page_for(cast.second_storekeeper, path, sent)
    whole = {f"here_{line.unit_id.hex}": "on" for line in offer.lines.select_related("unit") if not line.unit.seal}
    taken = page_for(cast.second_storekeeper, path, sent | whole)

    assert (ordered.status, ordered.location) == (302, f"/transfers/{offer.id}/")
    assert short.status == 422
    assert "units are not read yet" in short.words
    assert taken.status == 302
    assert {unit.custodian for unit in stories.fresh([*sealed, *plain])} == {cast.second_storekeeper}


def test_others_do_not_find_the_page_and_a_refusal_keeps_what_was_typed(cast, page_for):
    assert page_for(cast.officer, PATH).status == 403
    assert "Absent custodian" in page_for(cast.duty_officer, "/").words

    refused = page_for(cast.supervisor, PATH, ANSWERS | {"absent_badge": "4701"})

    assert refused.status == 409
    assert "Nothing is in the custody of this badge" in refused.words
    assert "no longer reached" in refused.html


def test_what_is_not_taken_is_told_to_the_receiver(cast, page_for):
    here, gone = stories.seized(cast, count=2)
    offer = stories.offered(cast, [here, gone], receiver=cast.storekeeper)
    sent = {"expected_seq": str(offer.last_seq), f"seal_{here.id.hex}": here.seal, f"left_{gone.id.hex}": "missing"}

    page_for(cast.storekeeper, f"/transfers/{offer.id}/receive/", sent)
    said = page_for(cast.storekeeper, f"/transfers/{offer.id}/accepted/").words

    assert "responsible for 1 unit" in said
    assert "1 unit was not taken" in said
    assert "It is not there" in said
