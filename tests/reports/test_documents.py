"""Documents from the act that asks for them to the file that is read: typeset, encrypted, hashed, looked at."""

from __future__ import annotations

import hashlib
import json

import pypdfium2
import pytest
import zxingcpp
from django.core.files.storage import default_storage
from django.utils import translation

from custody.core.errors import CustodyError
from custody.core.identifiers import label_content, new_label, parse_label
from custody.destruction import lists as fires
from custody.destruction.actions.certificates import ask_certificate
from custody.evidence import lists, typesetting
from custody.evidence.actions import documents, labels
from custody.evidence.actions import seizure as seizures
from custody.evidence.models import Document
from custody.evidence.models.unit import GOODS_KINDS
from custody.evidence.selectors import labels as selectors
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.reports import words
from custody.reports.documents import render_document
from tests import stories
from tests.destruction import stories as burns
from tests.stories import act_of

DPI = 200


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Keep the files of the test in a folder of its own."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }
    return tmp_path


@pytest.fixture
def refused():
    """Return a context manager that expects a refusal with this code."""
    from contextlib import contextmanager

    @contextmanager
    def expect(code):
        with pytest.raises(CustodyError) as refusal:
            yield
        assert refusal.value.code == code, refusal.value

    return expect


def made(**asked):
    """Make the one document that was asked for so, and return its row."""
    document = Document.objects.get(**asked)
    assert render_document(document.id)
    document.refresh_from_db()
    return document


def read(cast, document, *, by=None):
    return documents.read_document(act=act_of(by or cast.supervisor), document_id=document.id, reason="to print it")


def pictures(content, *, dpi=DPI):
    """Return the pages of a PDF as pictures."""
    paper = pypdfium2.PdfDocument(content)
    try:
        return [page.render(scale=dpi / 72).to_pil() for page in paper]
    finally:
        paper.close()


def text_of(content):
    paper = pypdfium2.PdfDocument(content)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in paper)
    finally:
        paper.close()


def squares(picture):
    """Return what a decoder reads off a picture."""
    return [found.text for found in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.DataMatrix)]


def claims(content):
    """Say whether the file calls itself PDF/A-3a and PDF/UA-1, and is tagged."""
    return all(mark in content for mark in (b"<pdfaid:part>3</pdfaid:part>", b"<pdfaid:conformance>A<",
                                            b"<pdfuaid:part>1</pdfuaid:part>", b"/StructTreeRoot"))


# --- labels ------------------------------------------------------------------------------------------


def test_every_label_of_a_sheet_is_read_back_by_a_decoder_and_in_letters(cast):
    roll = labels.print_roll(act=act_of(cast.storekeeper), count=30)
    codes = selectors.codes_of(roll)

    content = read(cast, made(roll=roll, kind="labels"), by=cast.storekeeper).content

    assert claims(content)
    pages = pictures(content)
    assert [len(squares(page)) for page in pages] == [24, 6]
    found = [text for page in pages for text in squares(page)]
    assert sorted(found) == sorted(label_content(code) for code in codes)
    assert sorted(parse_label(text) for text in found) == sorted(codes)
    printed = text_of(content).replace("\r", "").replace("\n", "").replace("￾", "-").replace("\x02", "-")
    assert all(code[:4] in printed for code in codes)


def test_labels_are_opaque_follow_no_order_and_are_committed_to(cast):
    roll = labels.print_roll(act=act_of(cast.storekeeper), count=200)
    codes = selectors.codes_of(roll)

    assert len(set(codes)) == 200
    assert codes != sorted(codes)
    assert all(parse_label(code) == code for code in codes)
    assert roll.labels_sha256 == selectors.labels_hash(codes) != selectors.labels_hash(reversed(codes))


