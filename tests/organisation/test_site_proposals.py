"""The clock and the telephone of a site are proposed by an administrator and decided by another person."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from custody.core.errors import AlreadyRecorded, CustodyError, NotFound, StaleVersion
from custody.deadlines.models import Clock
from custody.deadlines.site_effect import effect_of_site
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.organisation.actions import placing
from custody.organisation.actions import siting as actions
from custody.organisation.actions.duty import roster_duty
from custody.organisation.models import Site, SiteProposal
from custody.organisation.selectors import place_by_code_word, site_by_code_word
from custody.organisation.selectors.site_proposals import site_proposal_for, visible_site_proposals
from tests import stories
from tests.stories import act_of, now

HOUR = timedelta(hours=1)
NUMBER = "+3225550199"


@pytest.fixture
def birch(cast):
    """Return the site of the stores."""
    return site_by_code_word(code_word="BIRCH")


def proposed(cast, *, site=None, by=None, **changes):
    site = site or site_by_code_word(code_word="BIRCH")
    said = {"site_id": site.id, "zone": site.zone, "police_phone": NUMBER, "reason": "their new number"}
    return actions.propose_site(act=act_of(by or cast.administrator), **(said | changes))


def decided(officer, proposal, *, approve=True):
    return actions.decide_site(act=act_of(officer), proposal_id=proposal.id, approve=approve)


def code_of(act):
    with pytest.raises(CustodyError) as refusal:
        act()
    return refusal.value.code


def test_nobody_alone_says_whom_people_in_danger_call(cast, birch):
    proposal = proposed(cast)
    before = birch.police_phone
    assert Site.objects.get(pk=birch.pk).police_phone == before != NUMBER
    assert code_of(lambda: decided(cast.administrator, proposal)) == "policy.own"

    decided(cast.supervisor, proposal)

    birch.refresh_from_db()
    assert (birch.police_phone, birch.zone) == (NUMBER, proposal.zone)
    assert told([birch.stream_id], limit=1)[0].type.code == "site.changed/1"
    assert replay_state().findings == []


def test_what_is_rejected_or_taken_back_changes_nothing(cast, birch):
    decided(cast.second_administrator, proposed(cast), approve=False)
    proposal = proposed(cast)
    assert code_of(lambda: actions.withdraw_site(act=act_of(cast.supervisor), proposal_id=proposal.id)) == (
        "policy.not_yours"
    )
    actions.withdraw_site(act=act_of(cast.administrator), proposal_id=proposal.id)

    assert Site.objects.get(pk=birch.pk).police_phone == birch.police_phone
    assert [each.state for each in SiteProposal.objects.order_by("proposed_at")] == ["rejected", "withdrawn"]
    assert code_of(lambda: decided(cast.supervisor, proposal)) == "policy.decided"
    assert replay_state().findings == []


def test_what_cannot_be_proposed_says_why(cast, birch):
    for changes, code in (
        ({"by": cast.supervisor}, "role.missing"),
        ({"reason": " "}, "text.empty"),
        ({"zone": "Europe/Nowhere"}, "site.zone"),
        ({"police_phone": "12"}, "site.phone"),
        ({"police_phone": birch.police_phone}, "site.same"),
    ):
        assert code_of(lambda said=changes: proposed(cast, **said)) == code
    proposed(cast)
    assert code_of(lambda: proposed(cast, zone="Europe/Paris")) == "site.proposed"
    with pytest.raises(NotFound):
        proposed(cast, site_id=uuid4())


def test_a_stale_form_proposes_nothing_and_a_repeated_one_once(cast, birch):
    first = act_of(cast.administrator)
    said = {"site_id": birch.id, "zone": birch.zone, "reason": "none there", "expected_seq": birch.last_seq}
    proposal = actions.propose_site(act=first, **said)
    with pytest.raises(AlreadyRecorded):
        actions.propose_site(act=first, **said)
    decided(cast.supervisor, proposal)
    assert Site.objects.get(pk=birch.pk).police_phone is None
    with pytest.raises(StaleVersion):
        actions.propose_site(act=act_of(cast.administrator), **(said | {"zone": "Europe/Paris"}))


def test_the_effect_counts_what_stands_is_rostered_and_runs_there(cast, birch, django_assert_num_queries):
    stories.stored(cast, count=2)
    roster_duty(act=act_of(cast.administrator), badge=cast.supervisor.badge, role="supervisor", site_id=birch.id,
                begins_at=now() + HOUR, ends_at=now() + 9 * HOUR)  # fmt: skip
    draft = actions.drafted_site(site=birch, zone="Europe/Lisbon", police_phone=birch.police_phone)

    at = now()
    with django_assert_num_queries(3):
        effect = effect_of_site(draft, at=at)

    running = Clock.objects.filter(site=birch, closed_at__isnull=True)
    assert (effect.duties, effect.clocks) == (1, running.count())
    assert running.exists()
    assert effect.places == birch.places.count() > 0
    assert effect.calls == effect.calls_then == birch.police_phone
    same = effect_of_site(actions.drafted_site(site=birch, zone=birch.zone, police_phone=None), at=now())
    assert (same.duties, same.clocks, same.calls_then) == (0, 0, None)


def test_who_may_not_read_it_does_not_find_it(cast):
    proposal = proposed(cast)
    assert site_proposal_for(cast.auditor, proposal_id=proposal.id) == proposal
    assert not visible_site_proposals(cast.officer).exists()
    with pytest.raises(NotFound):
        site_proposal_for(cast.officer, proposal_id=proposal.id)


def test_a_place_is_taken_off_its_site_by_two(cast):
    place = place_by_code_word(code_word="BITTERN")
    act = act_of(cast.administrator)
    proposal = placing.propose_place(act=act, place_id=place.id, site="", reason="the yard is closed")
    assert place_by_code_word(code_word="BITTERN").site == place.site

    placing.decide_place(act=act_of(cast.supervisor), proposal_id=proposal.id, approve=True)

    assert place_by_code_word(code_word="BITTERN").site is None
    assert replay_state().findings == []
