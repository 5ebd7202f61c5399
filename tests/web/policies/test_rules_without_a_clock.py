"""The rules about guards have values and a history like every other; they are no length of a clock."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.web.desk import page_of, text_of


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
    assert not [each for each in page_of(cast.supervisor, path).iter("a") if "?key=" in (each.get("href") or "")]
    assert title in text_of(cast.supervisor, reverse("policies:list"))
