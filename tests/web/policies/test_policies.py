"""The pages of the rules: what holds, its history, proposing, seeing what it would do, deciding."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from custody.organisation.models import Policy, PolicyProposal
from custody.web.shared.rules import length_words, rule_words, scope_words
from tests import stories
from tests.organisation.test_policies import decided, proposed
from tests.stories import now
from tests.web.desk import MOST_QUERIES, browser_of, errors_in, foreseen, page_of, queries_of, send, send_seen, text_of

LIST, PROPOSE = reverse("policies:list"), reverse("policies:propose")
ANSWERS = {
    "rule": "clock.max_storage", "jurisdiction": "be", "value": "48", "measure": "hours", "substance": "*",
    "mass_from": "", "place_class": "*", "valid_from": "", "source": "Order 12 of the director",
}  # fmt: skip


def page(proposal):
    return reverse("policies:proposal", args=[proposal.id])


def test_the_list_shows_what_holds_and_what_waits(cast):
    decided(cast, proposed(cast, substance="heroin", mass_from_mg=10_000_000, place_class="vault", value=24))
    proposed(cast)

    text = text_of(cast.auditor, LIST)

    for words in ("To leave the store by", "72 hours", "24 hours", "1 month", "5 working days", "To be decided"):
        assert words in text
    assert "Propose a value" not in text
    assert "Propose a value" in text_of(cast.administrator, LIST)
    assert queries_of(cast.auditor, LIST) <= MOST_QUERIES


def test_a_rule_has_its_history(cast):
    decided(cast, proposed(cast))
    decided(cast, proposed(cast, value=24), approve=False)

    text = text_of(cast.supervisor, reverse("policies:rule", args=["clock.max_storage"]))

    assert "A clock of the risk" in text
    for words in ("48 hours", "72 hours", "Order 12", "Rejected"):
        assert words in text
    assert "A clock of the law" in text_of(cast.director, reverse("policies:rule", args=["clock.notice"]))
    assert "It has no value" in text_of(cast.director, reverse("policies:rule", args=["clock.neutralise"]))
    page_of(cast.supervisor, reverse("policies:rule", args=["clock.of_the_king"]), status=404)


def test_a_value_is_proposed_once_it_was_shown_what_it_would_do(cast):
    units = stories.stored(cast, count=2)
    key = uuid4()

    seen, before = foreseen(cast.administrator, PROPOSE, ANSWERS, key=key)
    assert not PolicyProposal.objects.exists()
    other, _text = foreseen(cast.administrator, PROPOSE, ANSWERS | seen | {"value": "47"}, key=key)
    assert other != seen, "other answers are shown first what they do"
    assert not PolicyProposal.objects.exists()
    answer = send(cast.administrator, PROPOSE, ANSWERS | seen, key=key)
    assert send(cast.administrator, PROPOSE, ANSWERS | seen, key=key).url == answer.url

    proposal = PolicyProposal.objects.get()
    assert answer.url == page(proposal)
    after = text_of(cast.administrator, answer.url)
    for text in (before, after):
        assert "Due earlier 2" in text
        assert "Past due at once 0" in text
        assert units[0].label in text
        assert "BITTERN" not in text
    assert "You proposed it" in after


def test_another_person_decides(cast):
    proposal = proposed(cast)
    assert "Shall this hold?" not in text_of(cast.administrator, page(proposal))
    assert "Shall this hold?" in text_of(cast.supervisor, page(proposal))

    own = send(cast.administrator, page(proposal), {"answer": "yes"})
    assert "Another person must decide" in " ".join(errors_in(own))
    key = uuid4()
    done = send(cast.supervisor, page(proposal), {"answer": "yes"}, key=key)
    assert send(cast.supervisor, page(proposal), {"answer": "yes"}, key=key).url == done.url

    assert Policy.objects.filter(key="clock.max_storage", value=48).count() == 1
    assert "Approved" in text_of(cast.auditor, page(proposal))


def test_a_proposal_is_rejected_or_taken_back(cast):
    rejected = proposed(cast)
    send(cast.second_administrator, page(rejected), {"answer": "no"})
    back = proposed(cast)
    withdraw = reverse("policies:withdraw", args=[back.id])

    assert "Only who proposed it" in " ".join(errors_in(send(cast.supervisor, withdraw, {})))
    assert send(cast.administrator, withdraw, {}).url == page(back)

    assert {each.state for each in PolicyProposal.objects.all()} == {"rejected", "withdrawn"}
    assert browser_of(cast.administrator).get(withdraw).status_code == 405


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"value": "0"}, "Enter 1 or more"),
        ({"value": "4000", "measure": "days"}, "at most"),
        ({"valid_from": "2001-01-01T10:00"}, "cannot hold for the past"),
        ({"source": ""}, ""),
    ],
)
def test_a_refusal_keeps_what_was_typed(cast, changes, words):
    answer = send(cast.administrator, PROPOSE, ANSWERS | changes)

    assert words in " ".join(errors_in(answer))
    assert errors_in(answer)
    assert not PolicyProposal.objects.exists()


def test_a_value_may_be_narrowed_and_begin_later(cast):
    day = (now() + timedelta(days=3)).date().isoformat()
    narrowed = {"substance": "heroin", "mass_from": "12.5", "place_class": "vault", "valid_from": f"{day}T06:00"}
    send_seen(cast.administrator, PROPOSE, ANSWERS | narrowed)

    made = PolicyProposal.objects.get()
    assert (made.substance, made.mass_from_mg, made.place_class) == ("heroin", 12_500_000, "vault")
    assert made.valid_from > now() + timedelta(days=2)
    assert len(scope_words(made)) == 3


def test_a_limit_that_counts_to_what_is_below_is_said_so():
    said = [str(words) for mass in (5_000_000, 5_000_001) for words in scope_words(Policy(key="x", mass_from_mg=mass))]

    assert [each.split()[0] for each in said] == ["from", "above"]
    assert said[0].removeprefix("from ").removesuffix(" on") == said[1].removeprefix("above ")


def test_words_for_what_nobody_knows():
    row = Policy(key="weight.limit", value=5, measure="mg")

    assert rule_words("weight.limit") == "weight.limit"
    assert length_words(row) == "5 mg"
    assert scope_words(row) == []


@pytest.mark.parametrize("role", ["officer", "planner", "storekeeper", "duty_officer", "nobody"])
def test_who_makes_no_rules_does_not_read_them(cast, role):
    proposal = proposed(cast)
    client = browser_of(getattr(cast, role))

    for path in (LIST, PROPOSE, page(proposal), reverse("policies:rule", args=["clock.notice"])):
        assert client.get(path).status_code == 403
    assert browser_of(cast.auditor).get(PROPOSE).status_code == 403
