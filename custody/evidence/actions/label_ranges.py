"""Units that bear the labels of a roll, one after the other: named by the first and the last of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from custody.core.errors import InvalidInput
from custody.evidence import policies
from custody.evidence.actions.steps import label_for
from custody.evidence.entries import NewUnit
from custody.evidence.selectors.labels import borne_among, labels_between


def labelled(units: Sequence[NewUnit], *, first: str | None, last: str | None) -> list[NewUnit]:
    """Return the units with the labels from the first to the last of a roll, in their order; as they are where no range
    is named. A unit inside another, and one that names its label, keeps what it has.

    A step, before anything is written. Raises ``InvalidInput`` when the two are not of one roll of blank labels in this
    order, when one between them is on a unit already, and when there is not one label for each unit: then one is
    missing on the goods, or one is left over.
    """
    if not first and not last:
        return list(units)
    begins, ends = label_for(first or "", field="first_label"), label_for(last or "", field="last_label")
    codes = labels_between(begins, ends)
    if not codes:
        raise InvalidInput(
            "labels.range", "The last label must come after the first, on the same roll. Look at both again",
            field="last_label",
        )  # fmt: skip
    used = borne_among(codes)
    if used:
        raise InvalidInput(
            "labels.used", "{label} of this row is on a unit already. Register the labels before and after it apart",
            field="first_label", label=min(used, key=codes.index),
        )  # fmt: skip
    policies.check_labels_not_withdrawn(codes, labelled_at=None)
    blank = [unit for unit in units if unit.label is None and unit.parent_label is None]
    if len(blank) != len(codes):
        raise InvalidInput(
            "labels.row_count",
            "From {first} to {last} there are {labels} labels, for {units} units. One is missing on the goods, or one "
            "is left over",
            field="last_label", first=begins, last=ends, labels=len(codes), units=len(blank),
        )  # fmt: skip
    given = iter(codes)
    return [
        replace(unit, label=next(given)) if unit.label is None and unit.parent_label is None else unit
        for unit in units
    ]
