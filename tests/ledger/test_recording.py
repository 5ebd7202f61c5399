"""One act, one durable transaction, at least one event."""

from __future__ import annotations

from uuid import uuid4

import pytest

from custody.core.errors import AlreadyRecorded, IntegrityBroken, InvalidInput, KeyReused
from custody.core.events import PLACE_REGISTERED
from custody.ledger import recording as recording_module
from custody.ledger.recording import answered, recording
from custody.ledger.selectors import told
from custody.organisation.actions.register import register_place
from custody.organisation.models import Place


def _register(act, officer, code_word="AVOCET", **changes):
    return register_place(act=act(officer, **changes), code_word=code_word, kind="store", jurisdiction="BE", name="x")


def test_an_act_writes_the_row_and_its_event_together(house_cast, act):
    place = _register(act, house_cast.administrator)

    [event] = told([place.stream_id])
    assert event.type is PLACE_REGISTERED
    assert event.values["code_word"] == "AVOCET"
    assert "name" not in event.values
    assert Place.objects.get(pk=place.pk).last_seq == 1


def test_an_act_too_large_for_one_journey_is_written_in_several(house_cast, act, monkeypatch):
    monkeypatch.setattr(recording_module, "_PAGE", 2)
    monkeypatch.setattr(recording_module, "_LOAD_BYTES", 0)
    first = _register(act, house_cast.administrator, key=uuid4())
    with recording(act(house_cast.administrator, key=uuid4())) as record:
        assert record.open_streams(kind="place", refs=[]) == {}
        for _twice in range(2):
            record.append(PLACE_REGISTERED, on=first, place_id=first.id, code_word="AVOCET", kind="store",
                          jurisdiction="BE", name="x", cap_mg=None, locode=None)  # fmt: skip

    told_of = told([first.stream_id])
    assert sorted(event.seq for event in told_of) == [1, 2, 3]
    assert {event.values["code_word"] for event in told_of} == {"AVOCET"}
    assert Place.objects.get(pk=first.pk).last_seq == 3


def test_a_block_without_an_event_is_refused(house_cast, act):
    with pytest.raises(IntegrityBroken, match="Nothing was recorded"), recording(act(house_cast.officer)):
        pass


def test_the_same_key_with_the_same_body_gives_the_first_answer(house_cast, act):
    key = uuid4()
    place = _register(act, house_cast.administrator, key=key)

    with pytest.raises(AlreadyRecorded) as again, recording(act(house_cast.administrator, key=key)):
        pass

    assert again.value.result == {"place": str(place.id)}


def test_the_same_key_with_another_body_is_refused(house_cast, act):
    key = uuid4()
    _register(act, house_cast.administrator, key=key)

    with pytest.raises(KeyReused), recording(act(house_cast.administrator, key=key, body_hash=b"other")):
        pass


def test_what_an_act_was_refused_with_is_remembered_and_its_key_stays_new(house_cast, act):
    key, officer = uuid4(), house_cast.administrator
    first = _register(act, officer)
    said = {"place_id": first.id, "code_word": "AVOCET", "kind": "store", "jurisdiction": "BE", "name": "x",
            "cap_mg": None, "locode": None}  # fmt: skip

    def refused():
        with recording(act(officer, key=key)) as record:
            record.append(PLACE_REGISTERED, on=first, **said)
            record.refuse(InvalidInput("x.again", "Read it again"))

    with pytest.raises(InvalidInput, match="Read it again"):
        refused()
    answered(act(officer, key=key))
    before, remembered = told([first.stream_id], newest_first=False)
    with recording(act(officer, key=key)) as record:
        record.append(PLACE_REGISTERED, on=first, **said)
    assert len({before.op_id, remembered.op_id, record.op_id}) == 3
