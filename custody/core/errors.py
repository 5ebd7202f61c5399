"""The family of refusals. Each carries a stable code, a sentence fit for an officer, and its parameters.

The sentence is an English message id with ``{named}`` parameters: the edges (pages, API) translate it with
``gettext(error.message).format(**error.params)``. Nothing in the house returns ``None`` or ``False`` to say
"I did not do it"; it raises one of these.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class UnitOfMany:
    """Which unit of several a refusal is about: ``number`` counts those of the seizure, or of the list sent."""

    kind: str
    number: int
    label: str | None = None

    def in_front(self, kind_word: str) -> str:
        """Return how a sentence about it begins: ``Pallet 2 (3WP9-WPQ6-R): ``."""
        return f"{kind_word} {self.number}{f' ({self.label})' if self.label else ''}: "


class CustodyError(Exception):
    """Something was refused or could not be done. Raised only through its subclasses."""

    def __init__(self, code: str, message: str, /, **params: object) -> None:
        """Keep the stable dotted ``code``, the English ``message`` and what fills its ``{named}`` places."""
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.params: dict[str, Any] = params
        self.unit: UnitOfMany | None = None

    def of_unit(self, kind: str, number: int, label: str | None = None) -> Self:
        """Say which unit of several it is about, and return the refusal: its kind, which one, its label when known."""
        self.unit = UnitOfMany(kind, number, label)
        return self

    def sentence(self) -> str:
        """Return the refusal in English, its parameters filled in, after the unit it is about."""
        said = self.message.format(**self.params)
        return said if self.unit is None else f"{self.unit.in_front(self.unit.kind.capitalize())}{said}"

    def __str__(self) -> str:
        return self.sentence()

    def __reduce__(self) -> tuple[Any, ...]:
        # Keyword-only arguments break the ordinary pickling of exceptions, and refusals cross processes.
        return _revive, (type(self), self.args, self.__dict__)


def _revive(kind: type[CustodyError], args: tuple[str, ...], facts: dict[str, Any]) -> CustodyError:
    """Return the refusal as it was before it was pickled."""
    error = kind.__new__(kind, *args)
    error.__dict__.update(facts)
    return error


class InvalidInput(CustodyError):
    """The value makes no sense, whoever sends it. ``field`` names the input, or is None for the whole."""

    def __init__(self, code: str, message: str, /, *, field: str | None = None, **params: object) -> None:
        super().__init__(code, message, **params)
        self.field = field


class NotPermitted(CustodyError):
    """Never this person: role, separation of duties, or access. ``field`` names the input by which somebody else than
    the one who acts was named, and whom it is about."""

    field: str | None = None


class NotAllowedNow(CustodyError):
    """Not in this state of the facts, whoever asks."""


class StaleVersion(CustodyError):
    """Somebody was first: the facts changed since the caller read them."""

    def __init__(
        self,
        code: str = "record.stale",
        message: str = "This record changed while you were working on it",
        /,
        **params: object,
    ) -> None:
        super().__init__(code, message, **params)


class NotFound(CustodyError):
    """Absent, or not for this person: deliberately the same answer."""

    def __init__(
        self,
        code: str = "record.not_found",
        message: str = "No record you may see matches",
        /,
        **params: object,
    ) -> None:
        super().__init__(code, message, **params)


class DeliveryFailed(CustodyError):
    """A channel said no. ``permanent`` tells whether trying again can help."""

    def __init__(self, code: str, message: str, /, *, permanent: bool, **params: object) -> None:
        super().__init__(code, message, **params)
        self.permanent = permanent


class LockTimeout(CustodyError):
    """Too busy: the rows needed were held by somebody else for too long."""

    def __init__(
        self,
        code: str = "record.busy",
        message: str = "Somebody else is working on this record; try again in a moment",
        /,
        **params: object,
    ) -> None:
        super().__init__(code, message, **params)


class IntegrityBroken(CustodyError):
    """The ledger, or a proof about it, does not add up."""


class AlreadyRecorded(CustodyError):
    """The same request arrived again: ``result`` is what the first one answered, to be given once more."""

    def __init__(self, result: dict[str, Any], /) -> None:
        super().__init__("request.already_recorded", "This request was already recorded")
        self.result = result


class KeyReused(CustodyError):
    """An idempotency key came back with another body: never carried out, always noticed."""

    def __init__(
        self,
        code: str = "request.key_reused",
        message: str = "This form was already used for something else; open it again",
        /,
        **params: object,
    ) -> None:
        super().__init__(code, message, **params)
