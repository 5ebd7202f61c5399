"""Days on orders and scales stand as the reader writes them."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.html import escape

from custody.organisation.models import Scale
from custody.web.shared.times import day_shown
from tests import stories
from tests.destruction import stories as burns


@pytest.mark.parametrize("language", ["en", "nl", "fr", "de"])
def test_until_when_a_scale_is_calibrated(cast, client, language):
    made = stories.opened_seizure(cast)
    client.force_login(cast.officer)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    shown = client.get(f"/seizures/{made.id}/units/").content.decode()

    until = Scale.objects.get(code="S-FLOOR").calibrated_until
    with translation.override(language):
        assert escape(day_shown(until)) in shown
    assert until.isoformat() not in shown


@pytest.mark.parametrize("language", ["en", "nl", "fr", "de"])
def test_the_date_on_an_order(cast, client, language):
    order = burns.recorded(cast)
    client.force_login(cast.case_officer)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    one = client.get(f"/orders/{order.id}/").content.decode()
    several = client.get("/orders/").content.decode()

    with translation.override(language):
        assert escape(day_shown(order.issued_on)) in one
        assert escape(day_shown(order.issued_on)) in several
