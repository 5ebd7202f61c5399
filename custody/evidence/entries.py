"""What a person enters with an act, before anything is checked against the house, and the cleaning of
text."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date

from custody.core import mass
from custody.core.errors import InvalidInput
from custody.core.money import LARGEST_MINOR, Money, is_currency
from custody.core.texts import written_out
from custody.evidence import lists

REMARK_MOST = 2000
_BASIS_OF_KIND = {
    "bag": "bag",
    "drum": "drum",
    "box": "box",
    "pallet": "pallet",
    "brick": "brick",
    "liquid": "drum",
    "plants": "bag",
    "sample": "brick",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One time something lay on a scale. Masses are whole milligrams, ``scale_code`` is the scale's code."""

    gross_mg: int
    scale_code: str | None = None
    weighing_basis: str | None = None
    method: str = "weighed"
    tare_mg: int | None = None
    net_mg: int | None = None
    package_count: int | None = None


LIQUID_KINDS = ("liquid", "drum", "box")
"""Kinds of unit of which the volume can be measured: a liquid by itself, in a drum, or in cans in a box."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealEntry:
    """A seal that is put on: number, class of ISO 17712 or ``bag`` (``None``: as the register of seals says), and the
    number on the barrel of a bolt seal. ``looked_again`` says of goods that are registered, or of one unit that is
    sealed or gets another seal, that it shows this, although the number was used before or withdrawn, or differs on pin
    and barrel."""

    number: str
    seal_class: str | None = "bag"
    barrel_number: str | None = None
    looked_again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUnit:
    """A unit to register. Without ``label`` the house draws one. ``parent_label`` puts it inside another
    unit. ``label_is_known`` says of a given label that the house drew it just now, or that its sheet tells where it is
    from."""

    kind: str
    label: str | None = None
    exhibit_number: int = 1
    package_count: int | None = None
    reading: Reading | None = None
    seal: SealEntry | None = None
    parent_label: str | None = None
    volume_ml: int | None = None
    label_is_known: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewExhibit:
    """One substance, one form and one finding place within a seizure."""

    substance: str
    form: str
    finding_place: str | None = None
    field_test: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSample:
    """A quantity taken out of a unit, in a sealed bag of its own."""

    sample_kind: str
    reading: Reading
    seal: SealEntry
    label: str | None = None
    bound_for: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Treated:
    """What a unit weighs once it was treated, and how much of that the treatment added."""

    reading: Reading
    added_mg: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """How a seizure or a stop came about: codes of the lists, and what the papers say."""

    detection: str | None = None
    concealment: str | None = None
    cover_load: str | None = None
    hs_code: str | None = None
    origin_country: str | None = None
    origin_locode: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """Where a replayed seizure comes from: the row of the published list, or the seeded generator."""

    event: str | None = None
    on: date | None = None
    source: str | None = None
    mg: int | None = None
    synthetic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """How a load leaves: the vehicle, its seal, the escort (``None`` says that none goes along), and the code word of
    the destination."""

    vehicle: str
    vehicle_seal: str
    escort: str | None
    destination: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """Why a unit of a hand-over was not taken: it is ``missing``, or its ``seal``, ``weight`` or ``count`` differs.

    ``seal_seen`` is the number that was read, ``None`` for a seal that is missing or damaged.
    """

    kind: str
    seal_seen: str | None = None
    remark: str | None = None


def clean_text(text: str | None, *, field: str, most: int) -> str | None:
    """Return the text without blanks at the ends, or ``None`` when nothing is left. Signs that turn the direction of
    others are written out by their number.

    Raises ``InvalidInput`` on ``field`` when it is longer than ``most`` or holds a control character.
    """
    cleaned = written_out((text or "").strip())
    if not cleaned:
        return None
    if len(cleaned) > most:
        raise InvalidInput(
            "text.too_long",
            "This is too long: {length} characters, {most} at most",
            field=field,
            length=len(cleaned),
            most=most,
        )
    if any(unicodedata.category(char) in {"Cc", "Cs"} and char not in "\n\r\t" for char in cleaned):
        raise InvalidInput(
            "text.control", "This holds a character that cannot be written. Type it again", field=field
        )
    return cleaned


def clean_reason(text: str, *, field: str = "reason", most: int = REMARK_MOST) -> str:
    """Return a reason that was really given; raise ``InvalidInput`` when it is empty or too long."""
    cleaned = clean_text(text, field=field, most=most)
    if cleaned is None:
        raise InvalidInput("text.empty", "Write the reason", field=field)
    return cleaned


def clean_hours(hours: int, *, field: str, most: int) -> int:
    """Return a number of hours that have passed; raise ``InvalidInput`` for one that makes no sense."""
    if not 0 <= hours <= most:
        raise InvalidInput("hours.range", "Enter between 0 and {most} hours", field=field, most=most)
    return hours


def clean_reported(reported: Reported) -> Reported:
    """Return a report with a kind of the list and a remark that can be kept; raise ``InvalidInput`` otherwise."""
    return Reported(
        kind=chosen(reported.kind, lists.REPORTED, field="reported"),
        seal_seen=reported.seal_seen,
        remark=clean_text(reported.remark, field="remark", most=500),
    )


def one_of(value: str | None, choices: tuple[str, ...], *, field: str) -> str | None:
    """Return the code when it is one of the list, ``None`` for ``None``; raise ``InvalidInput`` for any
    other."""
    if value is not None and value not in choices:
        raise InvalidInput("choice.unknown", "Choose one of the list", field=field)
    return value


def chosen(value: str, choices: tuple[str, ...], *, field: str) -> str:
    """Return the code when it is one of the list; raise ``InvalidInput`` otherwise."""
    if value not in choices:
        raise InvalidInput("choice.unknown", "Choose one of the list", field=field)
    return value


def basis_for(*, kind: str, given: str | None) -> str:
    """Return what lay on the scale: what was said, or what such a unit is usually weighed as."""
    if given is None:
        return _BASIS_OF_KIND.get(kind, mass.Basis.TRUCK.value)
    return chosen(given, tuple(basis.value for basis in mass.Basis), field="weighing_basis")


def own_basis(*, kind: str, basis: str | None) -> str | None:
    """Return what such a unit is weighed as where a whole vehicle is said to have lain on the scale: that holds for no
    single bag or drum, and would excuse every later difference."""
    usual = _BASIS_OF_KIND.get(kind, mass.Basis.TRUCK.value)
    return usual if basis == mass.Basis.TRUCK.value else basis


def is_weight_of_its_own(reading: Reading, *, kind: str) -> bool:
    """Say whether a reading tells what a unit of this kind weighs: read off a scale, and not off a weighbridge that
    held a vehicle with it."""
    return reading.method == "weighed" and own_basis(kind=kind, basis=reading.weighing_basis) == reading.weighing_basis


def check_mass(mg: int, *, field: str = "gross_mg") -> int:
    """Return what something weighs; raise ``InvalidInput`` for nothing, and for more than any load weighs."""
    if not 0 < mg <= mass.LARGEST_MG:
        raise InvalidInput(
            "weight.range",
            "The gross weight must be above zero, and no load weighs a thousand tonnes",
            field=field,
        )
    return mg


def settle_masses(
    reading: Reading, *, usual_tare_mg: int | None = None
) -> tuple[int, int | None, int | None]:
    """Return gross, tare and net of a reading, the third computed from the other two.

    ``usual_tare_mg`` is the packaging known from before; it is used when the reading names neither tare nor
    net.
    Raises ``InvalidInput`` on the field that cannot be right.
    """
    gross, tare, net = check_mass(reading.gross_mg), reading.tare_mg, reading.net_mg
    if net is not None and not 0 <= net <= gross:
        raise InvalidInput("weight.net", "Net weight is more than gross weight. Check both", field="net_mg")
    if tare is None and net is None and usual_tare_mg is not None and usual_tare_mg <= gross:
        tare = usual_tare_mg
    if tare is None:
        return gross, None if net is None else gross - net, net
    computed = mass.net_mg(gross_mg=gross, tare_mg=tare)
    if net is not None and net != computed:
        raise InvalidInput("weight.sum", "Gross, tare and net do not add up. Check them", field="net_mg")
    return gross, tare, computed


def clean_count(count: int | None, *, field: str = "package_count") -> int | None:
    """Return a count of packages; raise ``InvalidInput`` when it is below zero or beyond any load."""
    if count is not None and not 0 <= count <= 1_000_000:
        raise InvalidInput(
            "count.range", "The number of packages must be a whole number, 0 or more", field=field
        )
    return count


def clean_volume(volume_ml: int | None, *, kind: str) -> int | None:
    """Return the volume of a liquid in millilitres; raise ``InvalidInput`` for another kind, or beyond any load."""
    if volume_ml is None:
        return None
    if kind not in LIQUID_KINDS:
        raise InvalidInput("volume.no_liquid", "Only of a liquid, or of what holds one, the volume is measured",
                           field="volume_ml")  # fmt: skip
    if not 0 < volume_ml <= 1_000_000_000:
        raise InvalidInput("volume.range", "The volume must be a whole number of millilitres, more than 0",
                           field="volume_ml")  # fmt: skip
    return volume_ml


def clean_money(*, currency: str | None, amount_minor: int | None, kind: str) -> Money | None:
    """Return how much money a unit of cash is, ``None`` where nothing was said; raise ``InvalidInput`` for what is no
    cash, for half of what it takes, or beyond any seizure."""
    if currency is None and amount_minor is None:
        return None
    if kind != "cash":
        raise InvalidInput("money.no_cash", "Only of cash the amount is written down", field="amount_minor")
    if currency is None or not is_currency(currency):
        raise InvalidInput("money.currency", "Give the currency as three capitals, such as EUR", field="currency")
    if amount_minor is None or not 0 <= amount_minor <= LARGEST_MINOR:
        raise InvalidInput("money.range", "The amount must be a whole number of cents, 0 or more",
                           field="amount_minor")  # fmt: skip
    return Money(currency, amount_minor)


def clean_method(method: str) -> str:
    """Return the way a weight was found; raise ``InvalidInput`` for an unknown one."""
    return chosen(method, lists.METHODS, field="method")
