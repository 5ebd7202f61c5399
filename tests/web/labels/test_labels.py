"""Printing labels and reading documents, on the pages."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from custody.evidence.models import Countersignature, Document, LabelRoll, Seal
from custody.reports.documents import render_document
from tests import stories
from tests.destruction import stories as fire
from tests.web.desk import browser_of, errors_in, page_of, send, text_of

LIST = reverse("labels:list")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Keep the files of the test in a folder of its own."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }


def made(**which):
    document = Document.objects.get(**which)
    render_document(document.id)
    return document


def test_a_storekeeper_prints_a_roll_and_opens_its_sheet_for_a_reason(cast):
    answer = send(cast.storekeeper, reverse("labels:print"), {"count": "30"})
    roll = LabelRoll.objects.get()
    assert answer["Location"] == reverse("labels:roll", args=[roll.id])
    assert "being made" in text_of(cast.storekeeper, answer["Location"])
    sheet = made(roll=roll, kind="labels")
    read = reverse("documents:read", args=[sheet.id])

    no_reason = send(cast.storekeeper, read, {"reason": ""})
    opened = send(cast.storekeeper, read, {"reason": "for the quay"})

    assert no_reason.status_code == 422
    assert (opened.status_code, opened["Content-Type"]) == (200, "application/pdf")
    assert opened.content.startswith(b"%PDF-1.7")
    assert "attachment" in opened["Content-Disposition"]
    assert "no-store" in opened["Cache-Control"]


def test_the_list_tells_how_many_labels_are_blank_and_which_roll_is_withdrawn(cast):
    send(cast.storekeeper, reverse("labels:paper"), {"sheets": "2"})
    roll = LabelRoll.objects.get()
    assert "24" in text_of(cast.auditor, LIST)

    assert "What it would do now" in text_of(cast.supervisor, reverse("labels:void", args=[roll.id]))
    send(cast.supervisor, reverse("labels:void", args=[roll.id]), {"reason": "stolen"})

    assert "Withdrawn" in text_of(cast.auditor, LIST)
    assert "It was stolen" in text_of(cast.auditor, reverse("labels:roll", args=[roll.id]))


def test_who_has_a_unit_prints_its_label_again(cast):
    [unit] = stories.stored(cast)

    path = reverse("labels:reprint", args=[unit.id])
    assert "Print its label again" in text_of(cast.storekeeper, reverse("units:unit", args=[unit.id]))

    answer = send(cast.storekeeper, path, {"reason": "wet", "second_badge": "4418"})

    document = made(unit=unit)
    assert answer["Location"] == reverse("documents:read", args=[document.id])
    assert "Labels to print" in text_of(cast.storekeeper, answer["Location"])
    owed = Countersignature.objects.get(unit=unit, about="label.reprinted/1")
    assert (owed.wanted.badge, owed.owed_by) == ("4418", cast.storekeeper)


def test_an_officer_prints_nothing(cast):
    page_of(cast.officer, LIST, status=403)
    page_of(cast.officer, reverse("labels:print"), status=403)


def test_a_certificate_is_linked_from_its_burn_and_can_be_had_in_another_language(cast):
    session = fire.burnt(cast)
    document = made(session=session)
    page = reverse("documents:read", args=[document.id])
    assert "Certificate of destruction" in text_of(cast.auditor, reverse("sessions:session", args=[session.id]))

    page_of(cast.crew, page, status=404)
    answer = send(cast.supervisor, reverse("documents:certificate", args=[session.id]), {"language": "nl"})

    dutch = Document.objects.get(session=session, language="nl")
    assert answer["Location"] == reverse("documents:read", args=[dutch.id])
    assert render_document(dutch.id)


def test_who_sees_no_burn_has_a_certificate_made_again_once_it_took_place(cast):
    session, coming = fire.burnt(cast), fire.planned(cast)
    page = reverse("documents:certificate", args=[session.id])
    page_of(cast.case_officer, reverse("sessions:session", args=[session.id]), status=404)
    page_of(cast.case_officer, reverse("documents:certificate", args=[coming.id]), status=404)

    back = reverse("documents:read", args=[Document.objects.get(session=session).id])
    assert back in [link.get("href") for link in page_of(cast.case_officer, page).iter("a")]
    send(cast.case_officer, page, {"language": "fr"})

    assert Document.objects.filter(session=session, language="fr", asked_by=cast.case_officer).exists()


# --- paper -------------------------------------------------------------------------------------------


def sheet_page(roll):
    return f"{reverse('labels:enter')}?sheet={roll.code_word}/1"


def on_paper(roll, *, after=timedelta(days=1)):
    at = (roll.printed_at + after).astimezone(ZoneInfo("Europe/Brussels"))
    return {
        "happened_on": at.date().isoformat(), "happened_clock": at.strftime("%H:%M"), "second": "4418",
        "substance": "cocaine", "form_of_it": "pressed_brick", "place": "HERON", "scale": "S-FLOOR",
        "kind_0": "bag", "count_0": "25", "gross_0": "25,0", "seal_0": stories.new_seal().number,
    }  # fmt: skip


def test_a_sheet_shows_the_last_colleague_and_chooses_nobody(cast):
    stories.contained(cast)
    send(cast.storekeeper, reverse("labels:paper"), {"sheets": "1"})

    page = page_of(cast.officer, sheet_page(LabelRoll.objects.get()))

    [tapped] = [each for each in page.iter("input") if each.get("name") == "second_near"]
    [typed] = [each for each in page.iter("input") if each.get("name") == "second"]
    assert (tapped.get("value"), "checked" in tapped.attrib, typed.get("value")) == ("4418", False, None)


def test_an_officer_enters_a_sheet_with_the_time_that_stands_on_it(cast):
    send(cast.storekeeper, reverse("labels:paper"), {"sheets": "1"})
    roll = LabelRoll.objects.get()

    found = send(cast.officer, reverse("labels:find_sheet"), {"sheet": f"{roll.code_word.lower()} / 1"})
    wrong = send(cast.officer, reverse("labels:find_sheet"), {"sheet": "0000000/1"})
    long = browser_of(cast.officer).get(f"{reverse('labels:enter')}?sheet={roll.code_word}/{'9' * 5000}")
    early = send(cast.officer, sheet_page(roll), on_paper(roll))

    unreadable = browser_of(cast.officer).get(f"{reverse('labels:enter')}?sheet=%00/1")

    assert long.url == reverse("labels:find_sheet")
    assert unreadable.status_code == 400, "no page of ours leads to such an address"
    assert found["Location"] == sheet_page(roll)
    assert "No sheet of this house has this number" in str(errors_in(wrong))
    assert "still to come" in str(errors_in(early))
    # The sheet lay in the safe for an hour.
    LabelRoll.objects.update(printed_at=roll.printed_at - timedelta(hours=1))
    roll.refresh_from_db()
    entered = send(cast.officer, sheet_page(roll), on_paper(roll, after=timedelta(minutes=30)))
    assert entered.has_header("Location"), errors_in(entered)
    assert "seizure" in entered["Location"]


def test_pin_and_barrel_of_a_bolt_stand_on_the_sheet_and_both_are_entered(cast):
    send(cast.storekeeper, reverse("labels:paper"), {"sheets": "1"})
    LabelRoll.objects.update(printed_at=LabelRoll.objects.get().printed_at - timedelta(hours=1))
    roll = LabelRoll.objects.get()
    answers = on_paper(roll, after=timedelta(minutes=30)) | {"seal_class": "H", "seal_0": "BE770001"}

    halves = send(cast.officer, sheet_page(roll), answers | {"barrel_0": "BE770002"})
    pinless = send(cast.officer, sheet_page(roll), answers | {"barrel_0": "BE770001", "seal_0": ""})
    entered = send(cast.officer, sheet_page(roll), answers | {"barrel_0": "BE770001"})

    assert "The pin says BE770001 and the barrel says BE770002" in str(errors_in(halves))
    assert "Enter the number on the pin" in str(errors_in(pinless))
    assert entered.has_header("Location"), errors_in(entered)
    assert Seal.objects.get(number="BE770001").barrel_number == "BE770001"


def test_an_empty_sheet_and_half_a_line_come_back(cast):
    send(cast.storekeeper, reverse("labels:paper"), {"sheets": "1"})
    roll = LabelRoll.objects.get()
    answers = on_paper(roll)
    bare = {name: value for name, value in answers.items() if not name.endswith("_0")}

    empty = send(cast.officer, sheet_page(roll), bare)
    half = send(cast.officer, sheet_page(roll), bare | {"seal_0": "AN555555", "happened_clock": "25:00"})

    assert "Enter at least one line of the sheet" in str(errors_in(empty))
    assert "Choose what kind of unit it is" in str(errors_in(half))
    assert "Enter the time as hours and minutes" in str(errors_in(half))
    page_of(cast.storekeeper, sheet_page(roll), status=403)
