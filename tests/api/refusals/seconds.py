"""Refusals about the two who have a load on the way: who leaves, who comes beside, who signs that one is gone."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

from custody.evidence.actions import crews, signatures
from custody.evidence.models import Countersignature
from tests import stories
from tests.api.refusals.trying import Three, api, page, with_roles
from tests.stories import act_of


def ground(cast):
    """Return a house with a bag on the road, in the hands of a crew of two."""
    return SimpleNamespace(cast=cast, gone=stories.on_the_road(cast)[0])


def _leave(at, who):
    return Three(who, page("road/second/", leaver=who.badge, why="ill"), api("crew-departures/", why="ill"))


def _beside(at, to, **more):
    said = {"purpose": "second", "receiver_badge": to} | more
    return Three(at.cast.crew, page("transfers/offer/", units=[str(at.gone.id)], **said),
                 api("transfers/", unit_ids=[str(at.gone.id)], **said))  # fmt: skip


def _left(at):
    """Let the first of the crew tell that the second cannot go on, and return the signature that is owed for it."""
    crews.leave_crew(act=act_of(at.cast.crew), why="ill", leaver_badge="4502", remark="In the ambulance")
    return Countersignature.objects.get(unit=at.gone, about="crew.second_left/1", matter="witness")


def _of_the_second(at):
    _left(at)
    # The page asks who comes beside one for no second.
    return replace(_beside(at, "4503", second_badge="4420"), page=None)


def _who_signed(at):
    who = with_roles(at.cast, at.cast.second_supervisor, "supervisor", "crew")
    signatures.sign(act=act_of(who), signature_ids=[_left(at).id])
    return _beside(at, who.badge)


def _who_is_to_have_it(at):
    who, owed = with_roles(at.cast, at.cast.second_supervisor, "supervisor", "crew"), _left(at)
    stories.offered(at.cast, [at.gone], giver=at.cast.crew, receiver=who, purpose="second")
    return Three(who, page(f"exceptions/signatures/{owed.id}/"), api("signatures/", signature_ids=[str(owed.id)]))


ROWS = {
    "second.nothing": lambda at: _leave(at, at.cast.third_crew),
    "second.not_missing": lambda at: _beside(at, "4503"),
    "second.one": _of_the_second,
    "second.confirmed": _who_signed,
    "second.keeper_signs": _who_is_to_have_it,
}
