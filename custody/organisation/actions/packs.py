"""Jurisdiction packs: proposed by one, decided by another; approved, their values become dated rows of the rules."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, transaction

from custody.core.clock_kinds import NEEDED_POLICIES
from custody.core.errors import InvalidInput, NotAllowedNow, NotFound
from custody.core.events import PACK_DECIDED, PACK_PROPOSED, POLICY_SET_2
from custody.core.packs import Change, Pack, changes, read_pack, source_of
from custody.ledger.recording import recording
from custody.organisation.models import JurisdictionPack, Policy
from custody.organisation.permissions import check_can_decide_pack, check_can_propose_policy, check_can_withdraw_pack
from custody.organisation.selectors.requirements import digest_of, newest_version, standing_rules

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.ledger.recording import Record
    from custody.organisation.models import Officer

DOCUMENT_MOST = 200_000


def propose_pack(*, act: Act, document: str) -> JurisdictionPack:
    """Propose a version of what a jurisdiction lays down, and return it. ``document`` is the TOML text itself.

    Who: an administrator or a supervisor. When: it can be read whole, its version is above the one in force, none of
    its jurisdiction waits to be decided, and with it no clock that goods need is without a length. Appends
    ``pack.proposed/1``.
    """
    with recording(act, authorises=True) as record:
        pack = drafted_pack(proposer=act.actor, now=record.at, document=document)
        row = JurisdictionPack(
            jurisdiction=pack.jurisdiction, version=pack.version, title=pack.title, document=document,
            digest=digest_of(document), proposed_by=act.actor, proposed_at=record.at,
        )  # fmt: skip
        row.stream_id = record.open_stream(kind="pack", ref=row.id)
        row.save(force_insert=True)
        record.append(
            PACK_PROPOSED, on=row, pack_id=row.id, jurisdiction=row.jurisdiction, version=row.version,
            title=row.title, digest=row.digest, document=document, proposed_at=record.at,
            proposed_by=act.actor.pseudonym,
        )  # fmt: skip
        record.result = {"pack": str(row.id)}
    return row


def drafted_pack(*, proposer: Officer, now: datetime, document: str) -> Pack:
    """Return the pack that ``propose_pack`` would propose: to see what it would do. Raises what that would raise."""
    check_can_propose_policy(proposer)
    if len(document) > DOCUMENT_MOST:
        raise InvalidInput("pack.too_long", "This pack is too long to be read", field="document")
    pack = read_pack(document)
    if JurisdictionPack.objects.filter(jurisdiction=pack.jurisdiction, state="open").exists():
        raise NotAllowedNow("pack.proposed", "A pack of this jurisdiction waits already. Decide that one first")
    check_adoptable(pack, at=now)
    return pack


def decide_pack(*, act: Act, pack_id: UUID, approve: bool) -> JurisdictionPack:
    """Approve or reject a pack and return it. Approved, its values hold from now on; earlier rows stay as they were.

    Who: an administrator or a supervisor who did not propose it. When: it is open, and still above the version in
    force. Appends ``pack.decided/1``, and ``policy.set/2`` for every value that changes.
    """
    with recording(act, authorises=True) as record:
        row = _locked(pack_id)
        check_can_decide_pack(act.actor, row)
        written: list[Policy] = []
        if approve:
            pack = read_pack(row.document)
            check_adoptable(pack, at=record.at)
            for change in changes(pack, standing_rules(jurisdiction=pack.jurisdiction, at=record.at)):
                written.append(_set(record, row, pack, change, valid_from=record.at))
        _close(record, row, "approved" if approve else "rejected")
        record.result = {"pack": str(row.id), "values": len(written)}
    return row


def withdraw_pack(*, act: Act, pack_id: UUID) -> JurisdictionPack:
    """Take a proposed pack back and return it.

    Who: who proposed it. When: it is open. Appends ``pack.decided/1``.
    """
    with recording(act, authorises=True) as record:
        row = _locked(pack_id)
        check_can_withdraw_pack(act.actor, row)
        _close(record, row, "withdrawn")
        record.result = {"pack": str(row.id)}
    return row


def check_adoptable(pack: Pack, *, at: datetime) -> None:
    """Return for a pack above the version in force that leaves no clock of goods without a length."""
    if pack.version <= newest_version(jurisdiction=pack.jurisdiction):
        raise NotAllowedNow(
            "pack.old", "Version {version} of {jurisdiction} is not newer than the one in force. "
                        "Give it a higher number",
            version=pack.version, jurisdiction=pack.jurisdiction,
        )  # fmt: skip
    known = {row.key for row in standing_rules(jurisdiction=pack.jurisdiction, at=at)}
    known |= {rule.key for rule in pack.rules}
    for key in NEEDED_POLICIES:
        if key not in known:
            raise InvalidInput(
                "pack.incomplete", "With this pack {key} would have no value in {jurisdiction}. Add it to the pack",
                field="document", key=key, jurisdiction=pack.jurisdiction,
            )  # fmt: skip


def _locked(pack_id: UUID) -> JurisdictionPack:
    found = JurisdictionPack.objects.select_for_update(of=("self",)).filter(pk=pack_id).first()
    if found is None:
        raise NotFound
    return found


def _set(record: Record, row: JurisdictionPack, pack: Pack, change: Change, *, valid_from: datetime) -> Policy:
    rule = change.rule
    values: dict[str, Any] = {
        "key": rule.key, "jurisdiction": pack.jurisdiction, "substance": rule.substance,
        "mass_from_mg": rule.mass_from_mg, "place_class": rule.place_class, "value": rule.value,
        "measure": rule.measure, "source": source_of(pack, rule),
    }  # fmt: skip
    policy = Policy(**values, valid_from=valid_from, proposed_by=row.proposed_by, approved_by=record.act.actor)
    policy.stream_id = record.open_stream(kind="policy", ref=policy.id)
    try:
        with transaction.atomic():
            policy.save(force_insert=True)
    except IntegrityError as error:
        raise NotAllowedNow("policy.same_moment", "Another value begins at the same moment. Try again") from error
    record.append(
        POLICY_SET_2, on=policy, policy_id=policy.id, valid_from=valid_from,
        proposed_by=row.proposed_by.pseudonym, approved_by=record.act.actor.pseudonym, **values,
    )  # fmt: skip
    return policy


def _close(record: Record, row: JurisdictionPack, outcome: str) -> None:
    row.state, row.decided_by, row.decided_at = outcome, record.act.actor, record.at
    row.save(update_fields=["state", "decided_by", "decided_at"])
    record.append(
        PACK_DECIDED, on=row, outcome=outcome, decided_at=record.at, decided_by=record.act.actor.pseudonym
    )
