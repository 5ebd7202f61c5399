"""Values of the rules: proposed by one, decided by another. Earlier values stay as they are."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, transaction

from custody.core.errors import InvalidInput, NotAllowedNow, NotFound
from custody.core.events import POLICY_DECIDED, POLICY_PROPOSED, POLICY_SET_2
from custody.core.rule_values import PROPOSABLE, RULE_VALUES, check_rule_value
from custody.ledger.recording import recording
from custody.organisation.models import Policy, PolicyProposal
from custody.organisation.models.policies import ANY
from custody.organisation.permissions import (
    check_can_decide_policy,
    check_can_propose_policy,
    check_can_withdraw_policy,
)

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.ledger.recording import Record
    from custody.organisation.models import Officer

_SCOPE = ("key", "jurisdiction", "substance", "mass_from_mg", "place_class")
SOURCE_MOST = 200
FURTHEST = timedelta(days=3653)
"""How far ahead a value may begin: further is a slip of the year."""


def propose_policy(
    *,
    act: Act,
    key: str,
    jurisdiction: str,
    value: int,
    measure: str,
    source: str,
    substance: str = ANY,
    mass_from_mg: int = 0,
    place_class: str = ANY,
    valid_from: datetime | None = None,
) -> PolicyProposal:
    """Propose a value of a rule from a moment on, now where none is given, and return the proposal.

    ``substance``, ``mass_from_mg`` and ``place_class`` narrow what it is for. ``source`` names the law, the order or
    the reason it rests on.

    Who: an administrator or a supervisor. When: the rule exists and the value is one it may have; no open proposal is
    for the same thing. Appends ``policy.proposed/1``.
    """
    with recording(act, authorises=True) as record:
        proposal = drafted_policy(
            proposer=act.actor, now=record.at, key=key, jurisdiction=jurisdiction, value=value, measure=measure,
            source=source, substance=substance, mass_from_mg=mass_from_mg, place_class=place_class,
            valid_from=valid_from,
        )  # fmt: skip
        proposal.stream_id = record.open_stream(kind="proposal", ref=proposal.id)
        proposal.save(force_insert=True)
        record.append(
            POLICY_PROPOSED,
            on=proposal,
            proposal_id=proposal.id,
            value=value,
            measure=measure,
            valid_from=proposal.valid_from,
            source=proposal.source,
            proposed_at=record.at,
            proposed_by=act.actor.pseudonym,
            **{name: getattr(proposal, name) for name in _SCOPE},
        )
        record.result = {"proposal": str(proposal.id)}
    return proposal


def drafted_policy(
    *,
    proposer: Officer,
    now: datetime,
    key: str,
    jurisdiction: str,
    value: int,
    measure: str,
    source: str,
    substance: str = ANY,
    mass_from_mg: int = 0,
    place_class: str = ANY,
    valid_from: datetime | None = None,
) -> PolicyProposal:
    """Return the proposal as ``propose_policy`` would make it, unsaved: to see what it would do. Raises what that
    would raise."""
    check_can_propose_policy(proposer)
    rests_on = " ".join(source.split())[:SOURCE_MOST]
    if not rests_on:
        raise InvalidInput("policy.source", "Say what the value rests on: a law, an order, a reason", field="source")
    if key not in PROPOSABLE:
        raise InvalidInput("policy.unknown", "Choose a rule of the list", field="key")
    if not jurisdiction.strip():
        raise InvalidInput("policy.jurisdiction", "Choose where the rule holds", field="jurisdiction")
    check_rule_value(key, value, measure=measure)
    if mass_from_mg < 0:
        raise InvalidInput("policy.mass", "A mass is not below zero", field="mass_from")
    may_narrow = key in RULE_VALUES and RULE_VALUES[key].narrows and (place_class or ANY) == ANY
    if key in RULE_VALUES and not may_narrow and (substance or ANY, mass_from_mg, place_class or ANY) != (ANY, 0, ANY):
        raise InvalidInput(
            "policy.narrowed", "This rule holds for every substance, every mass and every place", field="substance"
        )
    begins = valid_from or now
    if begins < now:
        raise InvalidInput("policy.past", "A value cannot hold for the past. Choose a time to come", field="valid_from")
    if begins > now + FURTHEST:
        raise InvalidInput("policy.far", "A value holds within ten years. Check the year", field="valid_from")
    scope: dict[str, Any] = {
        "key": key, "jurisdiction": jurisdiction.strip(), "substance": substance or ANY,
        "mass_from_mg": mass_from_mg, "place_class": place_class or ANY,
    }  # fmt: skip
    if PolicyProposal.objects.filter(state="open", **scope).exists():
        raise NotAllowedNow("policy.proposed", "Somebody proposed a value for this already. Decide that one first")
    return PolicyProposal(
        **scope, value=value, measure=measure, valid_from=begins, source=rests_on, proposed_by=proposer,
        proposed_at=now,
    )  # fmt: skip


def decide_policy(*, act: Act, proposal_id: UUID, approve: bool) -> PolicyProposal:
    """Approve or reject a proposal and return it. An approved value holds from its day on, from now at the earliest.

    Running clocks follow it as soon as the engines come by: see ``deadlines/recompute.py``.

    Who: an administrator or a supervisor who did not propose it. When: it is open. Appends ``policy.decided/1``, and
    ``policy.set/2`` when it is approved.
    """
    with recording(act, authorises=True) as record:
        proposal = _locked(proposal_id)
        check_can_decide_policy(act.actor, proposal)
        policy = _set(record, proposal) if approve else None
        _close(record, proposal, "approved" if approve else "rejected", policy=policy)
        record.result = {"proposal": str(proposal.id), "policy": None if policy is None else str(policy.id)}
    return proposal


def withdraw_policy(*, act: Act, proposal_id: UUID) -> PolicyProposal:
    """Take a proposal back and return it.

    Who: who proposed it. When: it is open. Appends ``policy.decided/1``.
    """
    with recording(act, authorises=True) as record:
        proposal = _locked(proposal_id)
        check_can_withdraw_policy(act.actor, proposal)
        _close(record, proposal, "withdrawn", policy=None)
        record.result = {"proposal": str(proposal.id)}
    return proposal


def _locked(proposal_id: UUID) -> PolicyProposal:
    found = PolicyProposal.objects.select_for_update(of=("self",)).filter(pk=proposal_id).first()
    if found is None:
        raise NotFound
    return found


def _set(record: Record, proposal: PolicyProposal) -> Policy:
    valid_from = max(proposal.valid_from, record.at)
    scope = {
        name: getattr(proposal, name)
        for name in ("key", "jurisdiction", "substance", "mass_from_mg", "place_class", "value", "measure", "source")
    }
    policy = Policy(
        **scope, valid_from=valid_from, proposed_by=proposal.proposed_by, approved_by=record.act.actor
    )
    policy.stream_id = record.open_stream(kind="policy", ref=policy.id)
    try:
        with transaction.atomic():
            policy.save(force_insert=True)
    except IntegrityError as error:
        raise NotAllowedNow("policy.same_moment", "Another value begins at the same moment. Propose it anew") from error
    record.append(
        POLICY_SET_2,
        on=policy,
        policy_id=policy.id,
        valid_from=valid_from,
        proposed_by=proposal.proposed_by.pseudonym,
        approved_by=record.act.actor.pseudonym,
        **scope,
    )
    return policy


def _close(record: Record, proposal: PolicyProposal, outcome: str, *, policy: Policy | None) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = outcome, record.act.actor, record.at
    proposal.save(update_fields=["state", "decided_by", "decided_at"])
    record.append(
        POLICY_DECIDED,
        on=proposal,
        outcome=outcome,
        decided_at=record.at,
        decided_by=record.act.actor.pseudonym,
        policy_id=None if policy is None else policy.id,
    )
