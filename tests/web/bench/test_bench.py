"""The pages of the bench: each act on a unit through its form, and what the menu says can and cannot be done."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from custody.evidence.actions import endangering, searching
from custody.evidence.models import HandlingUnit, LabResult, Seal
from custody.web.bench.acts import BENCH
from tests import stories
from tests.evidence.exceptional import (
    BATCH,
    PAPER,
    asked,
    decided,
    let_go_on,
    missing,
    signed,
    signed_by_each,
    to_laboratory,
    training_sample,
)
from tests.evidence.test_bench_acts import swept
from tests.evidence.test_unpacking import pallet
from tests.stories import act_of, fresh, new_seal
from tests.web.bench.answers import one, parts
from tests.web.crawling import faults
from tests.web.desk import browser_of, errors_in, page_of, send, text_of


def at(unit, name):
    return reverse("bench:act", args=[unit.id, name])


def menu(unit):
    return reverse("bench:menu", args=[unit.id])


def done(officer, unit, name, answers, **changes):
    """Send the form of an act, and return the unit as it stands then."""
    answer = send(officer, at(unit, name), answers, seen=fresh([unit])[0], **changes)
    assert answer.status_code == 302, errors_in(answer)
    return fresh([unit])[0]


def test_a_unit_is_split_on_a_page_and_a_double_click_splits_it_once(cast):
    [unit] = stories.stored(cast)
    answers = parts("10", "15") | {"seal_class": "S"}
    seen = fresh([unit])[0]
    lighter = send(cast.storekeeper, at(unit, "split"), parts("10", "14.9"), seen=seen)
    assert "Weigh again, or say where it went" in " ".join(errors_in(lighter))
    uncounted = send(cast.storekeeper, at(unit, "split"), answers | {"count_2": ""}, seen=seen)
    assert "Count the packages in every part" in " ".join(errors_in(uncounted))
    key = uuid4()
    for _ in range(2):
        assert send(cast.storekeeper, at(unit, "split"), answers, seen=seen, key=key).status_code == 302
    assert fresh([unit])[0].custody_state == "superseded"
    made = HandlingUnit.objects.filter(derivation__isnull=False)
    assert made.count() == 2
    assert set(Seal.objects.filter(unit__in=made).values_list("seal_class", flat=True)) == {"S"}
    page = text_of(cast.storekeeper, menu(unit))
    assert all(each.label in page for each in made)
    assert unit.label in text_of(cast.second_storekeeper, menu(made.first()))


def test_packing_anew_keeping_back_and_exchanging_have_their_pages(cast):
    first, second, third = stories.stored(cast, count=3)
    assert done(cast.storekeeper, first, "repack", parts("25")).custody_state == "superseded"
    held = parts("10", "15") | {"authority": "prosecutor", "reference": "KP 3"}
    assert done(cast.storekeeper, second, "retain", held).custody_state == "superseded"
    swapped = parts("25", "24") | {"reference": "KP 9"}
    assert done(cast.storekeeper, third, "exchange", swapped).custody_state == "substituted"
    assert HandlingUnit.objects.filter(authority_state="held").count() == 1
    assert HandlingUnit.objects.filter(kind="dummy").count() == 1


def test_a_seal_and_the_state_of_the_drugs_change_on_a_page(cast):
    [unit] = stories.stored(cast)
    number = new_seal().number
    assert done(cast.storekeeper, unit, "seal", one() | {"seal": number, "reason": "torn"}).seal == number
    after = {"method": "bleach", "gross": "27", "scale": "S-FLOOR", "added": "2"} | BATCH
    treated = done(cast.storekeeper, unit, "neutralise", one() | after)
    assert (treated.neutralised, treated.gross_mg) == (False, 27_000_000)
    assert done(cast.storekeeper, unit, "unseal", one() | {"reason": "to look inside"}).seal is None
    page = text_of(cast.storekeeper, reverse("units:unit", args=[unit.id]))
    assert "Signature owed" in page
    assert "Made unusable, signature owed" in page
    signed_by_each([unit])
    page = text_of(cast.storekeeper, reverse("units:unit", args=[unit.id]))
    assert "Made unusable" in page
    assert "Made unusable, signature owed" not in page
    assert done(cast.storekeeper, unit, "retest", one() | {"test": "passed"}).neutralised
    assert not done(cast.storekeeper, unit, "retest", one() | {"test": "failed"}).neutralised
    assert "Frozen by a discrepancy" in text_of(cast.storekeeper, reverse("units:unit", args=[unit.id]))


def test_a_bolt_seal_is_read_on_pin_and_barrel_wherever_the_bench_takes_one(cast):
    first, second, third = stories.stored(cast, count=3)
    bolts = [new_seal("H").number for _ in range(3)]
    answers = parts("10", "15") | {"seal_1": bolts[0], "seal_2": bolts[1], "seal_class": "H", "barrel_1": bolts[0]}
    wrong = send(cast.storekeeper, at(first, "split"), answers | {"barrel_2": bolts[2]}, seen=first)
    assert f"The pin says {bolts[1]} and the barrel says {bolts[2]}" in " ".join(errors_in(wrong))
    done(cast.storekeeper, first, "split", answers | {"barrel_2": bolts[1]})
    assert set(Seal.objects.filter(number__in=bolts[:2]).values_list("barrel_number", flat=True)) == set(bolts[:2])

    for unit, name, field, said in (
        (second, "tracker", "seal", {"description": "IMEI 35", "powered": "on"}),
        (third, "repack", "seal_1", parts("25")),
    ):
        number = new_seal("H").number
        asked_for = one() | said | {field: number, "seal_class": "H"}
        barrel = field.replace("seal", "barrel") if "_" in field else "barrel_number"
        refused = send(cast.storekeeper, at(unit, name), asked_for | {barrel: bolts[0]}, seen=unit)
        assert f"The pin says {number}" in " ".join(errors_in(refused))
        done(cast.storekeeper, unit, name, asked_for | {barrel: number})
        assert Seal.objects.get(number=number).barrel_number == number


def test_a_part_under_a_used_number_is_asked_again_and_recorded(cast):
    unit, other = stories.stored(cast, count=2)
    answers = parts("10", "15") | {"seal_1": other.seal}
    told = send(cast.storekeeper, at(unit, "split"), answers, seen=unit)
    assert "I looked again: the seal really shows this" in told.content.decode()
    assert done(cast.storekeeper, unit, "split", answers | {"looked_again": "on"}).custody_state == "superseded"
    assert HandlingUnit.objects.filter(derivation__isnull=False, seal=None, discrepancy_open=True).count() == 1


def test_a_search_runs_over_three_pages(cast):
    [unit] = stories.stored(cast)
    assert done(cast.auditor, unit, "unlocated", {"remark": "empty shelf"}).search_state == "unlocated"
    assert "Not where it should be" in text_of(cast.storekeeper, reverse("units:unit", args=[unit.id]))
    assert done(cast.supervisor, unit, "missing", {"remark": ""}).search_state == "missing"
    found = one() | {"remark": "behind a pallet", "place": "DUNLIN"}
    assert done(cast.storekeeper, unit, "found", found).search_state == "located"


def test_what_was_stolen_comes_back_on_a_page_and_each_page_leads_to_the_other(cast):
    [unit] = stories.stored(cast)
    missing(cast, unit)
    decided(asked(cast, unit, "stolen", by=cast.supervisor), by=cast.director)
    assert "It came back" in text_of(cast.officer, menu(unit))
    answers = {"found_where": "by the police", "found_at_choice": "now", "seal_seen": "same", "gross": "25",
               "scale": "S-FLOOR", "package_count": "25", "place": "HERON", "witness_badge": "4418"}  # fmt: skip
    key, seen = uuid4(), fresh([unit])[0]

    sent = [send(cast.officer, at(unit, "recover"), answers, seen=seen, key=key) for _ in range(2)]

    made = HandlingUnit.objects.get(derivation__how="recovered")
    page = reverse("units:unit", args=[made.id])
    assert {answer["Location"] for answer in sent} == {page}
    assert (made.seal, made.gross_mg) == (unit.seal, 25_000_000)
    assert f"It came back after it was gone, as {unit.label}" in text_of(cast.officer, page)
    explain = reverse("discrepancy:resolve", args=[made.discrepancies.get().id])
    assert "by the police" in text_of(cast.second_supervisor, explain)
    assert f"It came back, as {made.label}" in text_of(cast.officer, reverse("units:unit", args=[unit.id]))


def test_a_tracker_is_recorded_on_a_page(cast):
    [unit] = stories.stored(cast)
    answers = one() | {"description": "IMEI 35", "powered": "on", "seal": new_seal().number}

    assert done(cast.storekeeper, unit, "tracker", answers).incident_open
    assert HandlingUnit.objects.filter(kind="digital").count() == 1

    end = reverse("bench:act", args=[unit.id, "incident"])
    told = send(cast.supervisor, end, {"finding": "A dead beacon"}, seen=HandlingUnit.objects.get(pk=unit.pk))
    assert told.status_code == 409
    assert "A dead beacon" in told.content.decode()
    swept(cast, unit, "clear")
    assert "Incident" in text_of(cast.supervisor, reverse("units:unit", args=[unit.id]))
    assert not done(cast.supervisor, unit, "incident", {"finding": "A dead beacon"}).incident_open


def test_what_the_laboratory_said_is_written_and_verified(cast):
    taken = stories.sampled(cast)
    sample = to_laboratory(cast, taken.sample_unit)
    said = {"outcome": "positive", "substance": "cocaine", "purity_permille": "812", "laboratory": "NICC",
            "reference": "L 7", "used_up": "on"}  # fmt: skip
    done(cast.case_officer, sample, "result", said)
    result = LabResult.objects.get()
    verify = reverse("bench:verify_result", args=[sample.id, result.id])
    assert "Verify it" in text_of(cast.supervisor, menu(taken.unit))
    shown = text_of(cast.supervisor, verify)
    assert "812" in shown
    assert "Nothing of it is left Yes: 0.005 kg are written off" in shown
    assert "Its paper Missing" in shown
    assert send(cast.supervisor, verify, {}, seen=result).status_code == 409
    paper = {"document": SimpleUploadedFile("result.pdf", PAPER)}
    attach = reverse("bench:result_paper", args=[sample.id, result.id])
    assert send(cast.case_officer, attach, paper, seen=result).url == verify
    assert "Look at the document" in text_of(cast.supervisor, verify)
    assert send(cast.supervisor, verify, {}, seen=result).status_code == 302
    assert LabResult.objects.get().verified_by == cast.supervisor
    page_of(cast.supervisor, reverse("bench:verify_result", args=[taken.unit_id, result.id]), status=404)


def test_a_written_act_and_a_loan_end_on_a_page(cast):
    container = stories.contained(cast)
    let_go_on(cast, container)
    back = {"witness_badge": cast.second_officer.badge, "place": "HERON", "remark": ""}
    assert done(cast.officer, container, "operation", back).custody_state == "contained"
    made = training_sample(cast)
    decided(asked(cast, made, "loan", by=cast.case_officer, party="4420"), by=cast.supervisor)
    weighed = {"gross": "0.005", "scale": "S-BENCH", "place": "BITTERN"}
    assert done(cast.second_storekeeper, made, "loan", weighed).custody_state == "stored"


def test_bags_are_merged_and_a_flight_is_commanded(cast):
    units = stories.stored(cast, count=3)
    answers = one() | {
        "units": [str(unit.id) for unit in units[:2]], "kind": "drum", "gross": "50", "scale": "S-FLOOR",
        "package_count": "50", "seal": new_seal().number, "reason": "one drum", "loss_reason": "",
    }  # fmt: skip
    assert send(cast.storekeeper, reverse("bench:merge"), answers).status_code == 302
    flight = {"units": [str(units[2].id)], "destination": "DUNLIN", "vehicle": "", "reason": "fire"}
    path = reverse("bench:emergency")
    assert browser_of(cast.storekeeper).get(path).status_code == 403
    assert send(cast.duty_officer, f"{path}?unit={units[2].id}", flight).status_code == 302
    assert fresh(units)[2].emergency_move
    assert browser_of(cast.duty_officer).get(f"{path}?unit=nonsense").status_code == 200
    # Driven to a place that others know of: asked again, and recorded.
    endangering.endanger_place(act=act_of(cast.duty_officer), place="DUNLIN", danger=3, cause="a drone")
    [other] = stories.stored(cast)
    flight = flight | {"units": [str(other.id)]}
    asked_again = send(cast.duty_officer, f"{path}?unit={other.id}", flight)
    assert "They are on their way there already" in asked_again.content.decode()
    assert send(cast.duty_officer, f"{path}?unit={other.id}", flight | {"already": "on"}).status_code == 302
    assert fresh([other])[0].emergency_move


def test_what_lies_beside_the_drugs_is_registered_on_a_page(cast):
    seizure = stories.opened_seizure(cast)
    path = reverse("bench:beside", args=[seizure.id])
    answers = {"exhibit_kind": "cash", "description": "two bundles", "package_count": "2", "seal": "", "place": ""}

    answer = send(cast.officer, path, answers)

    [made] = HandlingUnit.objects.filter(kind="cash")
    assert answer.url == reverse("units:unit", args=[made.id])


def test_the_menu_says_what_cannot_be_done_in_the_rules_own_words(cast):
    [unit] = stories.stored(cast)
    searching.report_unlocated(act=act_of(cast.auditor), unit_id=unit.id, remark="not there")
    page = text_of(cast.storekeeper, menu(unit))

    assert "It was found" in page
    assert "is not found where it should be. Record first that it was found" in page


@pytest.mark.parametrize("name", ["split", "seal"])
def test_who_has_no_task_finds_no_bench(cast, name):
    [unit] = stories.stored(cast)

    page_of(cast.nobody, at(unit, name), status=404)
    page_of(cast.storekeeper, at(unit, "nonsense"), status=404)


def test_no_page_of_the_bench_tells_where_a_unit_lies(cast):
    [unit] = stories.stored(cast)
    client = browser_of(cast.storekeeper)

    for path in (menu(unit), *(at(unit, name) for name in BENCH), reverse("bench:merge")):
        answer = client.get(path)
        assert answer.status_code == 200
        assert faults(cast.storekeeper, path, answer) == []


def test_a_bag_is_taken_out_of_a_pallet_on_a_page_and_the_rest_is_split_with_what_lies_in_it(cast):
    whole, first, second, third = pallet(cast)
    answers = one() | {"gross": "20", "scale": "S-FLOOR", "outer_seal": new_seal().number, "reason": "for the court"}
    uncounted = send(cast.storekeeper, at(first, "take_out"), answers, seen=first)
    assert "Count what is left" in str(errors_in(uncounted))

    rest = {"left_count": "2", "left_gross": "55", "left_scale": "S-PALLET"}
    alone = done(cast.storekeeper, first, "take_out", answers | rest)

    assert (alone.custody_state, alone.parent) == ("stored", None)
    page = text_of(cast.storekeeper, menu(whole))
    assert "Taken out of it" in page
    signed([whole, first], by=cast.second_storekeeper)
    halves = parts("25", "30") | {"count_1": "1", "count_2": "1", "inside_1": [str(second.id)]}
    left_out = send(cast.storekeeper, at(whole, "split"), halves, seen=fresh([whole])[0])
    assert third.label in str(errors_in(left_out))
    done(cast.storekeeper, whole, "split", halves | {"inside_2": [str(third.id)]})
    assert len({each.parent_id for each in fresh([second, third])} - {whole.id}) == 2


def test_what_lies_in_no_other_unit_is_not_asked_what_lies_in_it(cast):
    [unit] = stories.stored(cast)

    assert "what lies in it?" not in text_of(cast.storekeeper, at(unit, "split"))


@pytest.mark.parametrize(("act", "field"), [("seal_fault", "fault"), ("unlocated", "remark")])
def test_nobody_freezes_a_unit_without_saying_what_was_seen(cast, act, field):
    [unit] = stories.stored(cast)

    answer = send(cast.second_storekeeper, at(unit, act), {}, seen=fresh([unit])[0])

    assert list(answer.context_data["form"].errors) == [field]
    assert not fresh([unit])[0].discrepancy_open
