"""Long lists are folded: in groups that are named, the first open where a form begins, and never one with a mistake
shut."""

from __future__ import annotations

from types import SimpleNamespace

from custody.core.clock_kinds import BY_POLICY
from custody.core.rule_values import PROPOSABLE
from custody.web.shared.folding import in_groups, in_groups_to_fill
from custody.web.shared.rules import LAW, OTHERS, RISK, by_sort, is_legal
from custody.web.transfer.ticket_form import TicketForm


def rows(count, *, wrong=()):
    return [(f"A{n:02}", [SimpleNamespace(errors=["wrong"] if n in wrong else [])]) for n in range(count)]


def test_a_short_list_is_not_folded():
    [group] = in_groups_to_fill(rows(6))

    assert (group.first, group.is_open, len(group.rows)) == ("", True, 6)
    assert in_groups([], named=str) == []


def test_a_form_of_many_units_begins_with_its_first_group():
    groups = in_groups_to_fill(rows(9))

    assert [(each.first, each.last, each.is_open) for each in groups] == [
        ("A00", "A03", True), ("A04", "A07", False), ("A08", "A08", False)]  # fmt: skip
    assert not any(each.is_open for each in in_groups_to_fill(rows(9), begins_open=False))


def test_a_group_with_a_mistake_lies_open_and_no_other():
    assert [each.is_open for each in in_groups_to_fill(rows(9, wrong=[5]))] == [False, True, False]


def test_every_rule_has_one_sort():
    sorts = dict(by_sort(PROPOSABLE, key=lambda key: key))

    assert sorted(key for keys in sorts.values() for key in keys) == sorted(PROPOSABLE)
    assert all(is_legal(key) for key in sorts[LAW])
    assert all(key in BY_POLICY and not is_legal(key) for key in sorts[RISK])
    assert len(sorts[OTHERS]) < 12, "a rule whose family grew has a sort of its own"
    assert by_sort(["order.oral"], key=lambda key: key) == [("Orders", ["order.oral"])]


def test_the_form_of_a_ticket_begins_with_the_ticket():
    assert "autofocus" in str(TicketForm()["ticket"])
    assert "autofocus" not in str(TicketForm({})["ticket"]), "after a refusal the summary has the focus"
