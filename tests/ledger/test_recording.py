"""One act, one durable transaction, at least one event."""

from __future__ import annotations

from uuid import uuid4

import pytest

from custody.core.errors import AlreadyRecorded, IntegrityBroken, KeyReused
from custody.core.events import PLACE_REGISTERED
from custody.ledger.recording import recording
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
