"""Who may bring and confirm the paper of an exchange for a dummy (R37), before it or after. Each check returns, or
raises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import NotAllowedNow, NotPermitted
from custody.core.exceptional import Exceptional
from custody.evidence.selectors import exceptions as selectors
from custody.organisation.permissions import check_two_people

if TYPE_CHECKING:
    from custody.evidence.models import Proposal
    from custody.organisation.models import Officer


def is_done(proposal: Proposal) -> bool:
    """Say whether it stands for goods that were exchanged without an act: only its paper is decided on."""
    return proposal.exception == Exceptional.EXCHANGE and proposal.already


def check_not_done(proposal: Proposal) -> None:
    """Return unless what was asked took place: that is not taken back, others decide on its paper."""
    if is_done(proposal):
        raise NotAllowedNow("exception.took_place", "It took place: nobody takes that back. Another person decides on "
                            "its paper")  # fmt: skip


def check_no_part_in(officer: Officer, proposal: Proposal) -> None:
    """Return when the officer is not the one who stood by while goods were exchanged: of those two, neither brings the
    paper nor confirms it."""
    if proposal.exception == Exceptional.EXCHANGE and selectors.stood_by_exchange(officer, proposal.unit):
        raise NotPermitted("people.same", "Choose another person: one person cannot sign both sides")


def check_confirms_another(officer: Officer, proposal: Proposal) -> None:
    """Return when the officer may confirm the paper of an exchange: who filed it does not, nor who stood by."""
    if proposal.exception == Exceptional.EXCHANGE and proposal.act_by is not None:
        check_two_people(officer, proposal.act_by)
    check_no_part_in(officer, proposal)
