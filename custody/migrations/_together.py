"""Operations of one migration that touch the database one by one and the state of the models once.

After every operation Django renders anew each model that is related to the one it changed; here that is nearly every
model, and a new house took half a minute to prepare. Operations that do not need to see each other's models are
therefore told to the state together. What reaches the database is the same, in the same order.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.models import CreateModel
from django.db.migrations.operations.special import RunPython, RunSQL, SeparateDatabaseAndState


class Together(Operation):
    """Several operations, of which none but the last state of the models is rendered."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)

    @property
    def reversible(self) -> bool:
        """As each of them is."""
        return all(operation.reversible for operation in self.operations)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """As Django's writer asks for it."""
        return (self.__class__.__name__, [self.operations], {})

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Tell the state all of them; who next asks for its models has them rendered once."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Do them in their order."""
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Undo them in the reverse order."""
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """One line for each."""
        return "; ".join(operation.describe() for operation in self.operations)


def together(operations: Sequence[Operation]) -> list[Operation]:
    """Return the operations with each run of equal kind as one: tables that are made, then changes to tables.

    A table that is made is rendered with all its columns, so a column that is added to it later must not be told
    together with it. What runs SQL or Python of its own stands alone.
    """
    grouped: list[Operation] = []
    for kind, run in groupby(operations, key=_kind):
        several = list(run)
        grouped += several if kind == "alone" or len(several) == 1 else [Together(several)]
    return grouped


def _kind(operation: Operation) -> str:
    if isinstance(operation, (RunSQL, RunPython, SeparateDatabaseAndState)):
        return "alone"
    return "made" if isinstance(operation, CreateModel) else "changed"
