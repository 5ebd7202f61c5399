"""The pages of court packets: one asks, another decides, and what is taken leaves a trace."""

from __future__ import annotations

from django.urls import reverse
from pypdfium2 import PdfDocument

from custody.evidence.models import Consultation, CourtPacket
from custody.evidence.selectors.access import seizure_for
from custody.ledger.standalone import verify
from tests import stories
from tests.evidence.test_packets import asked, judged, refused_by
from tests.web.desk import MOST_QUERIES, browser_of, errors_in, page_of, queries_of, send, text_of

ANSWERS = {"purpose": "hearing", "recipient": "Court of Antwerp", "language": "nl", "level": "court"}


def seen(cast, seizure):
    return seizure_for(cast.supervisor, seizure_id=seizure.id)


def test_one_asks_and_another_reads_what_it_would_hold_and_refuses(cast):
    seizure = stories.opened_seizure(cast)
    listed, ask = (reverse(name, args=[seizure.id]) for name in ("packets:list", "packets:ask"))

    assert "Court packets" in text_of(cast.case_officer, reverse("seizure:seizure", args=[seizure.id]))
    assert "Court packets" not in text_of(cast.officer, reverse("seizure:seizure", args=[seizure.id]))
    shown = text_of(cast.case_officer, ask)
    assert "values shown" in shown
    assert "places too" not in shown
    assert "places too" in text_of(cast.auditor, ask)
    answer = send(cast.case_officer, ask, ANSWERS, seen=seen(cast, seizure))
    packet = CourtPacket.objects.get()
    assert answer["Location"] == reverse("packets:packet", args=[packet.id])
    page, decide, withdraw = (reverse(f"packets:{name}", args=[packet.id]) for name in ("packet", "decide", "withdraw"))

    assert "Take it back" in text_of(cast.case_officer, page)
    assert "Decide it" not in text_of(cast.case_officer, page)
    assert "Decide it" in text_of(cast.supervisor, page)
    page_of(cast.case_officer, decide, status=403)
    page_of(cast.supervisor, withdraw, status=403)
    unsealed = send(cast.supervisor, decide, {"answer": "yes"}, seen=seen(cast, seizure))
    assert errors_in(unsealed) == ["What was recorded last is not yet in a signed state of the log. "
                                   "Try again in a moment"]  # fmt: skip
    assert send(cast.supervisor, decide, {"answer": "no"}, seen=seen(cast, seizure)).status_code == 302
    assert "Refused" in text_of(cast.case_officer, listed)
    page_of(cast.officer, listed, status=403)
    page_of(cast.officer, page, status=404)


def test_what_was_issued_is_taken_as_a_file_and_only_with_a_reason(house_cast, seal_all):
    [unit] = stories.seized(house_cast)
    packet = asked(house_cast, unit.seizure)
    seal_all()
    decide, take = (reverse(f"packets:{name}", args=[packet.id]) for name in ("decide", "take"))
    yes = send(house_cast.supervisor, decide, {"answer": "yes"}, seen=seen(house_cast, unit.seizure))
    assert yes.status_code == 302

    assert send(house_cast.case_officer, take, {"reason": "", "taken": "packet"}).status_code == 422
    answer = send(house_cast.case_officer, take, {"reason": "for the clerk", "taken": "packet"})
    assert answer["Content-Type"] == "application/zip"
    assert unit.seizure.code_word not in answer["Content-Disposition"]
    lines, is_witnessed = judged(answer.content)
    assert is_witnessed
    pdf = send(house_cast.case_officer, take, {"reason": "for the judge", "taken": "copy"})
    assert pdf["Content-Type"] == "application/pdf"
    text = " ".join(" ".join(page.get_textpage().get_text_bounded() for page in PdfDocument(pdf.content)).split())
    assert "Bewijsdossier 1" in text, "in the language of the proceedings"
    assert f"1.{packet.seizure.last_seq - 1}" in text, "the custody table goes to the last event"
    assert unit.seal in text
    assert house_cast.case_officer.pseudonym in text.replace(" ", ""), "who took it stands at the foot"
    assert Consultation.objects.filter(subject_kind="packet").count() == 2
    packet.refresh_from_db()
    assert packet.sha256 in lines[0]
    assert packet.sha256 in text_of(house_cast.auditor, reverse("packets:packet", args=[packet.id]))
    assert {"STATEMENT.txt", "verify.py", "policy.txt"} <= set(verify.read_files(answer.content))


def test_many_packets_cost_no_more_questions_than_one(cast):
    seizure = stories.opened_seizure(cast)
    page = reverse("packets:list", args=[seizure.id])
    asked(cast, seizure)
    few = queries_of(cast.case_officer, page)
    for _ in range(3):
        refused_by(cast, CourtPacket.objects.get(state="asked"))
        asked(cast, seizure)

    assert queries_of(cast.case_officer, page) == few <= MOST_QUERIES


def test_who_gives_packets_finds_every_one_in_the_menu_and_nobody_else_does(cast):
    every = reverse("packets:every")
    assert "No packet was asked for" in text_of(cast.case_officer, every)
    packets = [asked(cast, stories.opened_seizure(cast)) for _ in range(2)]
    asked(cast, stories.opened_seizure(cast), level="internal", by=cast.auditor)

    page = browser_of(cast.case_officer).get(every).content.decode()

    assert all(reverse("packets:packet", args=[each.id]) in page for each in packets)
    assert page.count("Court of Antwerp") == 2, "what shows every place is known to who oversees alone"
    assert browser_of(cast.auditor).get(every).content.decode().count("Court of Antwerp") == 3
    assert f'href="{every}"' in browser_of(cast.case_officer).get(reverse("home:home")).content.decode()
    assert f'href="{every}"' not in browser_of(cast.officer).get(reverse("home:home")).content.decode()
    page_of(cast.officer, every, status=403)
    assert queries_of(cast.supervisor, every) <= MOST_QUERIES
