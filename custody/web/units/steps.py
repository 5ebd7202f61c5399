"""What can be done with a unit now, and the reason where it cannot: the refusal borrows the rule's own sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from custody.core.exceptional import Exceptional
from custody.core.lifecycle import CustodyState, Family, SearchState
from custody.evidence import clearance_permissions, label_permissions, permissions, policies, sampling_permissions
from custody.evidence.exceptions import permissions as search
from custody.evidence.lists import SECOND
from custody.evidence.selectors.access import is_custodian
from custody.evidence.selectors.crews import ON_THE_WAY, lacks_second
from custody.evidence.selectors.facts import outermost_of
from custody.web.shared.steps import Step, step_to

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer


def steps_for(officer: Officer, unit: HandlingUnit) -> list[Step]:
    """Return the steps that make sense for this unit and officer, the possible ones in front; of one that is searched
    for only how the search ended."""
    if unit.search_state != SearchState.LOCATED and not unit.is_gone:
        return list(_searched(officer, unit))
    found = list(_conveyance(officer, unit) if unit.family is Family.CONVEYANCE else _goods(officer, unit))
    return sorted(found, key=lambda step: step.link == "")


def _searched(officer: Officer, unit: HandlingUnit) -> Iterator[Step]:
    yield _step(_("I found it"), "bench:act", unit.id, lambda: search.check_can_find(officer, unit), "found")
    yield _step(
        _("I searched and did not find it"), "bench:act", unit.id,
        lambda: search.check_can_declare_missing(officer, unit), "missing",
    )  # fmt: skip


def _conveyance(officer: Officer, unit: HandlingUnit) -> Iterator[Step]:
    key = unit.id
    yield _step(
        _("Start stripping"), "extraction:start", key,
        lambda: permissions.check_can_start_extraction(officer, unit, while_frozen=True),
    )  # fmt: skip
    yield _step(_("Open a seizure"), "seizure:open", key, lambda: permissions.check_can_open_seizure(officer, unit))
    yield _step(
        _("Close it again"),
        "extraction:interrupt",
        key,
        lambda: permissions.check_can_interrupt_extraction(officer, unit),
    )
    yield _step(_("Put a seal on it"), "weighing:seal", key, lambda: _sealed(officer, unit))
    yield _step(_("Post a guard"), "stop:guard", key, lambda: permissions.check_can_post_guard(officer, unit))
    yield _step(_("Leave with it"), "road:depart", None, lambda: permissions.check_can_depart(officer, [unit]))
    if unit.custody_state == CustodyState.EMPTIED:
        yield _step(_("Strip it once more"), "extraction:resume", key, lambda: _resumed(officer, unit))
        yield _step(
            _("Search it once more"), "stop:clearance", key,
            lambda: clearance_permissions.check_can_search_again(officer, unit),
        )  # fmt: skip
    yield _step(
        _("Say who else keeps it here"), "stop:held", key,
        lambda: clearance_permissions.check_can_say_who_holds(officer, unit),
    )  # fmt: skip
    yield _step(_("Let it go"), "exceptions:propose", key, lambda: _released(officer, unit), Exceptional.RELEASE.value)
    yield from _common(officer, unit)


def _sealed(officer: Officer, unit: HandlingUnit) -> None:
    permissions.check_can_change_seal(officer, unit, unit)
    policies.check_unsealed(unit)


def _released(officer: Officer, unit: HandlingUnit) -> None:
    permissions.check_can_release(officer, unit)
    clearance_permissions.check_emptied(unit)
    clearance_permissions.check_cleared(unit)
    clearance_permissions.check_not_held(unit)


def _resumed(officer: Officer, unit: HandlingUnit) -> None:
    clearance_permissions.check_can_resume(officer, unit, while_frozen=True)
    clearance_permissions.check_found_again(unit)


def _goods(officer: Officer, unit: HandlingUnit) -> Iterator[Step]:
    key = unit.id
    if unit.parent_id is None:
        if unit.unswept and not unit.is_gone:
            yield _step(
                _("Sweep for trackers"), "sweep:record", None, lambda: permissions.check_can_sweep(officer, [unit])
            )
        yield _step(_("Leave with it"), "road:depart", None, lambda: permissions.check_can_depart(officer, [unit]))
        yield _step(_("Put it in store"), "road:store", None, lambda: permissions.check_can_store(officer, [unit]))
        yield _step(
            _("Move it inside the site"), "road:move", None, lambda: permissions.check_can_move(officer, [unit])
        )
    outermost = outermost_of(unit)
    if outermost.custody_state == CustodyState.IN_TRANSIT and not is_custodian(officer, outermost):
        # It rides with somebody else: there is nothing here to put on a scale.
        yield from _common(officer, unit)
        return
    yield _step(
        _("Weigh it"),
        "weighing:record",
        key,
        lambda: permissions.check_can_weigh(officer, unit, outermost_of(unit), occasion="check"),
    )
    yield _step(
        _("Count it"),
        "counting:record",
        key,
        lambda: permissions.check_can_weigh(officer, unit, outermost_of(unit), occasion="count"),
    )
    if clearance_permissions.hides_drugs(unit) and not unit.is_gone:
        yield _step(
            _("Search it once more"), "stop:clearance", key,
            lambda: clearance_permissions.check_can_search_again(officer, unit),
        )  # fmt: skip
    yield _step(
        _("Take a sample"), "sampling:take", key,
        lambda: sampling_permissions.check_can_sample(officer, unit, before_sweep=True, while_frozen=True),
    )  # fmt: skip
    yield from _common(officer, unit)


def _common(officer: Officer, unit: HandlingUnit) -> Iterator[Step]:
    if unit.parent_id is None:
        yield _step(
            _("Hand over"),
            "transfer:offer",
            None,
            lambda: permissions.check_can_offer(officer, [unit], purpose="handover"),
        )
        if unit.co_custodian_id is not None and unit.custody_state in ON_THE_WAY and is_custodian(officer, unit):
            yield _step(_("One of us leaves it"), "road:second", None, lambda: None)
        if lacks_second(unit) and is_custodian(officer, unit):
            yield step_to(
                _("Let another come beside me"), f"{reverse('transfer:offer')}?way={SECOND}",
                lambda: permissions.check_can_offer(officer, [unit], purpose=SECOND),
            )  # fmt: skip
    if is_custodian(officer, outermost_of(unit)):
        yield _step(
            _("Print its label again"), "labels:reprint", unit.id,
            lambda: label_permissions.check_can_reprint(officer, unit, outermost_of(unit)),
        )  # fmt: skip
    yield _step(_("Attach a photo"), "photo:attach_unit", unit.id, lambda: permissions.check_can_attach_photo(officer))


def _step(label: str | Promise, name: str, key: UUID | None, check: Callable[[], object], *more: str) -> Step:
    return step_to(label, reverse(name, args=[*([key] if key else []), *more]), check)
