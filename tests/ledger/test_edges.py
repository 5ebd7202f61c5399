"""The corners of the ledger: keys in a race, busy rows, sealed bytes, loops, receipts, a signer without memory."""

from __future__ import annotations

import os
import signal
import threading
from uuid import uuid4

import pytest
from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction

from custody.core.act import Act, Basis, Door
from custody.core.errors import AlreadyRecorded, IntegrityBroken, InvalidInput, KeyReused, LockTimeout
from custody.core.events import PLACE_REGISTERED, FieldClass
from custody.ledger import passes, reactions, recording, selectors
from custody.ledger.models import Checkpoint, Event, IdempotencyKey, Installation
from custody.ledger.receipts import first_act_on, newest_act_on, receipt_for, wait_for_seal
from custody.ledger.recording import origin
from custody.ledger.sealing import seal, token, unseal
from custody.ledger.signer import Signer, verify_ed25519
from custody.organisation.actions.register import register_place
from custody.organisation.models import Officer, Place
from tests.stories import now


def _place(act, officer, code_word="AVOCET", **changes):
    return register_place(act=act(officer, **changes), code_word=code_word, kind="store", jurisdiction="BE", name="n")


def test_two_requests_with_one_key_at_once_give_one_record(house_cast, act, monkeypatch):
    key = uuid4()
    _place(act, house_cast.administrator, key=key)
    look, calls = recording._look, []

    def late(asked):
        calls.append(asked)
        return look(asked) if len(calls) > 1 else now()

    monkeypatch.setattr(recording, "_look", late)
    with pytest.raises(AlreadyRecorded):
        _place(act, house_cast.administrator, code_word="WIGEON", key=key)

    assert not Place.objects.filter(code_word="WIGEON").exists()


def test_an_integrity_error_of_another_kind_stays_what_it_is(house_cast, act):
    def open_one_story_twice():
        with recording.recording(act(house_cast.officer, key=None)) as record:
            for _twice in range(2):
                record.open_stream(kind="place", ref=house_cast.officer.id)

    with pytest.raises(IntegrityError):
        open_one_story_twice()


def test_a_key_of_somebody_else_is_refused(house_cast, act):
    key = uuid4()
    _place(act, house_cast.administrator, key=key)

    with pytest.raises(KeyReused):
        _place(act, house_cast.second_administrator, code_word="WIGEON", key=key)
    assert IdempotencyKey.objects.count() == 1


def test_a_row_that_stays_busy_is_said_to_be_busy(house_cast, act):
    connection.cursor().execute("SET lock_timeout = '100ms'")
    held, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            Officer.objects.select_for_update().get(pk=house_cast.officer.pk)
            held.set()
            done.wait(10)
        connection.close()

    other = threading.Thread(target=hold)
    other.start()
    held.wait(10)
    try:
        with pytest.raises(LockTimeout, match="busy"), recording.recording(act(house_cast.officer)):
            Officer.objects.select_for_update().get(pk=house_cast.officer.pk)
    finally:
        done.set()
        other.join()


def test_a_database_error_of_another_kind_stays_what_it_is(house_cast, act):
    with pytest.raises(OperationalError), recording.recording(act(house_cast.officer)):
        raise OperationalError("the line is down")


def test_a_stream_that_does_not_exist_is_refused(house_cast, act):
    stranger = Place(stream_id=uuid4(), code_word="X", kind="store", jurisdiction="BE")
    fields = {"place_id": stranger.id, "code_word": "X", "kind": "store", "jurisdiction": "BE"}

    with pytest.raises(IntegrityBroken, match="no stream"), recording.recording(act(house_cast.officer)) as record:
        record.append(PLACE_REGISTERED, on=stranger, **fields)


