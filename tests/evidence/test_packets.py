"""A court packet: one asks, another issues, and a court checks it with nothing of ours."""

from __future__ import annotations

import subprocess
import sys
from base64 import b64encode

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction

from custody.core.errors import IntegrityBroken, NotFound
from custody.core.events import PACKET_ISSUED
from custody.core.note import key_id
from custody.evidence.actions import packets
from custody.evidence.files import load, save
from custody.evidence.models import Consultation, CourtPacket
from custody.evidence.selectors.packets import outline, packet_for, streams_of
from custody.ledger.models import Event
from custody.ledger.packet import house_policy
from custody.ledger.replay import replay_state
from custody.ledger.standalone import verify
from tests import stories
from tests.stories import act_of


def asked(cast, seizure, *, by=None, level="court", **changes):
    said = {"purpose": "hearing", "recipient": "Court of Antwerp, chamber 4", "language": "nl"} | changes
    return packets.ask_packet(act=act_of(by or cast.case_officer), seizure_id=seizure.id, level=level, **said)


def issued(cast, packet, *, by=None):
    return packets.issue_packet(act=act_of(by or cast.supervisor), packet_id=packet.id)


def refused_by(cast, packet, *, by=None):
    return packets.refuse_packet(act=act_of(by or cast.supervisor), packet_id=packet.id)


def read(cast, packet, *, by=None):
    return packets.read_packet(act=act_of(by or cast.case_officer), packet_id=packet.id, reason="for the clerk").content


@pytest.fixture
def erase(as_role):
    """Return a function that takes a value out of the disclosures, as an erasure does."""

    def run(stream_id, name):
        with as_role("postgres"), connection.cursor() as cursor:
            cursor.execute("ALTER TABLE custody_disclosure DISABLE TRIGGER ALL")
            cursor.execute("DELETE FROM custody_disclosure WHERE stream_id = %s AND name = %s", [stream_id, name])

    return run


@pytest.fixture
def life(house_cast, seal_all):
    """A bag in store, a packet of it asked for, and everything sealed."""
    [unit] = stories.stored(house_cast)
    packet = asked(house_cast, unit.seizure)
    seal_all()
    return unit, packet


def judged(content, policy=None):
    return verify.check_packet(content, verify.read_policy(policy or house_policy()))


def told(content):
    return "\n".join(verify.check_packet(content, verify.read_policy(house_policy()), show=True)[0])


