"""Saying later what a find looks like: on the quay a seizure begins with what it is thought to be, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput
from custody.core.events import EXHIBIT_DESCRIBED
from custody.evidence import entries, lists, permissions, policies
from custody.evidence.locking import lock_seizure
from custody.evidence.models import Exhibit
from custody.evidence.selectors import facts
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act

NOT_SAID = "unknown"


def describe_find(
    *,
    act: Act,
    seizure_id: UUID,
    form: str | None = None,
    field_test: str | None = None,
    concealment: str | None = None,
    exhibit_number: int = 1,
    expected_seq: int | None = None,
) -> Exhibit:
    """Say of an exhibit its form and the field test, and of its seizure where it was hidden; return the exhibit.

    What was said before stands: it is a fact of the record, and what is wrong in it is put right as a correction.

    Who: one of the two officers of the seizure. When: while it is open, and of what nobody said yet.
    Appends ``exhibit.described/1``.
    """
    form = entries.one_of(form, lists.FORMS, field="form")
    field_test = entries.one_of(field_test, lists.FIELD_TESTS, field="field_test")
    concealment = entries.one_of(concealment, lists.CONCEALMENTS, field="concealment")
    if not (form or field_test or concealment):
        raise InvalidInput("find.nothing", "Say at least one thing about what was found", field="form")
    with recording(act) as record:
        seizure = lock_seizure(seizure_id)
        policies.check_version(seizure, expected_seq)
        permissions.check_can_register_units(act.actor, seizure)
        known = facts.exhibits_of(seizure)
        if exhibit_number not in known:
            raise InvalidInput("exhibit.unknown", "Exhibit {number} is not in this seizure", field="exhibit",
                               number=exhibit_number)  # fmt: skip
        exhibit = Exhibit.objects.get(pk=known[exhibit_number])
        policies.check_not_said(
            form and exhibit.form != NOT_SAID, field_test and exhibit.field_test, concealment and seizure.concealment
        )
        exhibit.form, exhibit.field_test = form or exhibit.form, field_test or exhibit.field_test
        exhibit.save(update_fields=["form", "field_test"])
        seizure.concealment = concealment or seizure.concealment
        seizure.save(update_fields=["concealment"])
        record.append(
            EXHIBIT_DESCRIBED,
            on=seizure,
            rows=[exhibit],
            exhibit_id=exhibit.id,
            form=exhibit.form,
            field_test=exhibit.field_test,
            concealment=seizure.concealment,
        )
        record.result = {"seizure": str(seizure.id)}
    return exhibit
