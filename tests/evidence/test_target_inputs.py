"""Scan images, look-ups, and what of a target, an image or a tip makes no sense."""

from __future__ import annotations

import pytest

from custody.core.errors import CustodyError
from custody.evidence.actions import lookups, scans, stop, targets, tips
from custody.evidence.files import load
from custody.evidence.models import Consultation, Target
from custody.evidence.selectors import targets as reads
from custody.ledger.replay import replay_state
from tests import stories, targeting
from tests.stories import act_of

# --- scan images ------------------------------------------------------------------------------------------


def test_a_scan_image_lies_encrypted_and_is_looked_at_with_a_reason(cast, refused):
    target = targeting.targeted(cast)
    image = targeting.scanned(cast, target, scanner="own", port="BEANR")

    assert image.port is None
    assert targeting.png()[:8] not in load(image.storage_name)
    with refused("text.empty"):
        scans.look_at_scan(act=act_of(cast.officer), scan_id=image.id, reason=" ")
    seen = scans.look_at_scan(act=act_of(cast.officer), scan_id=image.id, reason="to read it")
    assert (seen.content, seen.media_type) == (targeting.png(), "image/png")
    assert [row.field_group for row in reads.looks_at(target)] == ["media"]
    with refused("record.not_found"):
        scans.look_at_scan(act=act_of(cast.third_officer), scan_id=image.id, reason="x")


def test_each_reads_an_image_once_and_two_may_differ(cast, refused):
    image = targeting.scanned(cast, targeting.targeted(cast))
    scans.read_scan(act=act_of(cast.officer), scan_id=image.id, result="nothing")
    with refused("scan.read"):
        scans.read_scan(act=act_of(cast.officer), scan_id=image.id, result="unclear")
    scans.read_scan(act=act_of(cast.supervisor), scan_id=image.id, result="suspicious")

    [shown] = reads.images_of(image.target)
    assert sorted((each.read_by.badge, each.result) for each in shown.readings.all()) == [
        ("4417", "nothing"), ("4901", "suspicious")]
    assert replay_state().findings == []


def test_an_image_whose_key_was_erased_is_not_shown(cast, refused, monkeypatch):
    image = targeting.scanned(cast, targeting.targeted(cast))
    image.key_sealed = None
    monkeypatch.setattr(scans, "image_for", lambda officer, scan_id: image)

    with refused("photo.erased"):
        scans.look_at_scan(act=act_of(cast.officer), scan_id=image.id, reason="x")
    assert not Consultation.objects.filter(subject_id=image.id).exists()  # nobody saw it


# --- looking up -------------------------------------------------------------------------------------------


def test_a_look_up_is_written_first_also_when_it_finds_nothing_and_names_no_number(cast, refused):
    unit, target = stories.contained(cast), targeting.targeted(cast)

    found = lookups.look_up_container(act=act_of(cast.crew), container_number="mscu 123456 6", reason="at the gate")
    none = lookups.look_up_container(act=act_of(cast.crew), container_number="CSQU 305438 3", reason="at the gate")

    assert ([each.id for each in found.targets], list(found.units)) == ([target.id], [unit])
    assert (none.targets, none.units) == ((), ())
    assert Consultation.objects.filter(officer=cast.crew, field_group="lookup").count() == 2
    assert not Consultation.objects.filter(reason__contains="MSCU").exists()
    assert [row.officer for row in reads.looks_at(target)] == [cast.crew]
    with refused("container.malformed"):
        lookups.look_up_container(act=act_of(cast.crew), container_number="12", reason="x")
    with refused("role.missing"):
        lookups.look_up_container(act=act_of(cast.storekeeper), container_number="MSCU1234566", reason="x")


def test_what_somebody_may_look_at_without_a_question_is_what_they_have_a_part_in(cast):
    target = targeting.targeted(cast)
    ship = targeting.targeted(cast, by=cast.handler, container_number=None, imo_number=targeting.SHIP)
    unit = stories.contained(cast, container_number="CSQU3054383")
    stop.post_guard(act=act_of(cast.officer), unit_id=unit.id, guard_badge=cast.crew.badge)
    number, other = reads.number_as_subject(targeting.NUMBER), reads.number_as_subject("CSQU3054383")

    assert reads.subjects_of_task(cast.officer) == {target.id, number, other}
    assert reads.subjects_of_task(cast.crew) == {other}
    assert reads.subjects_of_task(cast.handler) == {ship.id}
    assert reads.subjects_of_task(cast.supervisor) == {target.id, number, ship.id}
    assert reads.subjects_of_task(cast.third_officer) == set()


# --- what makes no sense ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("changes", "code"), [
    ({"origin": "dream"}, "choice.unknown"), ({"grounds": " "}, "text.empty"),
    ({"container_number": None}, "target.nothing"), ({"container_number": "MSCU1234567"}, "container.check_digit"),
    ({"container_number": "x"}, "container.malformed"), ({"imo_number": "9074728"}, "imo.check_digit"),
    ({"origin": "tip"}, "target.tip"), ({"origin": "tip", "tip_reference": "000000"}, "target.tip"),
    ({"origin": "foreign_message"}, "target.sender"), ({"call": "x" * 41}, "text.too_long"),
])
def test_a_target_that_makes_no_sense_is_refused_and_leaves_nothing(cast, changes, code):
    with pytest.raises(CustodyError) as refusal:
        targeting.targeted(cast, **changes)
    assert refusal.value.code == code
    assert not Target.objects.exists()


@pytest.mark.parametrize(("changes", "code"), [
    ({"scanner": "x"}, "choice.unknown"), ({"port": None}, "scan.port"), ({"port": "Guayaquil"}, "locode.malformed"),
    ({"content": b"no picture"}, "photo.unreadable"),
])
def test_an_image_that_makes_no_sense_is_refused(cast, refused, changes, code):
    target = targeting.targeted(cast)
    with refused(code):
        targeting.scanned(cast, target, **changes)


@pytest.mark.parametrize(("changes", "code"), [
    ({"reliability": "G"}, "choice.unknown"), ({"credibility": "7"}, "choice.unknown"), ({"source": ""}, "text.empty"),
])
def test_a_tip_that_makes_no_sense_is_refused(cast, refused, changes, code):
    with refused(code):
        targeting.tipped(cast, **changes)


def test_who_is_out_of_service_knows_of_nothing_and_references_are_never_drawn_twice(cast, monkeypatch):
    tip, target = targeting.tipped(cast), targeting.targeted(cast)
    drawn = iter([target.reference, "ZZZZZ1", tip.reference, "ZZZZZ2"])
    monkeypatch.setattr(targets, "new_public_ref", lambda *_, **__: next(drawn))
    monkeypatch.setattr(tips, "new_public_ref", lambda *_, **__: next(drawn))

    assert [targeting.targeted(cast).reference, targeting.tipped(cast).reference] == ["ZZZZZ1", "ZZZZZ2"]
    cast.supervisor.is_active = cast.handler.is_active = False
    assert not reads.visible_targets(cast.supervisor).exists()
    assert not reads.visible_tips(cast.handler).exists()


def test_a_message_from_abroad_names_who_sent_it(cast):
    target = targeting.targeted(cast, origin="foreign_message", authority="Customs of Ecuador")

    assert (target.authority, target.tip) == ("Customs of Ecuador", None)
