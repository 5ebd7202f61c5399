"""A site where much lies and nobody stands guard is told of after a grace, and a guard who comes ends it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.alerts.models import Alert
from custody.alerts.passes import guards as module
from custody.alerts.passes.guards import guards, unguarded_sites
from custody.evidence.models import HandlingUnit, Placement
from custody.evidence.selectors.stock import hot_since
from custody.organisation.actions.presence import leave
from custody.organisation.models import Place, Presence
from custody.organisation.selectors import policy_missing, site_by_code_word
from tests import stories
from tests.danger import a_site, present
from tests.stories import act_of, now

KG = 1_000_000
MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.usefixtures("acted_here")


@pytest.fixture
def hot(cast):
    """Put more in a store than a site may hold without a guard; return the site and the unit."""
    [unit] = stories.stored(cast)
    HandlingUnit.objects.filter(pk=unit.pk).update(gross_mg=1_200 * KG, tare_mg=None, net_mg=None)
    return site_by_code_word(code_word="BIRCH"), unit


def earlier(unit, minutes):
    """Let a unit have lain where it lies for some minutes."""
    Placement.objects.filter(unit=unit, until_at__isnull=True).update(since_at=now() - minutes * MINUTE)


def standing():
    return list(Alert.objects.exclude(state="resolved"))


def test_a_hot_load_without_a_guard_is_told_of_after_the_grace_once(cast, hot):
    site, unit = hot
    earlier(unit, 14)
    assert [each.site for each in unguarded_sites(now())] == [site]
    assert guards(engine="test") == 0
    assert standing() == []

    earlier(unit, 16)
    assert guards(engine="test") == 1

    [alert] = standing()
    assert (alert.rule, alert.stage, alert.level, alert.site) == ("AL8", "unguarded", 1, site)
    assert alert.dedupe_key == f"unguarded:{site.id}"
    assert (alert.subject_kind, alert.subject_id, alert.engine) == ("site", site.id, "test")
    assert guards(engine="other") == 0
    assert standing() == [alert]


def test_a_guard_who_comes_ends_it_and_one_who_merely_is_there_does_not(cast, hot):
    site, unit = hot
    earlier(unit, 16)
    guards(engine="test")

    present(cast.officer, site)
    assert len(standing()) == 1
    assert guards(engine="test") == 0

    present(cast.crew, site, on_guard=True)
    assert standing() == []
    assert Alert.objects.get().outcome == "cured"
    assert guards(engine="test") == 0


def test_when_the_last_guard_leaves_the_grace_begins_anew(cast, hot):
    site, unit = hot
    earlier(unit, 600)
    present(cast.crew, site, on_guard=True)
    leave(act=act_of(cast.crew))
    assert guards(engine="test") == 0

    Presence.objects.update(came_at=now() - 30 * MINUTE, left_at=now() - 16 * MINUTE)
    assert guards(engine="test") == 1


def test_a_load_that_has_gone_ends_it(cast, hot):
    _, unit = hot
    earlier(unit, 16)
    guards(engine="test")

    Placement.objects.filter(unit=unit, until_at__isnull=True).update(until_at=now())

    assert guards(engine="test") == 1
    assert standing() == []


def test_two_engines_raise_one(cast, hot, monkeypatch):
    _, unit = hot
    earlier(unit, 16)
    guards(engine="first")
    monkeypatch.setattr(module, "_open", lambda: Alert.objects.none())

    assert guards(engine="second") == 0
    assert len(standing()) == 1


def test_it_is_hot_since_the_limit_was_passed_by_what_lies_there_now(cast):
    place = Place.objects.get(code_word="BITTERN")
    units = [*stories.stored(cast), *stories.stored(cast), *stories.stored(cast)]
    for number, unit in enumerate(units):
        earlier(unit, 60 - 20 * number)
    mass = sum(unit.gross_mg for unit in units[:2])
    second = Placement.objects.get(unit=units[1], until_at__isnull=True).since_at

    assert hot_since([place], at_least_mg=mass) == second
    assert hot_since([place], at_least_mg=10 * mass) is None
    assert hot_since([], at_least_mg=1) is None


def test_where_nobody_set_a_value_the_strictest_holds_and_no_site_hides_the_others(cast, monkeypatch):
    """A kilogram and a minute: a rule without a value is no rule switched off."""

    def value_nobody_set(*, key, jurisdiction, at):
        raise policy_missing(key=key, jurisdiction=jurisdiction)

    [unit] = stories.stored(cast)
    site = site_by_code_word(code_word="BIRCH")
    monkeypatch.setattr(module, "policy_value", value_nobody_set)
    earlier(unit, 2)

    assert guards(engine="test") == 1
    assert [alert.site for alert in standing()] == [site]


def test_little_and_a_site_without_places_need_no_guard(cast):
    stories.stored(cast)
    a_site(cast)

    assert unguarded_sites(now()) == []
