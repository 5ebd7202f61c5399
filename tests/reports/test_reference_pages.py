"""The reference pages are drawn from the code, and the command keeps the files equal to them."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from custody.core.events import all_event_types
from custody.core.lifecycle import AUTHORITY, CUSTODY, STATE_WORDS, CustodyState, Family, steps
from custody.reports import reference


def rows_after(page: str, heading: str) -> list[str]:
    part = page.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return [line for line in part.splitlines() if line.startswith("| ")][2:]


def test_every_event_type_has_one_row():
    page = reference.events_page()

    for each in all_event_types():
        assert page.count(f"\n| `{each.code}` |") == 1


def test_a_field_stands_in_the_column_of_its_class():
    row = next(
        line for line in reference.events_page().splitlines() if line.startswith("| `unit.stored/1` |")
    )

    assert row.split(" | ")[2:] == ["`stored_at` time, `placement_id` uuid", "`place_id` uuid", " |"]


def test_a_field_that_may_be_absent_carries_a_question_mark():
    assert "`seal_seen` text?" in reference.events_page()


def test_every_step_of_the_lifecycle_is_in_the_table_of_its_family():
    page = reference.unit_states_page()

    for family, heading in ((Family.CONVEYANCE, "Conveyances"), (Family.GOODS, "Goods")):
        assert rows_after(page, heading) == [
            f"| {STATE_WORDS[before] if before else 'not yet in custody'} | `{code}` | {STATE_WORDS[after]} |"
            for each, before, code, after in steps()
            if each is family
        ]
    assert {family for family, *_ in steps()} == {Family.CONVEYANCE, Family.GOODS}


def test_the_diagram_draws_beginning_and_end():
    page = reference.unit_states_page()

    assert "    [*] --> seized : unit.registered\n" in page
    assert "    reconciled --> [*]\n" in page
    assert "    destroyed --> [*]\n" not in page


def test_every_state_is_listed_and_unreached_ones_say_so(monkeypatch):
    rows = rows_after(reference.unit_states_page(), "All custody states")
    assert len(rows) == len(CustodyState)
    assert "| `stolen` | stolen | yes |  |" in rows
    assert not [row for row in rows if "no event leads here yet" in row]

    without = {step: table for step, table in CUSTODY.items() if step[1] != "unit.stolen/1"}
    monkeypatch.setattr(reference, "CUSTODY", without)
    rows = rows_after(reference.unit_states_page(), "All custody states")

    assert [row for row in rows if "no event leads here yet" in row] == [
        "| `stolen` | stolen | yes | named for later; no event leads here yet |"
    ]
    assert "| `stored` | stored |  |  |" in rows


def test_the_authority_table_is_complete():
    rows = rows_after(reference.unit_states_page(), "Authority to destroy")

    assert len(rows) == sum(len(step) for step in AUTHORITY.values())


@pytest.fixture
def two_pages(settings, tmp_path, monkeypatch):
    """Give the command an empty repository and two of its pages; that all are fresh is asked of the documents."""
    settings.BASE_DIR = tmp_path
    drawn = {path: draw for path, draw in reference.PAGES.items() if path.stem in {"events", "unit-states"}}
    monkeypatch.setattr(reference, "PAGES", drawn)


def test_the_command_writes_what_is_missing_and_then_finds_nothing(two_pages, tmp_path):
    first, second = StringIO(), StringIO()

    call_command("render_docs", stdout=first)
    call_command("render_docs", stdout=second)

    assert "docs/reference/events.md" in first.getvalue()
    assert second.getvalue() == "all pages are up to date\n"
    for path, draw in reference.PAGES.items():
        assert (tmp_path / path).read_text(encoding="utf-8") == draw()


def test_the_check_names_a_stale_page_and_leaves_it_alone(two_pages, tmp_path):
    call_command("render_docs", stdout=StringIO())
    page = tmp_path / "docs" / "reference" / "events.md"
    page.write_text("old\n", encoding="utf-8")

    with pytest.raises(CommandError, match=r"out of date: docs/reference/events\.md;"):
        call_command("render_docs", "--check", stdout=StringIO())

    assert page.read_text(encoding="utf-8") == "old\n"
