"""What the house recorded of a burn stands on its certificate, whatever its crew wrote (R13)."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import uuid4

import pypdfium2
import pytest
from django.utils import translation

from custody.core.texts import was_kept
from custody.core.waivable import ONE_WITNESS
from custody.destruction import lists
from custody.destruction.actions import aborting, burning, sessions
from custody.destruction.entries import LeftOver
from custody.evidence import typesetting
from custody.evidence.actions import reseal
from custody.reports import certificate, words
from tests import stories as goods
from tests.destruction import stories
from tests.destruction.test_burning import let_through
from tests.stories import act_of, now


def section_of(session, number, *, language="en"):
    """Return a section of the certificate of a burn, by the number of its heading."""
    session.refresh_from_db()
    with translation.override(language):
        paper = certificate.certificate_of(SimpleNamespace(id=uuid4(), language=language), session, at=now())
    return next(each for each in paper["sections"] if each["heading"].startswith(number))


def said(session, **changes):
    """Return what the house says of a burn, and of which unit, without the hour and the badge."""
    rows = section_of(session, "8", **changes).get("rows", [])
    return [(row[1], row[2]["code"] if isinstance(row[2], dict) else None) for row in rows]


def test_a_burn_at_which_nothing_happened_says_so_beside_the_words_of_its_crew(cast):
    session = stories.burnt(cast)

    section = section_of(session, "8")

    assert "rows" not in section
    assert [pair[1] for pair in section["pairs"]] == ["none", "nothing unusual"]


def test_a_unit_that_a_witness_refused_and_one_that_was_left_out_stand_on_it_though_the_crew_wrote_none(cast):
    session = stories.at_furnace(cast, stories.staged(cast, stories.approved(
        cast, stories.planned(cast, stories.ordered(cast, count=3)))))
    refused, left, _burns = stories.units_of(session)
    aborting.refuse_unit(act=act_of(session.witness_a), session_id=session.id, unit_id=refused.id, finding="seal")
    sessions.leave_out_units(act=act_of(cast.supervisor), session_id=session.id, unit_ids=[left.id],
                             reason="replanned")  # fmt: skip

    stories.burn(cast, stories.attested(cast, session))

    assert said(session)[:4] == [
        ("A witness refused the unit: The seal", refused.label),
        ("Difference: Seal; expected: –; found: refused by a witness", refused.label),
        ("Left the burn: A witness refused", refused.label),
        ("Left the burn: It is planned anew", left.label),
    ]
    assert section_of(session, "8")["rows"][0][3] == session.witness_a.badge
    assert section_of(session, "8")["pairs"][0][1] == "none"


def test_a_waiver_a_witness_who_saw_a_part_and_what_did_not_burn_stand_on_it(cast):
    session = stories.tallied(cast, stories.at_furnace(cast, stories.staged(cast, stories.approved(
        cast, stories.planned(cast, stories.ordered(cast, count=2))))))
    burnt, left = stories.units_of(session)
    burning.attest_burn(act=act_of(session.witness_a), session_id=session.id, statement="saw_all")
    burning.attest_burn(act=act_of(session.witness_b), session_id=session.id, statement="saw_part")

    aborting.abort_burn(
        act=act_of(cast.crew), session_id=session.id, started_at=stories.lit_at(session), ended_at=now(),
        reason="filter", unusual_events="none",
        left=[LeftOver(unit_id=left.id, new_seal=goods.new_seal(), reading=goods.reading(left.gross_mg))],
    )  # fmt: skip

    assert ("A witness signed: “I did not see all of it”", None) in said(session)
    assert ("Left the burn: The burn was broken off", left.label) in said(session)
    assert ("Difference: Count; expected: fed into the fire; found: not burnt", left.label) in said(session)
    assert burnt.label not in {label for _what, label in said(session)}


def test_a_seal_that_came_off_after_the_check_stands_on_it(cast):
    session = stories.staged(cast, stories.approved(cast, stories.planned(cast, stories.ordered(cast, count=2))))
    opened = stories.units_of(session)[0]
    stories.at_furnace(cast, session)
    reseal.replace_seal(act=act_of(cast.crew), unit_id=opened.id, new_seal=goods.new_seal(), reason="torn",
                           witness_badge=cast.second_crew.badge)  # fmt: skip
    sessions.leave_out_units(act=act_of(cast.supervisor), session_id=session.id, unit_ids=[opened.id], reason="other")

    stories.burn(cast, stories.attested(cast, session))

    assert ("The seal came off after the check", opened.label) in said(session)


def test_a_burn_under_a_waiver_and_without_its_tally_says_both(cast):
    session = stories.at_furnace(cast)
    burning.attest_burn(act=act_of(cast.second_supervisor), session_id=session.id, statement="saw_all")
    let_through(cast, ONE_WITNESS, session.id)

    stories.burn(cast, session, started_at=now(), without_tally="counted on paper")

    assert ("Recorded before two people had signed what went in", None) in said(session)
    assert ("Waiver of one signature: Furnace fault", None) in said(session)


def test_what_the_house_says_is_said_in_every_language_and_typeset(cast):
    session = stories.at_furnace(cast, stories.staged(cast, stories.approved(
        cast, stories.planned(cast, stories.ordered(cast, count=2)))))
    refused = stories.units_of(session)[0]
    aborting.refuse_unit(act=act_of(session.witness_a), session_id=session.id, unit_id=refused.id, finding="count")
    stories.burn(cast, stories.attested(cast, session), unusual_events="smoke\nand a door")
    english = {what for what, _label in said(session)}

    for language in ("nl", "fr", "de"):
        assert not english & {what for what, _label in said(session, language=language)}
        with translation.override(language):
            paper = certificate.certificate_of(SimpleNamespace(id=uuid4(), language=language), session, at=now())
        pages = pypdfium2.PdfDocument(typesetting.typeset("record", paper, at=now()))
        text = " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())
        assert all(what in text for what, _label in said(session, language=language))
        pages.close()


def test_one_unit_is_no_units_and_the_weight_of_the_fire_says_where_it_comes_from(cast):
    note = section_of(stories.burnt(cast), "4")["note"]

    assert note.startswith("1 unit, ")
    assert "Burnt: the weight of that check" in note


def test_every_reason_to_leave_a_burn_and_every_finding_has_a_word():
    assert {*lists.LEAVE_REASONS, "refused_by_witness", "held", "order_revoked", "test_negative", "aborted",
            "cancelled", "opened", "stored_again", "handed_over", "moved",
            "driven_off", "content_lost", "checker_has_it"} == set(words.LEFT_WHY)  # fmt: skip
    assert set(lists.FINDINGS) == set(words.FINDINGS)
    assert was_kept("refused by a witness")


@pytest.mark.parametrize("before", range(31, 35))
def test_a_heading_and_its_note_stand_on_the_page_of_their_table(before):
    filler = {"heading": "Before", "text": "\n".join(f"line {number}" for number in range(before))}
    table = {"heading": "Witnesses", "note": "A note. " * 30, "pairs": [], "head": ["Badge"], "rows": [["4711"]],
             "numbers": []}  # fmt: skip
    data = {"title": "x", "author": "Custody", "description": "x", "language": "en", "reference": "r", "footer": "f",
            "lead": "l", "page_word": "Page", "sections": [filler, table], "facts": {}}  # fmt: skip

    pages = pypdfium2.PdfDocument(typesetting.typeset("record", data, at=datetime(2026, 11, 29, tzinfo=UTC)))

    texts = [page.get_textpage().get_text_range() for page in pages]
    pages.close()
    [page] = [text for text in texts if "Witnesses" in text]
    assert "4711" in page
