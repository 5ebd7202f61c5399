"""A second person sees what is signed for before signing, and reads afterwards that it is signed."""

from __future__ import annotations

from uuid import uuid4

from django.urls import reverse

from custody.core.identifiers import parse_container_number
from custody.evidence.actions import photo, seals, seizure, sweep
from custody.evidence.entries import Circumstances, NewExhibit
from custody.evidence.models import Countersignature
from tests import stories
from tests.destruction.stories import png
from tests.evidence.test_dividing import split
from tests.stories import act_of
from tests.web.desk import browser_of, send, text_of

LIST = reverse("exceptions:signatures")


def owed_to(officer):
    return list(Countersignature.objects.filter(wanted=officer, signed_at__isnull=True).order_by("owed_at", "id"))


def at(name, row):
    return reverse(f"exceptions:{name}", args=[row.id])


def sealed(cast):
    """Return a bag to which a seal was put, and the signature that the second officer owes for that."""
    [unit] = stories.seized(cast, seal=None)
    stories.countersigned(cast.second_officer)
    put = seals.apply_seal(act=act_of(cast.officer), unit_id=unit.id, seal=stories.new_seal(),
                           second_badge=cast.second_officer.badge)
    return put, owed_to(cast.second_officer)[0]


def swept(cast, unit):
    """Sweep a bag; the second officer owes the signature for that."""
    at_ = stories.now()
    sweep.record_sweep(act=act_of(cast.officer), unit_ids=[unit.id], witness_badge=cast.second_officer.badge,
                       methods=["x_ray"], started_at=at_, ended_at=at_, result="clear")


def test_the_second_officer_reads_what_was_done_by_whom_when_and_with_which_seal(cast):
    put, row = sealed(cast)

    listed, page = text_of(cast.second_officer, LIST), text_of(cast.second_officer, at("sign", row))

    assert "sealed" in listed
    assert put.number not in listed
    assert "Check, then sign: sealed" in page
    assert f"badge {cast.officer.badge}" in page
    assert put.number in page
    assert put.unit.label in page
    assert "Seal applied" in page
    assert f"You sign: the two of you put a seal on 1 × Bag, seal {put.number}." in page


def test_the_weights_the_counts_and_the_photos_of_a_seizure_stand_before_the_signature(cast):
    found = seizure.open_seizure(
        act=act_of(cast.officer), second_badge=cast.second_officer.badge, circumstances=Circumstances(),
        exhibits=[NewExhibit(substance="cocaine", form="pressed_brick")],
    )  # fmt: skip
    units = seizure.register_units(act=act_of(cast.officer), seizure_id=found.id, place="HERON",
                                   units=[stories.new_bag(), stories.new_bag()])
    photo.attach_photo(act=act_of(cast.officer), content=png(), slot="total", seizure_id=found.id)

    page = text_of(cast.second_officer, at("sign", owed_to(cast.second_officer)[0])).replace("\u00a0", " ")

    assert "Check, then sign: seized" in page
    assert "Gross weight 50 kg" in page
    assert "Bricks counted 50" in page
    assert "2 × Unit registered as bag" in page
    for unit in units:
        assert unit.seal in page
    assert "Photos" in page


def test_goods_that_were_registered_until_the_signature_stand_there_and_those_after_it_do_not(cast):
    found = seizure.open_seizure(
        act=act_of(cast.officer), second_badge=cast.second_officer.badge, conveyance_id=stories.contained(cast).id,
        exhibits=[NewExhibit(substance="cocaine", form="pressed_brick")],
    )  # fmt: skip
    stories.countersigned(cast.second_officer)

    def one():
        [made] = seizure.register_units(act=act_of(cast.officer), seizure_id=found.id, units=[stories.new_bag()],
                                        place="HERON")  # fmt: skip
        return made

    first, second = one(), one()
    [row] = owed_to(cast.second_officer)
    before = text_of(cast.second_officer, at("sign", row)).replace("\u00a0", " ")
    send(cast.second_officer, at("sign", row), {})
    third = one()
    after = text_of(cast.second_officer, at("signed", row))

    assert "Gross weight 50 kg" in before
    assert first.seal in before
    assert second.seal in before
    assert second.seal in after
    assert third.seal not in after
    assert len(owed_to(cast.second_officer)) == 1


def test_a_signature_that_was_given_on_another_device_leads_to_what_was_signed(cast):
    _put, row = sealed(cast)
    stories.countersigned(cast.second_officer)

    assert browser_of(cast.second_officer).get(at("sign", row)).url == at("signed", row)