def test_a_label_is_bound_by_the_first_unit_that_is_registered_under_it(cast):
    roll = labels.print_roll(act=act_of(cast.storekeeper), count=3)
    code = selectors.codes_of(roll)[1]
    assert [use.blank for use in selectors.uses_of([roll])] == [3]

    stories.seized(cast, label=code.lower().replace("-", " "))

    assert [(use.bound, use.blank) for use in selectors.uses_of([roll])] == [(1, 2)]


def test_a_label_of_a_withdrawn_roll_sticks_on_nothing(cast, refused):
    roll = labels.print_roll(act=act_of(cast.storekeeper), count=2)
    labels.void_roll(act=act_of(cast.supervisor), roll_id=roll.id, reason="stolen")
    seizure = stories.opened_seizure(cast)

    with refused("label.withdrawn"):
        seizures.register_units(act=act_of(cast.officer), seizure_id=seizure.id,
                                units=[stories.new_bag(label=selectors.codes_of(roll)[0])])
    with refused("roll.voided"):
        labels.void_roll(act=act_of(cast.supervisor), roll_id=roll.id, reason="lost")


def test_a_label_is_printed_again_with_a_reason_and_its_timeline_tells(cast, refused):
    [unit] = stories.stored(cast)

    with refused("label.not_yours"):
        labels.reprint_label(act=act_of(cast.officer), unit_id=unit.id, reason="torn", second_badge="4418")
    labels.reprint_label(act=act_of(cast.storekeeper), unit_id=unit.id, reason="torn", second_badge="4418")

    [page] = pictures(read(cast, made(unit=unit), by=cast.storekeeper).content)
    assert squares(page) == [label_content(unit.label)]
    again = [line for line in told([unit.stream_id]) if line.type.code == "label.reprinted/1"]
    assert [line.values["reason"] for line in again] == ["torn"]


def test_a_label_printer_gets_the_same_labels(cast):
    roll = labels.print_roll(act=act_of(cast.storekeeper), count=2)

    answer = read(cast, made(roll=roll, kind="labels_zpl"), by=cast.storekeeper)

    text = answer.content.decode()
    assert answer.media_type.startswith("text/plain")
    for code in selectors.codes_of(roll):
        assert f"^FD{label_content(code)}^FS" in text
        assert f"^FD{code[:5]}^FS" in text
    assert text.count("^XA") == text.count("^XZ") == 2


@pytest.mark.parametrize("who", ["officer", "crew", "checker", "planner"])
def test_who_has_no_part_in_printing_prints_nothing(cast, refused, who):
    officer = getattr(cast, who)
    roll = labels.print_roll(act=act_of(cast.storekeeper), count=1)

    with refused("role.missing"):
        labels.print_roll(act=act_of(officer), count=1)
    with refused("role.missing"):
        labels.void_roll(act=act_of(officer), roll_id=roll.id, reason="lost")
    with refused("record.not_found"):
        read(cast, Document.objects.filter(roll=roll).first(), by=officer)
    with refused("record.not_found"):
        selectors.roll_for(officer, roll_id=roll.id)


@pytest.mark.parametrize("count", [0, 2401])
def test_no_label_and_a_lorry_full_of_them_are_slips_of_the_hand(cast, refused, count):
    with refused("labels.count"):
        labels.print_roll(act=act_of(cast.storekeeper), count=count)


# --- the paper kit -----------------------------------------------------------------------------------


def test_a_paper_kit_has_a_sheet_for_each_page_with_its_own_labels(cast, refused):
    roll = labels.print_paper_kit(act=act_of(cast.storekeeper), sheets=2)
    codes = selectors.codes_of(roll)

    content = read(cast, made(roll=roll), by=cast.storekeeper).content

    pages = pictures(content, dpi=300)
    assert claims(content)
    assert [sorted(squares(page)) for page in pages] == [
        sorted(label_content(code) for code in part) for part in (codes[:12], codes[12:])
    ]
    assert f"{roll.code_word}/2" in text_of(content)
    with refused("paper.sheets"):
        labels.print_paper_kit(act=act_of(cast.storekeeper), sheets=0)


