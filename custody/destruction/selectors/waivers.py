"""Whether somebody two levels up let a burn go on with a late check, or with one signature (C18)."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from custody.core.waivable import CHECK_OLD, NOT_SEEN, ONE_WITNESS, TALLY_OWED, UNLICENSED, WITNESS_IN_CHAIN
from custody.destruction.selectors.access import visible_sessions
from custody.destruction.selectors.gates import told_of
from custody.organisation.models import Waiver
from custody.organisation.selectors.waivers import waived

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from custody.destruction.models import Attestation, BurnSession
    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer

BURN = "burn"


def late_check_waived(unit: HandlingUnit, *, at: datetime, session: BurnSession, now: datetime) -> bool:
    """Say whether the unit may burn on a check that was older than a day when the fire began, at ``at``.

    What is said to have burnt all the same has its waiver afterwards: then one that counts ``now`` is enough.
    """
    return _at_the_fire(session, rule=CHECK_OLD, subject_kind="unit", subject_id=unit.id, at=at, now=now) is not None


def one_witness_waived(
    session: BurnSession, *, at: datetime, now: datetime, signers: Collection[UUID] = ()
) -> Waiver | None:
    """Return the waiver by which one witness is enough for a burn whose fire began at ``at``; ``None``: two sign. One
    that was granted by who signed (``signers``) lets nothing through: nobody says that their own word is enough.

    What is said to have burnt all the same has its waiver afterwards, as with a late check.
    """
    return _at_the_fire(
        session, rule=ONE_WITNESS, subject_kind=BURN, subject_id=session.id, at=at, now=now, but_not_by=signers
    )


def not_seen_waived(session: BurnSession, attestations: Mapping[UUID, Attestation], *, now: datetime) -> bool:
    """Say whether somebody two levels up lets a burn be recorded of which a witness did not see all, or refused to
    sign: only one who decided after that was signed, for nobody lets go what they do not know, and who did not sign."""
    said = [each.attested_at for each in attestations.values() if each.statement != "saw_all"]
    found = waived(rule=NOT_SEEN, subject_kind=BURN, subject_id=session.id, at=now, but_not_by=attestations.keys())
    return found is not None and found.decided_at is not None and all(found.decided_at >= at for at in said)


def chain_waived(session: BurnSession, *, at: datetime, now: datetime, pair: Collection[UUID]) -> bool:
    """Say whether somebody two levels up lets a witness watch who had goods of the burn in custody before, at ``at``;
    never by a word of one of the ``pair`` itself."""
    return _at_the_fire(
        session, rule=WITNESS_IN_CHAIN, subject_kind=BURN, subject_id=session.id, at=at, now=now, but_not_by=pair
    ) is not None


def _at_the_fire(
    session: BurnSession, *, rule: str, subject_kind: str, subject_id: UUID, at: datetime, now: datetime,
    but_not_by: Collection[UUID] = (),
) -> Waiver | None:
    """Return the waiver that counted when the fire began, however long ago that is; where the burn is told, one that
    counts now."""
    ask = partial(waived, rule=rule, subject_kind=subject_kind, subject_id=subject_id, but_not_by=but_not_by)
    found = ask(at=at)
    return found if found is not None or told_of(session) is None else ask(at=now)


def granted_for(session: BurnSession, unit_ids: Iterable[UUID]) -> list[Waiver]:
    """Return the waivers of a late check, of a signature that is missing or says less, of who watched or of the tally
    that were ever granted for a burn, and that of the licence of its furnace which counted as the fire began, the
    oldest first."""
    about = Q(rule__in=(ONE_WITNESS, NOT_SEEN, WITNESS_IN_CHAIN, TALLY_OWED), subject_id=session.id)
    about |= Q(rule=CHECK_OLD, subject_id__in=list(unit_ids))
    if session.burn_started_at is not None:
        counted = Q(ended_at__isnull=True) | Q(ended_at__gt=session.burn_started_at)
        about |= counted & Q(
            rule=UNLICENSED, subject_id=session.facility.place_id, decided_at__lte=session.burn_started_at,
            expires_at__gt=session.burn_started_at,
        )  # fmt: skip
    rows = Waiver.objects.filter(about, state__in=("granted", "ended", "expired")).order_by("decided_at", "id")
    return list(rows.select_related("asked_by", "decided_by"))


def burn_named(officer: Officer, code_word: str) -> BurnSession | None:
    """Return the burn of a code word, where the officer may know of it."""
    return visible_sessions(officer).filter(code_word=code_word.strip().upper()).first()


def names_of_burns(officer: Officer, session_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the code words of the burns that the officer may know of, by id."""
    return dict(visible_sessions(officer).filter(pk__in=list(session_ids)).values_list("id", "code_word"))
