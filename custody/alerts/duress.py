"""The code that looks like an answer and calls for help. Whoever sets it and whoever reads it make the same token."""

from __future__ import annotations

from hmac import compare_digest
from typing import TYPE_CHECKING

from custody.alerts.models import DuressCode
from custody.alerts.raising import Finding
from custody.ledger.sealing import token

if TYPE_CHECKING:
    from datetime import datetime

    from custody.organisation.models import Officer

CODE_LENGTH = 6
"""As long as a reply code: nobody who looks over a shoulder sees a difference."""
_LOOKALIKES = str.maketrans("OIL", "011")


def as_code(text: str) -> str:
    """Return a code as it is compared: capitals, and the letters O, I and L for the figures they look like."""
    return text.strip().upper().translate(_LOOKALIKES)


def duress_token(officer: Officer, code: str) -> bytes:
    """Return what is kept of an officer's duress code: equal for the same officer and code, silent about both."""
    return token(officer.id.bytes + as_code(code).encode(), purpose="duress")


def is_own_code(officer: Officer, given: str) -> bool:
    """Say whether this is the duress code of the officer."""
    chosen = DuressCode.objects.filter(officer=officer).values_list("code_token", flat=True).first()
    return chosen is not None and compare_digest(duress_token(officer, given), bytes(chosen))


def under_duress(officer: Officer, now: datetime) -> Finding:
    """Return what is found when somebody acts under a threat: for the director and internal affairs only."""
    return Finding(
        rule="DURESS",
        stage="duress",
        level=1,
        subject_kind="officer",
        subject_id=officer.id,
        dedupe_key=f"duress:{officer.id}",
        fired_for=now,
        about=(officer.id,),
    )