# --- the certificate ---------------------------------------------------------------------------------


def test_a_burn_asks_for_its_certificate_and_it_holds_what_r13_asks_for(cast):
    session = burns.burnt(cast, count=3)
    units = burns.burnt_units(session)

    document = made(session=session)
    content = read(cast, document).content

    assert claims(content)
    assert hashlib.sha256(content).hexdigest() == document.sha256
    text = " ".join(text_of(content).split())
    for wanted in (
        session.code_word, units[0].seizure.code_word, "Public prosecutor", "T-4", "E-2",
        cast.crew.badge, cast.second_crew.badge, cast.checker.badge, "FORGE", "Burnt in the furnace",
        cast.second_supervisor.badge, cast.witness.badge, "I saw this destroyed", "Customs", "Unusual events",
        "supervisor", "none", "74.995 kg", "Cocaine",
    ):
        assert wanted in text, wanted
    for unit in units:
        assert unit.label in text
    assert session.lottery.seed[:16] in text
    assert told([session.stream_id], limit=1)[0].values["sha256"] == document.sha256


ENGLISH = ("Certificate of destruction", "supervisor", "8. Unusual events")


def test_a_certificate_is_made_in_every_language(cast):
    session = burns.burnt(cast)

    for language in ("nl", "fr", "de"):
        ask_certificate(act=act_of(cast.case_officer), session_id=session.id, language=language)
        content = read(cast, made(session=session, language=language)).content
        assert claims(content)
        with translation.override(language):
            said = [translation.gettext(each) for each in ENGLISH]
        text = " ".join(text_of(content).split())
        assert [each for each in said if each not in text] == []
        assert set(said).isdisjoint(ENGLISH)


def test_the_facts_lie_inside_the_certificate_for_a_machine(cast):
    session = burns.burnt(cast)

    paper = pypdfium2.PdfDocument(read(cast, made(session=session)).content)
    attached = [paper.get_attachment(number) for number in range(paper.count_attachments())]
    facts = json.loads(bytes(attached[0].get_data()).decode())
    paper.close()

    assert facts["burn"] == session.code_word
    assert len(facts["sections"]) == 9


def test_a_certificate_says_first_what_was_seized_and_then_what_of_it_was_sampled_and_burnt(cast):
    session = burns.burnt(cast, count=3)

    paper = pypdfium2.PdfDocument(read(cast, made(session=session)).content)
    sections = json.loads(bytes(paper.get_attachment(0).get_data()).decode())["sections"]
    paper.close()

    assert [row[-2:] for row in sections[0]["rows"]] == [["3", "75\u00a0kg"]]
    assert sorted(row[5:] for row in sections[3]["rows"]) == [
        ["25\u00a0kg", "0.005\u00a0kg", "24.995\u00a0kg", "24.995\u00a0kg"],
        ["25\u00a0kg", "0\u00a0kg", "25\u00a0kg", "25\u00a0kg"],
        ["25\u00a0kg", "0\u00a0kg", "25\u00a0kg", "25\u00a0kg"],
    ]


def test_a_remark_that_no_font_draws_is_spelled_and_does_not_stop_the_certificate(cast):
    session = burns.approved(cast)
    session = burns.burn(cast, burns.attested(cast, burns.at_furnace(cast, burns.staged(cast, session))),
                         unusual_events="smoke 🔥 at 10:15, filter №3; 2 ≥ 1")

    text = text_of(read(cast, made(session=session)).content)

    assert "smoke [U+1F525] at 10:15, filter [U+2116]3; 2 [U+2265] 1" in " ".join(text.split())


def test_the_same_facts_at_the_same_moment_are_the_same_bytes(cast):
    data = {"title": "x", "author": "Custody", "description": "x", "language": "en", "reference": "r", "footer": "f",
            "labels": []}  # fmt: skip
    at = stories.now()

    assert typesetting.typeset("labels", data, at=at) == typesetting.typeset("labels", data, at=at)


