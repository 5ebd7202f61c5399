"""What each rule costs is counted from the forms, the acts and the clocks, and from nothing that somebody typed."""

from __future__ import annotations

import pytest
from django import forms

from custody.reports import rule_costs
from custody.reports.rule_costs import AROUND, WAY, cost_of, rule_costs_page, step_of
from custody.web.reports.forms import RecordForm
from custody.web.sessions.forms import StageForm
from custody.web.shared.fields import asked
from custody.web.shared.forms import BadgeField, ChoiceField, RemarkField


def test_only_what_must_be_answered_costs_something():
    cost = cost_of(
        {
            "key": forms.CharField(widget=forms.HiddenInput),
            "badge": BadgeField(label="x"),
            "kind": ChoiceField(label="x", choices=[("a", "A")]),
            "ready": ChoiceField(label="x", choices=[("a", "A")], initial="a"),
            "photo": forms.FileField(),
            "why": asked(RemarkField(label="x", required=False)),
            "remark": RemarkField(label="x", required=False),
        },
        around=AROUND,
    )

    assert (cost.answers, cost.choices, cost.others, cost.people) == (4, 1, 2, 1)
    assert (cost.taps, cost.characters) == (2 + 5, 44)
    assert cost.ms == 7 * 1000 + 44 * 150


def test_every_step_of_the_way_has_its_form_its_rule_and_its_events():
    for name in (each for _, names in WAY for each in names):
        step = step_of(name)
        assert step.rules, name
        assert step.events, name
        assert step.form != "CustodyForm", name


def test_a_question_more_on_a_form_stands_on_the_page(monkeypatch):
    before = step_of("reports:record")
    assert (before.form, before.cost.answers, before.events) == ("RecordForm", 4, ("report.recorded/1",))
    monkeypatch.setitem(RecordForm.base_fields, "colour", ChoiceField(label="x", choices=[("a", "A")]))

    after = step_of("reports:record")
    assert (after.cost.answers, after.cost.ms - before.cost.ms) == (5, 1000)
    assert "| `reports:record` (RecordForm) | Record an official report of a seizure. | 5 | 3 |" in rule_costs_page()


def test_what_is_asked_of_each_unit_is_told_apart():
    step = step_of("sessions:stage")

    assert (step.form, step.cost.answers) == (StageForm.__name__, 1)
    assert step.each.answers == 3  # seal, weight and count
    assert step_of("reports:decide").each is None


def test_an_address_without_an_act_is_no_step():
    with pytest.raises(LookupError):
        step_of("home:home")
    with pytest.raises(LookupError):
        step_of("nowhere:at_all")


def test_clocks_stand_beside_the_step_that_begins_them(monkeypatch):
    page = rule_costs_page()
    row = next(line for line in page.splitlines() if line.startswith("| `seizure:open` "))
    assert "`SECOND_SIGNATURE` 15 minutes" in row

    text = rule_costs.shipped_packs()["BE"].replace('key = "clock.second_signature"\nvalue = 15',
                                                    'key = "clock.second_signature"\nvalue = 16')  # fmt: skip
    monkeypatch.setattr(rule_costs, "shipped_packs", lambda: {"BE": text})
    assert "`SECOND_SIGNATURE` 16 minutes" in rule_costs_page()
