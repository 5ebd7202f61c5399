"""The access functions: the only way to get at an order or a burn. Absent and not yours give the same answer.

When and where a burn takes place is what a gang would pay for: only those see it whose task it is.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from custody.core.errors import InvalidInput, NotFound
from custody.core.identifiers import parse_code_word
from custody.core.lifecycle import CustodyState
from custody.destruction.models import BurnSession, DestructionOrder, Facility, Loaded, ManifestLine
from custody.evidence.selectors.counting import without_counted
from custody.evidence.selectors.labels import READERS_OF_CERTIFICATES
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer

ANNOUNCED = timedelta(hours=2)
"""So long before a burn its witnesses learn of it, and others learn who they are: nobody can get at them before."""
SEES_ORDERS = (Role.CASE_OFFICER, Role.SUPERVISOR, Role.AUDITOR, Role.INTERNAL_AFFAIRS)
SEES_SESSIONS = (
    Role.PLANNER,
    Role.SUPERVISOR,
    Role.DUTY_OFFICER,
    Role.CHECKER,
    Role.AUDITOR,
    Role.INTERNAL_AFFAIRS,
)


def visible_orders(officer: Officer) -> QuerySet[DestructionOrder]:
    """Return the orders that the officer may know of; none for somebody whose task they are not."""
    rows = DestructionOrder.objects.select_related("recorded_by", "verified_by")
    rows = without_counted(officer, rows, units=["lines__unit"])
    return rows if officer.is_active and officer.has_role(*SEES_ORDERS) else rows.none()


def visible_sessions(officer: Officer) -> QuerySet[BurnSession]:
    """Return the burns that the officer may know of: all of them for those who plan, check and oversee, else
    those where they have one of the loads, called or counted what went in, or are a witness and it is announced to
    them.
    """
    rows = BurnSession.objects.select_related("facility", "planner", "approver", "witness_a", "witness_b")
    if not officer.is_active:
        return rows.none()
    rows = without_counted(officer, rows, units=["lines__unit"])
    if officer.has_role(*SEES_SESSIONS):
        return rows
    held = ManifestLine.objects.filter(session=OuterRef("pk"), live=True).filter(
        Q(unit__custodian=officer) | Q(unit__co_custodian=officer)
    )
    stood = Loaded.objects.filter(session=OuterRef("pk"), loaded_by=officer)
    there = ManifestLine.objects.filter(session=OuterRef("pk"), live=True, unit__custody_state=CustodyState.AT_FURNACE)
    announced = Q(starts_at__lte=Now() + ANNOUNCED) | ~Q(state="approved") | Exists(there)
    return rows.filter(((Q(witness_a=officer) | Q(witness_b=officer)) & announced) | Exists(held) | Exists(stood))


def knows_witnesses(officer: Officer, session: BurnSession, *, at: datetime) -> bool:
    """Say whether the officer may know who watches a burn: those who plan, check and oversee do, a witness does, and
    from two hours before everybody who may see the burn.
    """
    return (
        officer.has_role(*SEES_SESSIONS)
        or officer.id in (session.witness_a_id, session.witness_b_id)
        or session.state != "approved"
        or session.starts_at <= at + ANNOUNCED
    )


def order_for(officer: Officer, *, order_id: UUID) -> DestructionOrder:
    """Return the order; raise ``NotFound`` when there is none or the officer may not know of it."""
    found = visible_orders(officer).filter(pk=order_id).first()
    if found is None:
        raise NotFound
    return found


def session_for(officer: Officer, *, code_word: str | None = None, session_id: UUID | None = None) -> BurnSession:
    """Return the burn of a code word, however it was typed, or of an id; raise ``NotFound`` as ``order_for``
    does.
    """
    rows = visible_sessions(officer)
    if session_id is not None:
        found = rows.filter(pk=session_id).first()
    else:
        try:
            found = rows.filter(code_word=parse_code_word(code_word or "")).first()
        except InvalidInput:
            raise NotFound from None
    if found is None:
        raise NotFound
    return found


def certified_session_for(officer: Officer, *, session_id: UUID) -> BurnSession:
    """Return a burn to have its certificate made: one that took place for who reads certificates, and else as
    ``session_for`` does. What has burnt is no secret any more to who may read that it did.
    """
    if officer.is_active and officer.has_role(*READERS_OF_CERTIFICATES):
        found = BurnSession.objects.filter(pk=session_id, state="burnt").first()
        if found is not None:
            return found
    return session_for(officer, session_id=session_id)


def facility_by_code_word(*, code_word: str, field: str = "facility") -> Facility:
    """Return the furnace of a code word, whatever its case; raise ``InvalidInput`` on ``field`` when there is
    none.
    """
    found = Facility.objects.select_related("place").filter(code_word__iexact=code_word.strip()).first()
    if found is None:
        raise InvalidInput("facility.unknown", "No furnace has this code word. Read it again", field=field)
    return found


def facilities() -> list[Facility]:
    """Return every furnace, by code word."""
    return list(Facility.objects.select_related("place").order_by("code_word"))