def test_a_court_checks_it_alone_and_one_flipped_byte_is_found(house_cast, life, tmp_path):
    unit, packet = life
    done = issued(house_cast, packet)
    content = read(house_cast, done)
    file, policy = tmp_path / "p.zip", tmp_path / "policy"
    file.write_bytes(content)
    policy.write_text(house_policy())

    def check():
        command = [sys.executable, "-I", "-S", verify.__file__, str(file), "--policy", str(policy)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    said = check()
    assert (said.returncode, said.stdout.splitlines()[-1]) == (0, "VALID"), said.stdout
    assert done.sha256 in said.stdout
    issue = Event.objects.get(code=PACKET_ISSUED.code)
    assert (issue.stream_id, issue.seq) == (unit.seizure.stream_id, done.events + 1), "it is the next event"
    file.write_bytes(content[:-2000] + bytes([content[-2000] ^ 1]) + content[-1999:])
    assert check().returncode == 1
    assert Consultation.objects.filter(subject_kind="packet", reason="for the clerk").count() == 1
    assert not replay_state().findings

    raw = load(done.storage_name)
    default_storage.delete(done.storage_name)
    save(done.storage_name, raw[:-1] + bytes([raw[-1] ^ 1]))
    with pytest.raises(IntegrityBroken):
        read(house_cast, done)
    assert Consultation.objects.filter(subject_kind="packet").count() == 1, "what does not open was read by nobody"


def test_each_level_shows_what_its_reader_may_see_and_what_was_erased_stays_proved(house_cast, life, seal_all, erase):
    unit, packet = life
    less, before, more = (outline(packet.seizure, level=each) for each in ("defence", "court", "internal"))
    assert less.shown < before.shown < more.shown
    erase(packet.stream_id, "recipient")
    after = outline(packet.seizure, level="court")
    assert (before.shown - after.shown, after.withheld - before.withheld) == (1, 1)
    court = told(read(house_cast, issued(house_cast, packet)))
    assert f"Withheld or erased: {after.withheld} values" in court
    assert f"Checked: {after.events} events" in court
    assert len(streams_of(packet.seizure)) == after.streams
    seal_all()
    defence = asked(house_cast, unit.seizure, level="defence")
    seal_all()
    defence = told(read(house_cast, issued(house_cast, defence)))
    seal_all()
    inside = asked(house_cast, unit.seizure, level="internal", by=house_cast.auditor)
    seal_all()
    inside = issued(house_cast, inside, by=house_cast.internal_affairs)
    everything = told(read(house_cast, inside, by=house_cast.auditor))

    for text in (court, defence):
        assert '"gross_mg": 25000000' in text
        assert f'"seal": "{unit.seal}"' in text
        assert "place_id" not in text
    assert "Court of Antwerp" not in court, "it was erased"
    assert "Court of Antwerp" not in defence, "it is no business of theirs"
    assert "Court of Antwerp" in everything
    assert "place_id" in everything
    with pytest.raises(NotFound):
        packet_for(house_cast.case_officer, packet_id=inside.id)


def test_no_packet_leaves_a_house_whose_log_is_not_signed_by_enough(house_cast, life, seal_all, settings, refused):
    unit, packet = life
    policy, key = settings.CUSTODY_PACKET_POLICY_FILE, b"k" * 32
    witness = f"court.example+{key_id(name='court.example', algorithm=4, public_key=key).hex()}+"
    line = f"witness court {witness}{b64encode(bytes([4]) + key).decode()}\nquorum court\n"
    policy.write_text(house_policy().replace("quorum none\n", line))
    with refused("packet.no_quorum"):
        issued(house_cast, packet)
    policy.write_text("log nobody\n")
    with pytest.raises(IntegrityBroken, match="our own check refuses it"):
        issued(house_cast, packet)
    policy.unlink()
    assert packet_for(house_cast.supervisor, packet_id=packet.id).state == "asked"
    packets.withdraw_packet(act=act_of(house_cast.case_officer), packet_id=packet.id)
    again = asked(house_cast, unit.seizure)
    with refused("packet.unsealed"):
        issued(house_cast, again)
    seal_all()
    assert issued(house_cast, again).number == 2


def test_one_asks_and_another_decides(cast, refused):
    [unit] = stories.seized(cast)
    packet = asked(cast, unit.seizure)
    with refused("packet.waits"):
        asked(cast, unit.seizure, by=cast.supervisor)
    with refused("packet.own"):
        issued(cast, packet, by=cast.case_officer)
    with refused("packet.own"):
        refused_by(cast, packet, by=cast.case_officer)
    with refused("packet.not_asked"):
        packets.withdraw_packet(act=act_of(cast.supervisor), packet_id=packet.id)
    with refused("packet.not_issued"):
        read(cast, packet)
    with refused("packet.unsealed"):
        issued(cast, packet)
    assert refused_by(cast, packet).state == "refused"
    with refused("packet.decided"):
        packets.withdraw_packet(act=act_of(cast.case_officer), packet_id=packet.id)
    second = asked(cast, unit.seizure)
    assert second.number == 2
    assert packets.withdraw_packet(act=act_of(cast.case_officer), packet_id=second.id).state == "withdrawn"
    for nobody in (cast.officer, cast.storekeeper, cast.administrator):
        with refused("role.missing"):
            asked(cast, unit.seizure, by=nobody)
    with refused("role.missing"):
        asked(cast, unit.seizure, level="internal")
    assert not replay_state().findings


def test_the_table_knows_that_two_people_sign(cast):
    [unit] = stories.seized(cast)
    packet = asked(cast, unit.seizure)
    with pytest.raises(IntegrityError, match="packet_four_eyes"), transaction.atomic():
        CourtPacket.objects.filter(pk=packet.id).update(
            state="refused", decided_by=packet.asked_by, decided_at=packet.asked_at
        )
