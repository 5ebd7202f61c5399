"""Lists in pages: nonsense in the address never breaks them, and links keep what was asked."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from custody.web.shared.paging import listing

ROWS = list(range(1, 106))


def asked(query=""):
    return RequestFactory().get(f"/units/{query}")


def test_a_long_list_comes_in_pages():
    shown = listing(asked("?page=2"), ROWS)

    assert shown.rows == ROWS[20:40]
    assert shown.total == 105
    assert [link.number for link in shown.pages if link.current] == [2]
    assert (shown.previous_link, shown.next_link) == ("?page=1", "?page=3")


def test_who_sits_at_a_desk_asks_for_many_at_once():
    many_link = listing(asked("?state=stored&page=3"), ROWS).many_link
    assert parse_qs(many_link[1:]) == {"state": ["stored"], "rows": ["100"]}
    many = listing(asked("?rows=100"), ROWS)
    assert many.rows == ROWS[:100]
    assert (many.next_link, many.many_link) == ("?rows=100&page=2", "")
    assert listing(asked("?rows=100000"), ROWS).rows == ROWS[:20]


def test_a_short_list_has_no_links():
    shown = listing(asked(), ROWS[:3])

    assert shown.rows == [1, 2, 3]
    assert not shown.pages
    assert not shown.previous_link
    assert not shown.next_link


@pytest.mark.parametrize("page", ["0", "-1", "x", "999", ""])
def test_a_page_that_does_not_exist_shows_one_that_does(page):
    assert listing(asked(f"?page={page}"), ROWS).rows


def test_links_keep_what_else_was_asked():
    shown = listing(asked("?state=stored&page=1"), ROWS)

    assert parse_qs(shown.next_link[1:]) == {"state": ["stored"], "page": ["2"]}


def test_many_pages_leave_gaps():
    numbers = [link.number for link in listing(asked("?page=10"), range(1, 401)).pages]

    assert numbers == [1, None, 9, 10, 11, None, 20]


COLUMNS = {"label": "Label", "gross": "Gross weight"}


def head(query, name):
    shown = listing(asked(query), ROWS, columns=COLUMNS, sortable={"gross": "gross_mg,id"}, numeric=["gross"])
    return next(column for column in shown.columns if column.name == name)


def test_a_sortable_head_turns_round_and_starts_at_the_first_page():
    assert head("?page=2", "gross").sort_link == "?sort=gross"
    assert head("?sort=gross&page=2", "gross").sort_link == "?sort=-gross"
    assert head("?sort=-gross", "gross").sort_link == "?sort=gross"


def test_a_head_says_how_it_is_sorted():
    assert head("?sort=gross", "gross").sorted == "ascending"
    assert head("?sort=-gross", "gross").sorted == "descending"
    assert head("?sort=label", "gross").sorted == ""


@pytest.mark.parametrize(("query", "says", "link", "leads_to"), [
    ("?page=2", "Sort this list", "?sort=gross", "Gross weight, ascending"),
    ("?sort=gross", "Sorted: Gross weight, ascending", "?sort=-gross", "Gross weight, descending"),
    ("?sort=-gross", "Sorted: Gross weight, descending", "?sort=gross", "Gross weight, ascending"),
])
def test_where_the_head_is_not_shown_the_same_links_stand_above_the_list(query, says, link, leads_to):
    shown = listing(asked(query), ROWS, columns=COLUMNS, sortable={"gross": "gross_mg,id"})

    drawn = render_to_string("custody/components/sort.html", {"listing": shown})

    assert f"<summary>{says}</summary>" in drawn
    assert f'href="{link}">{leads_to}</a>' in drawn
    assert "Label" not in drawn


def test_a_head_that_cannot_be_sorted_has_no_link():
    assert head("?sort=label", "label").sort_link == ""
    assert head("", "gross").numeric


def test_rows_of_a_table_are_sorted_by_the_database(cast):
    from custody.organisation.models import Officer

    def badges(sort):
        query = Officer.objects.filter(badge__in=["4417", "4418", "4501"])
        return [row.badge for row in listing(asked(f"?sort={sort}"), query, sortable={"badge": "badge, id"}).rows]

    assert badges("badge") == ["4417", "4418", "4501"]
    assert badges("-badge") == ["4501", "4418", "4417"]