def test_a_seal_that_the_act_did_not_put_on_is_not_shown(cast):
    [unit] = stories.seized(cast)
    stories.countersigned(cast.second_officer)
    swept(cast, unit)

    page = text_of(cast.second_officer, at("sign", owed_to(cast.second_officer)[0]))

    assert unit.label in page
    assert unit.seal not in page


def test_after_signing_it_says_so_names_the_act_and_what_waits_next(cast):
    put, row = sealed(cast)
    swept(cast, put.unit)
    key = uuid4()

    for _ in range(2):
        answer = send(cast.second_officer, at("sign", row), {}, key=key)
        assert answer.url == at("signed", row)
    said = text_of(cast.second_officer, answer.url)

    row.refresh_from_db()
    assert row.signed_by == cast.second_officer
    assert "Signed: sealed" in said
    assert f"for what badge {cast.officer.badge} did" in said
    assert "1 act more waits for your signature" in said
    assert "See the next one" in said
    stories.countersigned(cast.second_officer)
    assert "Nothing more waits for your signature" in text_of(cast.second_officer, answer.url)


def test_all_units_of_one_act_are_signed_for_at_once(cast):
    [unit] = stories.stored(cast)
    split(cast, unit, 10_000_000, 15_000_000)
    assert "Nothing waits for your signature" in text_of(cast.storekeeper, LIST)
    rows = list(Countersignature.objects.filter(signed_at__isnull=True))
    assert len(rows) == 2

    assert send(cast.second_storekeeper, at("sign", rows[0]), {}).status_code == 302

    assert not Countersignature.objects.filter(signed_at__isnull=True).exists()


def test_nobody_else_sees_the_act_or_that_it_was_signed(cast):
    _put, row = sealed(cast)

    for page in ("sign", "signed"):
        assert browser_of(cast.third_officer).get(at(page, row)).status_code == 404
        assert browser_of(cast.officer).get(at(page, row)).status_code == 404
    assert browser_of(cast.second_officer).get(at("signed", row)).status_code == 404


def test_a_stop_is_signed_for_by_the_number_of_the_container_and_its_time(cast):
    unit = stories.contained(cast)
    number = parse_container_number(unit.conveyance.container_number).display

    page = text_of(cast.second_officer, at("sign", owed_to(cast.second_officer)[0]))

    assert f"You sign: Container {number} was stopped and kept by badge 4417 on" in page
    assert "Being named is not signing" in page


def test_what_is_signed_stands_in_one_sentence_with_the_row_of_seals(cast):
    found = seizure.open_seizure(
        act=act_of(cast.officer), second_badge=cast.second_officer.badge, circumstances=Circumstances(),
        exhibits=[NewExhibit(substance="cocaine", form="pressed_brick")],
    )  # fmt: skip
    units = seizure.register_units(act=act_of(cast.officer), seizure_id=found.id, place="HERON",
                                   units=[stories.new_bag() for _ in range(6)])
    units.sort(key=lambda unit: unit.seal)

    page = text_of(cast.second_officer, at("sign", owed_to(cast.second_officer)[0]))

    assert "You sign: the two of you found 6 × Bag, presumed Cocaine" in page
    assert f"seals {units[0].seal} to {units[-1].seal}" in page
    assert page.index(units[1].seal) < page.index(units[4].seal)


def test_what_nobody_knows_yet_is_not_presumed(cast):
    found = seizure.open_seizure(
        act=act_of(cast.officer), second_badge=cast.second_officer.badge, circumstances=Circumstances(),
        exhibits=[NewExhibit(substance="unknown", form="unknown")],
    )  # fmt: skip
    seizure.register_units(act=act_of(cast.officer), seizure_id=found.id, place="HERON", units=[stories.new_bag()])

    page = text_of(cast.second_officer, at("sign", owed_to(cast.second_officer)[0]))

    assert "You sign: the two of you found 1 × Bag, seal" in page
    assert "presumed" not in page


def test_a_sweep_is_signed_for_by_its_witness_who_reads_how_it_was_done(cast):
    [unit] = stories.seized(cast)
    stories.countersigned(cast.second_officer)
    swept(cast, unit)

    page = text_of(cast.second_officer, at("sign", owed_to(cast.second_officer)[0]))

    assert "looked for trackers in 1 × Bag (X-ray, 0 minutes). Result: Nothing found." in page
    assert "You are named as having stood by" in page
    assert "You are named as second officer" not in page
