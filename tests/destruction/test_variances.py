"""A variance passes to another owner by the word of both, keeps its age, and is closed by an auditor from outside."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from custody.core.errors import NotFound
from custody.core.verdicts import verdict
from custody.destruction import variance_permissions as permissions
from custody.destruction.actions import variances
from custody.destruction.selectors import books
from custody.evidence.models import VarianceClosing, VarianceOffer
from custody.ledger.replay import replay_state
from custody.organisation.actions.register import change_officer
from tests import stories
from tests.situations import standing
from tests.stories import act_of

MISSING = 20_000


@standing
def varying(cast):
    """Return a unit of which 20 g were missing after a sample was taken; the sampler answers for it."""
    return stories.sampled(cast, left_mg=stories.BAG_MG - 5_000 - MISSING).unit


def offered(cast, unit, *, by=None, to=None, **changes):
    return variances.offer_variance(
        **({"act": act_of(by or cast.sampler), "unit_id": unit.id, "to_badge": (to or cast.storekeeper).badge,
            "reason": "the scale is theirs"} | changes)
    )  # fmt: skip


def answered(cast, unit, *, by=None, outcome="accepted", **changes):
    return variances.answer_variance(
        **({"act": act_of(by or cast.storekeeper), "unit_id": unit.id, "outcome": outcome} | changes)
    )


def closed(cast, unit, *, by=None, **changes):
    return variances.close_variance(
        **({"act": act_of(by or cast.auditor), "unit_id": unit.id, "finding": "a spill, seen on film"} | changes)
    )


def test_it_passes_when_both_have_spoken_and_its_age_runs_on(cast):
    unit = varying(cast)
    before = books.variance_of(unit)
    assert (before.owner, before.mg, before.standing) == (cast.sampler, MISSING, "open")

    offered(cast, unit)
    waiting = books.variance_of(unit)
    assert (waiting.owner, waiting.offer.to_owner) == (cast.sampler, cast.storekeeper)
    assert [each.unit for each in books.offers_to(cast.storekeeper)] == [unit]
    answered(cast, unit)

    after = books.variance_of(unit)
    assert (after.owner, after.since_at, after.standing, after.offer) == (
        cast.storekeeper, before.since_at, "open", None)  # fmt: skip
    assert books.variances()[0].owner == cast.storekeeper
    assert not replay_state().findings


def test_who_refuses_says_why_and_nothing_has_changed(cast, refused):
    unit = varying(cast)
    offered(cast, unit, by=cast.supervisor)

    with refused("text.empty"):
        answered(cast, unit, outcome="refused")
    answered(cast, unit, outcome="refused", answer="I was not there")
    assert books.variance_of(unit).owner == cast.sampler
    offered(cast, unit)
    with refused("variance.not_asked"):
        answered(cast, unit, by=cast.storekeeper, outcome="withdrawn")
    answered(cast, unit, by=cast.sampler, outcome="withdrawn")
    with pytest.raises(NotFound):
        answered(cast, unit)
    assert [each.state for each in VarianceOffer.objects.order_by("offered_at")] == ["refused", "withdrawn"]
    assert not replay_state().findings


def test_who_may_ask_and_who_may_be_asked(cast, refused):
    unit = varying(cast)

    for by, to, code in (
        ("crew", "storekeeper", "role.missing"),
        ("sampler", "sampler", "variance.same"),
        ("supervisor", "supervisor", "variance.same"),
        ("supervisor", "sampler", "variance.same"),
        ("sampler", "auditor", "role.missing"),
        ("sampler", "administrator", "role.missing"),
    ):
        with refused(code):
            offered(cast, unit, by=getattr(cast, by), to=getattr(cast, to))
    offered(cast, unit)
    with refused("variance.offered"):
        offered(cast, unit, by=cast.supervisor, to=cast.case_officer)
    with refused("variance.not_asked"):
        answered(cast, unit, by=cast.supervisor)
    with pytest.raises(NotFound):
        books.variance_for(cast.crew, unit_id=unit.id)


def test_an_offer_that_nobody_can_answer_any_more_is_taken_back_by_a_supervisor_and_made_anew(cast, refused):
    unit = varying(cast)
    offered(cast, unit)
    with refused("variance.not_asked"):
        answered(cast, unit, by=cast.supervisor, outcome="withdrawn")
    for gone in (cast.sampler, cast.storekeeper):
        change_officer(act=act_of(cast.administrator), officer=gone, roles=[], clearance=1, is_active=False)
        gone.refresh_from_db()
    for by, code in (("sampler", "role.missing"), ("storekeeper", "variance.not_asked"), ("crew", "role.missing")):
        with refused(code):
            answered(cast, unit, by=getattr(cast, by), outcome="withdrawn")

    answered(cast, unit, by=cast.supervisor, outcome="withdrawn")
    offered(cast, unit, by=cast.supervisor, to=cast.second_storekeeper)
    answered(cast, unit, by=cast.second_storekeeper)

    assert books.variance_of(unit).owner == cast.second_storekeeper
    assert closed(cast, unit).owner == cast.second_storekeeper
    assert not replay_state().findings


def test_nobody_accepts_more_than_they_were_asked_for(cast, refused):
    unit = varying(cast)
    offered(cast, unit)
    unit.refresh_from_db()
    stories.sampled(cast, unit, left_mg=unit.gross_mg - 5_000 - MISSING)

    with refused("variance.changed"):
        answered(cast, unit)
    answered(cast, unit, outcome="refused", answer="it was half of that")
    offered(cast, unit)
    answered(cast, unit)

    after = books.variance_of(unit)
    assert (after.mg, after.owner) == (2 * MISSING, cast.storekeeper)


def test_the_largest_difference_stands_in_front_whether_missing_or_too_much(cast):
    missing = varying(cast)
    [unit] = stories.stored(cast)
    extra = stories.sampled(cast, unit, left_mg=unit.gross_mg - 5_000 + 2 * MISSING).unit

    assert [(each.unit, each.mg) for each in books.variances()] == [(extra, -2 * MISSING), (missing, MISSING)]
    assert [each.unit for each in books.variances(limit=1)] == [extra]


def test_an_auditor_outside_the_chain_closes_it_and_a_later_posting_opens_it_again(cast, refused):
    unit = varying(cast)
    offered(cast, unit)
    with refused("variance.offered"):
        closed(cast, unit)
    answered(cast, unit)
    with refused("role.missing"):
        closed(cast, unit, by=cast.supervisor)

    closed(cast, unit)

    found = books.variance_of(unit)
    assert (found.standing, found.mg, VarianceClosing.objects.get().owner) == ("closed", MISSING, cast.storekeeper)
    with refused("variance.over"):
        closed(cast, unit)
    with refused("variance.over"):
        offered(cast, unit, by=cast.supervisor, to=cast.case_officer)
    unit.refresh_from_db()
    stories.sampled(cast, unit, left_mg=unit.gross_mg - 5_000 - MISSING)
    again = books.variance_of(unit)
    assert (again.standing, again.mg, again.owner) == ("open", 2 * MISSING, cast.sampler)
    assert not replay_state().findings


def test_who_ever_had_a_part_in_it_is_inside(cast):
    unit = varying(cast)
    offered(cast, unit, by=cast.supervisor)
    chain = books.chain_of_variance(unit)
    assert {cast.sampler.id, cast.storekeeper.id, cast.supervisor.id, cast.officer.id} <= chain

    refusal = verdict(
        lambda: permissions.check_can_close_variance(cast.auditor, books.variance_of(unit), chain={cast.auditor.id})
    ).refusal
    assert refusal.code == "chain.inside"


def test_the_database_knows_that_nobody_hands_it_to_themselves_or_closes_their_own(cast):
    unit = varying(cast)
    offer = offered(cast, unit)

    for change in ({"to_owner": cast.sampler}, {"offered_by": cast.storekeeper},
                   {"state": "accepted", "answered_by": cast.supervisor, "answered_at": offer.offered_at},
                   {"state": "withdrawn", "answered_by": cast.storekeeper, "answered_at": offer.offered_at},
                  ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            VarianceOffer.objects.filter(pk=offer.pk).update(**change)
    answered(cast, unit)
    closing = closed(cast, unit)
    with pytest.raises(IntegrityError), transaction.atomic():
        VarianceClosing.objects.filter(pk=closing.pk).update(owner=cast.auditor)


def test_what_is_missing_of_nothing_cannot_be_handed_over(cast):
    [unit] = stories.stored(cast)

    with pytest.raises(NotFound):
        offered(cast, unit)