def test_a_database_that_was_not_prepared_has_no_origin(house_cast, as_role):
    with as_role("postgres"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM custody_installation")
    recording.forget_origin()

    with pytest.raises(IntegrityBroken, match="not prepared"):
        origin()
    assert not Installation.objects.exists()


def test_an_event_with_a_field_too_many_or_too_few_never_reaches_the_ledger(cast, act):
    with pytest.raises(InvalidInput, match="no field"):
        PLACE_REGISTERED.clean({"colour": "red"})
    with pytest.raises(InvalidInput, match="needs"):
        PLACE_REGISTERED.clean({})


def test_a_claimed_time_counts_for_every_basis_but_a_live_one(house_cast, act):
    from datetime import UTC, datetime

    then = datetime(2024, 2, 29, 12, 0, tzinfo=UTC)
    for basis, expected in ((Basis.PAPER, then), (Basis.LIVE, None)):
        with recording.recording(act(house_cast.administrator, basis=basis, occurred_at=then, key=None)) as record:
            assert record.at == (expected or record.now)
            officer = Officer.objects.select_for_update().get(pk=house_cast.officer.pk)
            from custody.core.events import OFFICER_CHANGED

            record.append(OFFICER_CHANGED, on=officer, roles=officer.roles, clearance=1, is_active=True, badge="4417",
                          unit_code="U4")
    told = selectors.told([officer.stream_id], limit=2)
    assert [line.values["basis"] for line in told] == ["live", "paper"]
    assert [line.seq for line in selectors.told([officer.stream_id], limit=1, newest_first=False)] == [1]
    assert told[1].values["effective_at"] == then


def test_told_gives_only_the_classes_asked_for_and_pages_backwards(house_cast, act):
    place = _place(act, house_cast.administrator)
    newest = Event.objects.order_by("-id").first()

    [line] = selectors.told([place.stream_id], classes=frozenset(FieldClass))
    assert line.values["name"] == "n"
    assert line.erased == ()
    assert selectors.told([uuid4()]) == []
    assert selectors.told([place.stream_id], before=(newest.recorded_at, newest.id)) == []
    assert [each.seq for each in selectors.told([place.stream_id], newest_first=False)] == [1]


def test_lag_and_checkpoint_of_a_house_at_work(house_cast, act, seal_all):
    _place(act, house_cast.administrator)
    assert selectors.newest_checkpoint() is None
    assert selectors.oldest_pending_seconds() > 0

    seal_all()

    assert selectors.newest_checkpoint().size == Event.objects.count()
    assert selectors.oldest_pending_seconds() == 0
    assert selectors.installation().kind == "trial"


def test_receipts_of_what_is_not_there(house_cast):
    assert receipt_for(uuid4()) is None
    assert wait_for_seal(uuid4()) is None
    assert newest_act_on(uuid4()) is None
    assert first_act_on(uuid4()) is None
    assert newest_act_on(house_cast.officer.stream_id) is not None


def test_sealed_bytes_open_only_where_they_belong(settings):
    sealed = seal(b"quay 1742", bound_to=b"placement:1")

    assert unseal(sealed, bound_to=b"placement:1") == b"quay 1742"
    bent = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for bytes_, binding in ((sealed, b"placement:2"), (bent, b"placement:1"), (b"", b"placement:1")):
        with pytest.raises(IntegrityBroken, match="does not open"):
            unseal(bytes_, bound_to=binding)
    assert token(b"a", purpose="place") == token(b"a", purpose="place") != token(b"a", purpose="order")


def test_reactions_run_in_order_and_once(house_cast, act):
    heard = []
    for _twice in range(2):
        reactions.register("place.registered/1", _hear := (lambda record, entry: heard.append(entry.fields["kind"])))
    try:
        _place(act, house_cast.administrator)
    finally:
        reactions._handlers.pop("place.registered/1")
    assert heard == ["store", "store"]
    same = lambda record, entry: None  # noqa: E731
    reactions.register("x/1", same)
    reactions.register("x/1", same)
    assert reactions._handlers.pop("x/1") == [same]


def test_a_loop_waits_for_the_database_and_ends_when_asked(monkeypatch):
    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)}
    naps, rounds = [], []
    monkeypatch.setattr(passes.time, "sleep", naps.append)
    monkeypatch.setattr(passes.connection, "close", lambda: None)
    try:
        stop = passes.Stop()

        def work():
            rounds.append(1)
            match len(rounds):
                case 1:
                    return True
                case 2:
                    raise InterfaceError("gone")
                case 3:
                    raise OperationalError("gone")
            os.kill(os.getpid(), signal.SIGTERM)
            return False

        passes.every_tick(work, stop=stop, tick_seconds=0.5)
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
    assert len(rounds) == 4
    assert naps == [1, 0.5, 1, 0.5, 0.5]


def test_a_signer_without_its_memory_or_of_another_log_signs_nothing(house_cast, seal_all, as_role, tmp_path):
    seal_all()
    with as_role("custody_signer"):
        with pytest.raises(IntegrityBroken, match="memory is gone"):
            Signer(directory=tmp_path / "elsewhere", origin=origin())
        with pytest.raises(IntegrityBroken, match="belongs to the log"):
            Signer(directory=tmp_path / "signer", origin="another/log")
        signer = Signer(directory=tmp_path / "signer", origin=origin())
        with pytest.raises(IntegrityBroken, match="Another signer works"):
            Signer(directory=tmp_path / "signer", origin=origin())
        assert signer.sign_newest() is None
        signer.close()
    assert Checkpoint.objects.count() == 1
    assert not verify_ed25519(b"short", b"x", b"x")


def test_a_fresh_signer_of_an_empty_log_has_nothing_to_sign(house, as_role, tmp_path):
    with as_role("custody_signer"):
        signer = Signer(directory=tmp_path / "signer", origin=origin())
        assert signer.sign_newest() is None
        signer.close()


def test_an_act_without_a_key_has_an_operation_of_its_own(house_cast):
    ids = set()
    for word in ("A", "B"):
        place = register_place(act=Act(actor=house_cast.administrator, door=Door.COMMAND), code_word=word,
                               kind="store", jurisdiction="BE")
        ids.add(newest_act_on(place.stream_id))
    assert len(ids) == 2
