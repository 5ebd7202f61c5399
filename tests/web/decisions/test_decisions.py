"""Decisions of authorities on the desk: copied by one, their paper attached, held against it by another."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from custody.destruction.models import AuthorityDecision
from tests.destruction import decided, stories
from tests.stories import fresh, now
from tests.web.desk import MOST_QUERIES, browser_of, errors_in, page_of, queries_of, send, text_of

LIST = reverse("decisions:list")


def at(name, found):
    return reverse(f"decisions:{name}", args=[found.id])


def pdf():
    return SimpleUploadedFile("paper.pdf", decided.PDF, content_type="application/pdf")


def test_an_order_is_revoked_on_paper_and_counts_when_another_has_read_it(cast):
    units = stories.ordered(cast)
    order = units[0].order_lines.get().order
    page = reverse("orders:order", args=[order.id])
    assert "It is revoked" in text_of(cast.case_officer, page)
    said = {"reference": "KP 12", "decided_on": stories.local_day(now()).isoformat(), "reason": "Reopened"}

    sent = send(cast.case_officer, reverse("law:revoke", args=[order.id]), said, seen=order)

    found = AuthorityDecision.objects.get()
    assert sent["Location"] == at("decision", found)
    own = text_of(cast.case_officer, at("decision", found))
    assert "Another person must verify it; until then nothing changes" in own
    assert "The paper is not attached yet" in own
    assert "An order is revoked" in text_of(cast.auditor, LIST)
    assert "to be verified" in text_of(cast.case_officer, page)
    early = send(cast.supervisor, at("verify", found), {"answer": "yes", "reason": ""}, seen=found)
    assert "Nothing is attached that the record can be held against" in errors_in(early)[0]
    send(cast.case_officer, at("paper", found), {"document": pdf()})
    found.refresh_from_db()
    wordless = send(cast.supervisor, at("verify", found), {"answer": "no", "reason": ""}, seen=found)
    assert "Say what is not right" in errors_in(wordless)
    send(cast.supervisor, at("verify", found), {"answer": "yes", "reason": ""}, seen=found)

    assert {unit.authority_state for unit in fresh(units)} == {"none"}
    assert "Revoked" in text_of(cast.case_officer, page)
    assert "An order is revoked" in text_of(cast.auditor, f"{LIST}?tab=verified")
    assert queries_of(cast.auditor, LIST) <= MOST_QUERIES


def test_a_decision_is_refused_and_is_for_those_who_see_orders(cast, client):
    order = stories.ordered(cast)[0].order_lines.get().order
    found = decided.revocation(cast, order)

    send(cast.supervisor, at("verify", found), {"answer": "no", "reason": "Another order"}, seen=found)

    found.refresh_from_db()
    assert found.state == "refused"
    assert "It is revoked" in text_of(cast.case_officer, reverse("orders:order", args=[order.id]))
    assert client.get(LIST)["Location"].startswith("/sign-in/")
    for path in (LIST, at("decision", found), at("paper", found), at("verify", found)):
        page_of(cast.storekeeper, path, status=403)
    assert browser_of(cast.auditor).get(at("verify", found)).status_code == 403


def test_a_copy_of_the_certificate_is_recorded_as_sent(cast):
    session = stories.burnt(cast)
    page = reverse("documents:certificate", args=[session.id])
    assert "No copy was sent to the authority yet" in text_of(cast.case_officer, page)
    address = reverse("documents:copy", args=[session.id])
    said = {"sent_to": "Office 4", "way": "post", "sent_on": stories.local_day(now()).isoformat()}

    assert send(cast.case_officer, address, said)["Location"] == page
    assert "Office 4 · By post" in text_of(cast.auditor, page)
    late = send(cast.case_officer, address, said | {"sent_on": "2999-01-01"})
    assert errors_in(late) == ["It cannot be sent on a day to come. Check the date"]
    page_of(cast.auditor, address, status=403)
