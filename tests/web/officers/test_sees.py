"""What a badge can see now: by the access functions themselves, and never more than the reader may know of."""

from __future__ import annotations

from django.urls import reverse

from custody.evidence.actions.consult import reveal_place
from tests import stories
from tests.stories import act_of
from tests.web.desk import browser_of, page_of, text_of


def path(officer):
    return reverse("officers:sees", args=[officer.id])


def counted(reader, officer, kind):
    return {str(words): count for words, count in browser_of(reader).get(path(officer)).context["kinds"]}[kind]


def listed(reader):
    return browser_of(reader).get(reverse("officers:list")).content.decode()


def test_it_counts_what_the_access_functions_show_the_badge(cast):
    stories.seized(cast, count=3)

    assert counted(cast.supervisor, cast.officer, "Units not yet gone") == 4  # and what they lay in
    assert counted(cast.supervisor, cast.administrator, "Units not yet gone") == 0
    assert "Has in custody 4" in text_of(cast.internal_affairs, path(cast.officer))
    assert "As numbers" in text_of(cast.internal_affairs, path(cast.supervisor))


def test_what_was_opened_with_a_reason_stands_there_and_why_is_for_who_audits(cast):
    [unit] = stories.stored(cast)
    reveal_place(act=act_of(cast.duty_officer), unit_id=unit.id, reason="burst pipe above the shelves")

    for reader, why in ((cast.supervisor, False), (cast.auditor, True)):
        shown = text_of(reader, path(cast.duty_officer))
        assert "Where a unit lies" in shown
        assert ("burst pipe" in shown) is why


def test_only_who_oversees_reads_it(cast):
    page_of(cast.administrator, path(cast.officer), status=403)
    page_of(cast.officer, path(cast.second_officer), status=403)
    assert path(cast.officer) in listed(cast.supervisor)
    assert path(cast.officer) not in listed(cast.administrator)
