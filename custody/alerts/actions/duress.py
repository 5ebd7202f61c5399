"""The code that looks like an answer and calls for help. Bookkeeping: only a keyed token of it is kept.

There is no event: that an officer has such a code is nobody's business, and who could read the ledger would know whom
to make answer before their eyes.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models.functions import Now

from custody.alerts.duress import CODE_LENGTH, as_code, duress_token, is_own_code, under_duress
from custody.alerts.models import DuressCode
from custody.alerts.passes.engine import NothingDue
from custody.alerts.permissions import check_can_have_duress_code
from custody.alerts.raising import raise_alert
from custody.core.act import Act, Door
from custody.core.errors import InvalidInput
from custody.core.identifiers import ALPHABET
from custody.ledger.recording import recording
from custody.organisation.field_sessions import is_easy

if TYPE_CHECKING:
    from custody.organisation.models import Officer


def set_duress_code(*, act: Act, code: str) -> None:
    """Keep the token of the officer's own duress code; an earlier code stops working.

    ``code`` has six letters and figures, like every code that is answered by text message. Raises ``InvalidInput`` for
    one of another form, or one that a person under stress types by accident.

    Who: everybody for themselves. When: always. Appends nothing.
    """
    check_can_have_duress_code(act.actor)
    typed = as_code(code)
    if len(typed) != CODE_LENGTH or any(char not in ALPHABET for char in typed):
        raise InvalidInput("duress.form", "Choose six letters and figures, without U", field="duress_code")
    if len(set(typed)) < 3 or (typed.isdigit() and is_easy(typed, badge=act.actor.badge)):
        raise InvalidInput("duress.plain", "Choose three different letters or figures or more, and no row of figures",
                           field="duress_code")
    with transaction.atomic(durable=True):
        DuressCode.objects.update_or_create(
            officer=act.actor, defaults={"code_token": duress_token(act.actor, typed), "set_at": Now()}
        )


def heed_duress_code(*, officer: Officer, given: str) -> bool:
    """Say whether what was typed at the lock is the officer's own code; if it is, call the director and internal
    affairs first (rule DURESS), once until they are done.

    Figures that anybody guesses are none: whoever finds a telephone would open it with them.

    Who: whoever holds the session. When: something is typed to unlock it. Appends ``alert.raised/1``, sealed.
    """
    typed = as_code(given)
    if (typed.isdigit() and is_easy(typed, badge=officer.badge)) or not is_own_code(officer, given):
        return False
    with suppress(NothingDue), recording(Act(actor=officer, door=Door.PAGE)) as record:
        if raise_alert(record, under_duress(officer, record.now)) is None:
            raise NothingDue  # they were called already
    return True


def forget_duress_code(*, act: Act) -> None:
    """Forget the officer's own duress code; without one, nothing happens.

    Who: everybody for themselves. When: always. Appends nothing.
    """
    check_can_have_duress_code(act.actor)
    with transaction.atomic(durable=True):
        DuressCode.objects.filter(officer=act.actor).delete()
