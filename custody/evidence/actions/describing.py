"""Saying later what a find looks like: on the quay a seizure begins with what it is thought to be, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput
from custody.core.events import EXHIBIT_DESCRIBED_2
from custody.evidence import entries, lists, permissions, policies
from custody.evidence.locking import lock_seizure
from custody.evidence.models import Exhibit
from custody.evidence.selectors import facts
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act

NOT_SAID = "unknown"
KIT_MOST = 60


def describe_find(
    *,
    act: Act,
    seizure_id: UUID,
    form: str | None = None,
    field_test: str | None = None,
    concealment: str | None = None,
    holder: str | None = None,
    test_kit: str | None = None,
    exhibit_number: int = 1,
    expected_seq: int | None = None,
) -> Exhibit:
    """Say of an exhibit its form, the field test and its kit, and of its seizure where it was hidden and whether
    somebody had it who could sign (``holder``, one of ``lists.HOLDERS``); return the exhibit.

    Whoever had the goods and refuses to sign is written down as that: it holds nothing up (domain.md 4.2, row 2).
    What was said before stands: it is a fact of the record, and what is wrong in it is put right as a correction.

    Who: one of the two officers of the seizure. When: while it is open, and of what nobody said yet.
    Appends ``exhibit.described/2``.
    """
    form = entries.one_of(form, lists.FORMS, field="form")
    field_test = entries.one_of(field_test, lists.FIELD_TESTS, field="field_test")
    concealment = entries.one_of(concealment, lists.CONCEALMENTS, field="concealment")
    holder = entries.one_of(holder, lists.HOLDERS, field="holder")
    test_kit = entries.clean_text(test_kit, field="test_kit", most=KIT_MOST)
    if not (form or field_test or concealment or holder or test_kit):
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
            form and exhibit.form != NOT_SAID, field_test and exhibit.field_test, concealment and seizure.concealment,
            holder and seizure.holder, test_kit and exhibit.test_kit,
        )  # fmt: skip
        exhibit.form, exhibit.field_test = form or exhibit.form, field_test or exhibit.field_test
        exhibit.test_kit = test_kit or exhibit.test_kit
        exhibit.save(update_fields=["form", "field_test", "test_kit"])
        seizure.concealment, seizure.holder = concealment or seizure.concealment, holder or seizure.holder
        seizure.save(update_fields=["concealment", "holder"])
        record.append(
            EXHIBIT_DESCRIBED_2,
            on=seizure,
            rows=[exhibit],
            exhibit_id=exhibit.id,
            form=exhibit.form,
            field_test=exhibit.field_test,
            concealment=seizure.concealment,
            holder=seizure.holder,
            test_kit=exhibit.test_kit,
        )
        record.result = {"seizure": str(seizure.id)}
    return exhibit
