"""Who commands or plans reads on the first page that something is late; the search stands in the bar."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import stories
from tests.web.dashboard.test_dashboard import BOARD, kpis_of, let_run_out
from tests.web.desk import page_of, queries_of, text_of
from tests.web.shared.pages import words

HOME = reverse("home:home")


@pytest.mark.parametrize("role", ["supervisor", "duty_officer", "planner"])
def test_what_is_late_stands_on_the_first_page_with_the_number_of_the_overview(cast, role):
    officer = getattr(cast, role)
    assert "past their deadline" not in text_of(officer, HOME)
    before = queries_of(officer, HOME)
    let_run_out(stories.stored(cast, count=2))

    found = [each for each in page_of(officer, HOME).iter("a") if "2 units past their deadline" in words(each)]

    assert [each.get("href") for each in found] == [BOARD]
    assert kpis_of(officer)["Past deadline"][0] == "2 units"
    assert queries_of(officer, HOME) == before


def test_who_does_not_read_the_overview_reads_nothing_of_it(cast):
    let_run_out(stories.stored(cast))

    for officer in (cast.officer, cast.storekeeper, cast.auditor):
        assert "past its deadline" not in text_of(officer, HOME)


def test_a_search_is_one_press_away_at_a_desk(cast):
    [bar] = [each for each in page_of(cast.supervisor, BOARD).iter("nav") if each.get("class") == "c-nav"]

    [link] = [each for each in bar.iter("a") if each.get("href") == reverse("home:scan")]

    assert words(link) == "Search or scan"
