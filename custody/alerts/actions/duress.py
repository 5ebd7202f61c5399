"""The code that looks like an answer and calls for help. Bookkeeping: only a keyed token of it is kept.

There is no event: that an officer has such a code is nobody's business, and who could read the ledger would know whom
to make answer before their eyes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models.functions import Now

from custody.alerts.duress import CODE_LENGTH, as_code, duress_token
from custody.alerts.models import DuressCode
from custody.alerts.permissions import check_can_have_duress_code
from custody.core.errors import InvalidInput
from custody.core.identifiers import ALPHABET

if TYPE_CHECKING:
    from custody.core.act import Act


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
    if len(set(typed)) < 3:
        raise InvalidInput("duress.plain", "Choose at least three different letters or figures", field="duress_code")
    with transaction.atomic(durable=True):
        DuressCode.objects.update_or_create(
            officer=act.actor, defaults={"code_token": duress_token(act.actor, typed), "set_at": Now()}
        )


def forget_duress_code(*, act: Act) -> None:
    """Forget the officer's own duress code; without one, nothing happens.

    Who: everybody for themselves. When: always. Appends nothing.
    """
    check_can_have_duress_code(act.actor)
    with transaction.atomic(durable=True):
        DuressCode.objects.filter(officer=act.actor).delete()