def test_a_warning_fails(cast, refused, settings, tmp_path):
    settings.BASE_DIR = tmp_path
    folder = tmp_path / "templates" / "documents"
    folder.mkdir(parents=True)
    (folder / "odd.typ").write_text('#set document(title: "x")\n#set text(font: "No Such Font")\nHello')

    with refused("document.warning"):
        typesetting.typeset("odd", {}, at=stories.now())
    (folder / "odd.typ").write_text("#let x = ")
    with refused("document.failed"):
        typesetting.typeset("odd", {}, at=stories.now())


def test_what_cannot_be_made_is_written_down_and_tried_a_few_times(cast, monkeypatch):
    roll = labels.print_roll(act=act_of(cast.storekeeper), count=1)
    document = Document.objects.get(roll=roll, kind="labels")

    def broken(template, data, at):
        raise CustodyError("document.failed", "no ink")

    monkeypatch.setattr("custody.reports.documents.typeset", broken)
    for _ in range(selectors.MOST_TRIES):
        assert document.id in selectors.documents_to_make()
        assert not render_document(document.id)
    document.refresh_from_db()
    assert (document.tries, document.last_error) == (selectors.MOST_TRIES, "no ink")
    assert document.id not in selectors.documents_to_make()


def test_a_document_is_made_once_and_only_by_the_engine(cast, refused):
    roll = labels.print_roll(act=act_of(cast.storekeeper), count=1)
    document = made(roll=roll, kind="labels")

    assert not render_document(document.id)
    with refused("role.missing"):
        documents.keep_document(act=act_of(cast.supervisor), document_id=document.id, content=b"%PDF-1.7 mine")


def test_a_document_that_is_not_made_yet_is_not_read(cast, refused):
    roll = labels.print_roll(act=act_of(cast.storekeeper), count=1)

    with refused("document.waits"):
        read(cast, Document.objects.get(roll=roll, kind="labels"), by=cast.storekeeper)


def test_who_reads_a_document_leaves_a_reason_first(cast, refused):
    session = burns.burnt(cast)
    document = made(session=session)

    read(cast, document, by=cast.auditor)

    [line] = told([cast.auditor.stream_id], limit=1)
    assert (line.type.code, line.values["subject_kind"]) == ("place.revealed/1", "document")
    for stranger in (cast.crew, cast.storekeeper, cast.witness):
        with refused("record.not_found"):
            read(cast, document, by=stranger)


def test_a_file_that_was_changed_is_not_shown(cast, refused, media):
    session = burns.burnt(cast)
    document = made(session=session)
    file = media / document.storage_name
    raw = file.read_bytes()
    assert b"%PDF" not in raw
    file.chmod(0o600)
    file.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))

    with refused("photo.broken"):
        read(cast, document)
    default_storage.delete(document.storage_name)
    with refused("photo.missing"):
        read(cast, document)
    assert told([cast.supervisor.stream_id], codes={"place.revealed/1"}) == []  # nobody saw it


def test_the_replay_ends_in_the_same_state(house_cast):
    roll = labels.print_roll(act=act_of(house_cast.storekeeper), count=2)
    labels.void_roll(act=act_of(house_cast.supervisor), roll_id=roll.id, reason="lost")
    [unit] = stories.stored(house_cast)
    labels.reprint_label(act=act_of(house_cast.storekeeper), unit_id=unit.id, reason="wet", second_badge="4418")
    for document in Document.objects.all():
        render_document(document.id)

    assert replay_state().findings == []
    assert new_label(b"\0" * 5)


def test_a_document_has_a_word_for_every_code_of_its_lists():
    assert set(words.GOODS_KINDS) == set(GOODS_KINDS)
    assert set(words.SUBSTANCES) >= set(lists.SUBSTANCES)
    assert set(words.ABORT_REASONS) >= set(fires.ABORT_REASONS)
    assert set(words.METHODS) >= set(fires.METHODS)
