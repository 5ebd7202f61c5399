"""AL17: a safeguard was changed. A silence, the value of a rule, whom a site calls; contacts have their own file."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from uuid import UUID

from custody.alerts.raising import Finding, raise_alert, resolve_key
from custody.alerts.reactions.fresh import is_news
from custody.core.events import (
    PACK_DECIDED,
    PASSKEY_ADDED,
    PASSKEY_DOUBTED,
    PASSKEY_REMOVED,
    POLICY_DECIDED,
    SIGN_IN_DISOWNED,
    SILENCE_APPROVED,
    SILENCE_ENDED,
    SITE_CHANGED,
)
from custody.ledger import reactions
from custody.organisation.models import SiteProposal

if TYPE_CHECKING:
    from custody.alerts.models import Silence
    from custody.ledger.recording import Entry, Record
    from custody.organisation.models import Site


def register() -> None:
    """Register the handlers of changes."""
    reactions.register(SILENCE_APPROVED.code, _silenced)
    reactions.register(SILENCE_ENDED.code, _noisy)
    reactions.register(POLICY_DECIDED.code, _policy_decided)
    reactions.register(PACK_DECIDED.code, _pack_decided)
    reactions.register(SITE_CHANGED.code, _site_changed)
    for told in (SIGN_IN_DISOWNED, PASSKEY_ADDED, PASSKEY_REMOVED):
        reactions.register(told.code, _sign_in_changed)
    reactions.register(PASSKEY_DOUBTED.code, _passkey_doubted)


def _silenced(record: Record, entry: Entry) -> None:
    silence = cast("Silence", entry.on)
    about = () if silence.alert is None else tuple(silence.alert.about)
    _raise(record, "silence", "silence", silence.id, about=about)


def _noisy(record: Record, entry: Entry) -> None:
    resolve_key(record, _key(entry.on.id), by=SILENCE_ENDED.code)


def _policy_decided(record: Record, entry: Entry) -> None:
    if entry.fields["policy_id"] is not None:
        _raise(record, "policy", "policy", UUID(entry.fields["policy_id"]))


def _pack_decided(record: Record, entry: Entry) -> None:
    if entry.fields["outcome"] == "approved":
        _raise(record, "policy", "pack", entry.on.id)


def _site_changed(record: Record, entry: Entry) -> None:
    """Two people change whom people in danger call there: a third hears of it, and closes it."""
    site = cast("Site", entry.on)
    proposers = {each.on.proposed_by_id for each in record.entries if isinstance(each.on, SiteProposal)}
    _raise(record, "site", "site", site.id, site=site, about=(record.act.actor.id, *sorted(proposers)))


def _sign_in_changed(record: Record, entry: Entry) -> None:
    """A badge opens otherwise than before, or somebody else holds its password and second factor; its officer is never
    who says all is well."""
    _raise(record, "sign_in", "officer", entry.on.id, about=(entry.on.id,))


def _passkey_doubted(record: Record, entry: Entry) -> None:
    """There may be a second one of a passkey. An alert of its own: that of its coming may stand open still."""
    _raise(record, "passkey", "officer", entry.on.id, about=(entry.on.id,), key=f"passkey:{entry.on.id}")


def _raise(
    record: Record,
    stage: str,
    kind: str,
    subject_id: UUID,
    *,
    site: Site | None = None,
    about: tuple[UUID, ...] = (),
    key: str = "",
) -> None:
    if not is_news(record):
        return
    finding = Finding(
        rule="AL17",
        stage=stage,
        level=2,
        subject_kind=kind,
        subject_id=subject_id,
        dedupe_key=key or _key(subject_id),
        group_key=key or _key(subject_id),
        fired_for=record.at,
        site=site,
        about=about,
    )
    raise_alert(record, finding)


def _key(subject_id: UUID) -> str:
    return f"change:{subject_id}"
