"""Packs: proposed by one, decided by another; what they say becomes dated rows of the rules."""

from __future__ import annotations

from uuid import uuid4

import pytest

from custody.core.errors import InvalidInput, NotAllowedNow, NotFound, NotPermitted
from custody.core.packs import NEEDED
from custody.organisation.actions import packs as actions
from custody.organisation.models import JurisdictionPack, Policy
from custody.organisation.permissions import check_can_decide_pack, check_can_withdraw_pack
from custody.organisation.selectors.requirements import (
    pack_for,
    pack_in_force,
    requirements_of,
    standing_rules,
    visible_packs,
)
from custody.organisation.shipped import shipped_packs
from tests import packs
from tests.stories import act_of, now

KILO = 1_000_000


def proposed(cast, document=None):
    return actions.propose_pack(act=act_of(cast.administrator), document=document or packs.nowhere())


def adopted(cast, document=None):
    pack = proposed(cast, document)
    return actions.decide_pack(act=act_of(cast.supervisor), pack_id=pack.id, approve=True)


def test_an_approved_pack_answers_every_question_of_its_jurisdiction(cast):
    more = packs.rule("order.authority", "high_committee", extra='substance = "heroin"\nfrom_kg = 5')
    pack = adopted(cast, packs.nowhere(more=more))

    found = requirements_of(jurisdiction="XX", at=now())
    assert (pack.state, pack.decided_by) == ("approved", cast.supervisor)
    assert (found.authority, found.procedure, found.judge, found.appeal) == (
        "committee", "notice", "always", "suspensive",
    )  # fmt: skip
    assert (found.oral, found.distance, found.supervisors, found.agencies) == ("refused", "other_agency", 2, 1)
    assert (found.samples, found.kept_samples, found.method, found.share, found.confidence) == (
        3, 2, "square_root", 80, 99,
    )  # fmt: skip
    assert "unusual_events" in found.certificate_fields
    assert found.certificate_fields[-1] == "temperature"
    assert found.text("order", language="fr", count=3, seizure="HEATH") == "Burn 3 of HEATH."
    assert found.text("notice", language="en") == ""
    heavy = requirements_of(jurisdiction="XX", at=now(), substance="heroin", mass_mg=6 * KILO)
    assert heavy.authority == "high_committee"
    assert heavy.authorities == ("high_committee", "court")
    assert requirements_of(jurisdiction="XX", at=now(), substance="heroin", mass_mg=KILO).authority == "committee"
    assert set(Policy.objects.filter(jurisdiction="XX").values_list("proposed_by", "approved_by")) == {
        (cast.administrator.id, cast.supervisor.id)
    }


def test_a_jurisdiction_without_rules_is_told_so_and_never_guessed(cast):
    with pytest.raises(Exception, match=r"No value is set for order\.authority in XX"):
        requirements_of(jurisdiction="XX", at=now())


def test_a_house_without_a_pack_has_its_rules_and_no_text(cast):
    found = requirements_of(jurisdiction="BE", at=now())

    assert (found.authority, found.judge) == ("prosecutor", "under_instruction")
    assert (found.pack, found.kept_samples) == (None, 0)
    assert found.text("order", language="nl") == ""


def test_a_second_version_writes_what_changes_and_keeps_what_was(cast):
    adopted(cast)
    before = now()
    count = Policy.objects.filter(jurisdiction="XX").count()

    same = packs.nowhere(version=2, order__judge="never").replace("v1", "v2")
    adopted(cast, same)

    rows = standing_rules(jurisdiction="XX", at=now())
    assert requirements_of(jurisdiction="XX", at=now()).judge == "never"
    assert requirements_of(jurisdiction="XX", at=before).judge == "always"
    assert Policy.objects.filter(jurisdiction="XX").count() == 2 * count  # each names the version it came from
    assert {row.source.split(":")[0] for row in rows} == {"XX v2"}
    assert pack_in_force(jurisdiction="XX").version == 2


