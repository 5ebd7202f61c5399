"""The rules about guards have values and a history like every other; they are no length of a clock."""

from __future__ import annotations

import pytest
from django.urls import reverse

from custody.organisation.models import PolicyProposal
from tests import stories
from tests.web.desk import errors_in, page_of, send, send_seen, text_of


@pytest.mark.parametrize(
    ("key", "title", "value"),
    [
        ("guard.hot_load", "Lying on a site before it needs a guard", "1000 kg"),
        ("guard.grace", "A site without a guard before it is told of", "15 minutes"),
    ],
)
def test_a_rule_about_guards_has_its_page_and_stands_in_the_list(cast, key, title, value):
    path = reverse("policies:rule", args=[key])

    text = text_of(cast.supervisor, path)

    assert title in text
    assert value in text
    assert "The length of no clock" in text
    assert [each for each in page_of(cast.supervisor, path).iter("a") if f"?key={key}" in (each.get("href") or "")]
    assert not [each for each in page_of(cast.auditor, path).iter("a") if "?key=" in (each.get("href") or "")]
    listed = reverse("policies:list")
    assert title in text_of(cast.supervisor, listed)


def test_a_rule_without_a_value_says_so(cast):
    text = text_of(cast.supervisor, reverse("policies:rule", args=["contact.change"]))

    assert "How long a new address of a person waits" in text
    assert "Nobody has set one yet." in text


def test_its_value_is_proposed_and_is_said_to_change_no_clock(cast):
    stories.stored(cast)
    said = {
        "rule": "alert.large_seizure", "jurisdiction": "be", "value": "250", "measure": "hours", "substance": "*",
        "mass_from": "", "place_class": "*", "valid_from": "", "source": "Order 12 of the director",
    }  # fmt: skip
    path = reverse("policies:propose")
    assert errors_in(send(cast.administrator, path, said)) == ["This rule is counted in kg"]

    answer = send_seen(cast.administrator, path, said | {"measure": "kg"})

    proposal = PolicyProposal.objects.get()
    assert answer.url == reverse("policies:proposal", args=[proposal.id])
    for reader in (cast.administrator, cast.supervisor):
        text = text_of(reader, answer.url)
        assert "250 kg" in text
        assert "No running clock changes" in text
        assert "Past due at once" not in text
    assert send(cast.supervisor, answer.url, {"answer": "yes"}).status_code == 302
    assert "250 kg" in text_of(cast.auditor, reverse("policies:rule", args=["alert.large_seizure"]))