@pytest.mark.parametrize("jurisdiction", sorted(shipped_packs()))
def test_a_shipped_pack_is_adopted_over_whatever_holds(cast, jurisdiction):
    adopted(cast, packs.shipped(jurisdiction))

    assert {row.key for row in standing_rules(jurisdiction=jurisdiction, at=now())} >= set(NEEDED)
    assert requirements_of(jurisdiction=jurisdiction, at=now()).pack.jurisdiction == jurisdiction


def test_a_pack_is_decided_by_another_and_once(cast):
    pack = proposed(cast)

    with pytest.raises(NotPermitted, match="Another person must decide"):
        actions.decide_pack(act=act_of(cast.administrator), pack_id=pack.id, approve=True)
    actions.decide_pack(act=act_of(cast.second_administrator), pack_id=pack.id, approve=False)
    assert not Policy.objects.filter(jurisdiction="XX").exists()
    with pytest.raises(NotAllowedNow, match="decided already"):
        actions.decide_pack(act=act_of(cast.supervisor), pack_id=pack.id, approve=True)


def test_who_proposed_a_pack_takes_it_back_and_nobody_else(cast):
    pack = proposed(cast)

    with pytest.raises(NotPermitted, match="Only who proposed it"):
        actions.withdraw_pack(act=act_of(cast.supervisor), pack_id=pack.id)
    assert actions.withdraw_pack(act=act_of(cast.administrator), pack_id=pack.id).state == "withdrawn"
    with pytest.raises(NotAllowedNow, match="decided already"):
        actions.withdraw_pack(act=act_of(cast.administrator), pack_id=pack.id)


def test_one_pack_of_a_jurisdiction_waits_at_a_time_and_an_old_one_never(cast):
    proposed(cast)
    with pytest.raises(NotAllowedNow, match="waits already"):
        proposed(cast, packs.nowhere(version=2))
    adopted(cast, packs.nowhere(jurisdiction="YY", version=3))
    with pytest.raises(NotAllowedNow, match="Version 3 of YY is not newer"):
        proposed(cast, packs.nowhere(jurisdiction="YY", version=3))


def test_a_pack_that_leaves_goods_without_a_clock_is_refused(cast):
    with pytest.raises(InvalidInput, match=r"clock\.strip would have no value in XX"):
        proposed(cast, packs.nowhere(clock__strip=None))
    assert proposed(cast, packs.nowhere(jurisdiction="BE", clock__strip=None)).jurisdiction == "BE"


def test_an_unreadable_pack_and_an_unknown_one_are_refused(cast):
    with pytest.raises(InvalidInput, match="This pack cannot be used"):
        proposed(cast, "nonsense")
    with pytest.raises(InvalidInput, match="too long"):
        proposed(cast, "#" * (actions.DOCUMENT_MOST + 1))
    with pytest.raises(NotFound):
        actions.decide_pack(act=act_of(cast.supervisor), pack_id=uuid4(), approve=True)


def test_packs_are_read_by_those_who_read_rules(cast):
    pack = proposed(cast)

    assert pack_for(cast.auditor, pack_id=pack.id) == pack
    assert not visible_packs(cast.officer).exists()
    with pytest.raises(NotFound):
        pack_for(cast.nobody, pack_id=pack.id)


def test_who_may_propose_and_decide_a_pack(cast):
    may_propose = {"4901", "4902", "4951", "4952"}
    row = proposed(cast)
    decide, withdraw = set(), set()
    for badge, officer in cast.by_badge.items():
        for check, allowed in ((check_can_decide_pack, decide), (check_can_withdraw_pack, withdraw)):
            try:
                check(officer, row)
            except NotPermitted:
                continue
            allowed.add(badge)
        if badge not in may_propose:
            with pytest.raises(NotPermitted, match="You do not have the role"):
                actions.propose_pack(act=act_of(officer), document=packs.nowhere(jurisdiction="ZZ"))
    assert decide == may_propose - {"4951"}
    assert withdraw == {"4951"}
    assert JurisdictionPack.objects.count() == 1
