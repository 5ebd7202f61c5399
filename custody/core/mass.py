"""Masses: integer milligrams inside, kilograms on paper, and never a silent factor of a thousand.

``1.412`` is 1 kg 412 g to one reader and 1,412 kg to another. What the scale can carry and what such a unit
can weigh decide between the two; where both fit, or neither does, the officer is asked. Tolerances are
proposals of the domain note (6.4): the field says "substantially similar" and names no number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NoReturn

from custody.core.errors import InvalidInput
from custody.core.texts import said as _

if TYPE_CHECKING:
    from collections.abc import Iterable

MG_PER_GRAM = 1_000
MG_PER_KG = 1_000_000
LARGEST_MG = 1_000_000 * MG_PER_KG
"""One thousand tonnes: nothing that this house weighs is heavier."""
LONGEST = 24
"""So many characters a weight has at most. Python makes no number of some thousand digits."""

_BLANKS = " \u00a0\u2009\u202f'\u2019"
_GROUPED = re.compile(r"[0-9]{1,3}([.,])[0-9]{3}(?:\1[0-9]{3})*")
_PLAIN = re.compile(r"([0-9]*)(?:[.,]([0-9]+))?")
_BLANK_GROUPED = re.compile(rf"[1-9][0-9]{{0,2}}(?:[{_BLANKS}][0-9]{{3}})+(?![0-9])")
_POINT_ONLY = re.compile(r"([0-9]+)(?:\.([0-9]+))?")
_UNIT = re.compile(r"kgs?\.?\Z", re.IGNORECASE | re.ASCII)
_WHOLE = rf"(?:[0-9]+|[1-9][0-9]{{0,2}}(?:[{_BLANKS}][0-9]{{3}})+)"
_GAP = "[ \u00a0\u2009\u202f\t]*"
_SPELT = re.compile(
    rf"(?:(?P<kg>{_WHOLE}){_GAP}[kK][gG]s?\.?)?{_GAP}(?:(?P<g>{_WHOLE}){_GAP}[gG]\.?)?{_GAP}"
    rf"(?:(?P<mg>{_WHOLE}){_GAP}mg\.?)?"
)
_DECIMAL_MARKS = {"nl": ",", "fr": ",", "de": ",", "en": "."}
_EXAMPLE = _("Write the weight in kilograms, for example 412.5")


class Basis(StrEnum):
    """What lay on the scale."""

    BRICK = "brick"
    BAG = "bag"
    BOX = "box"
    DRUM = "drum"
    PALLET = "pallet"
    TRUCK = "truck"


@dataclass(frozen=True)
class Weight:
    """A mass that was read without doubt; ``is_plausible`` is False where such a unit rarely weighs that."""

    mg: int
    is_plausible: bool = True


@dataclass(frozen=True)
class Ambiguous:
    """A text with two readings: the mark as decimal mark, and as separator of thousands."""

    first_mg: int
    second_mg: int


@dataclass(frozen=True, kw_only=True)
class Tolerance:
    """How far two weighings may differ; ``mg`` is None where a weight proves nothing about single bricks."""

    mg: int | None
    count_always: bool = False


def parse_weight(
    text: str, *, capacity_mg: int | None = None, plausible_mg: tuple[int, int] | None = None
) -> Weight | Ambiguous:
    """Return the mass that was written in kilograms, or its two readings when only the writer can tell.

    Comma and point are both decimal marks; blanks and apostrophes separate thousands; a trailing ``kg`` is
    allowed, and so are whole numbers with each unit said, as `in_words` has them: ``12 kg 300 g``.
    One mark before three digits (``1.412``) has two readings. A reading beyond ``capacity_mg`` (the scale) is
    impossible; one outside ``plausible_mg`` (least and most of such a unit) gives way to one inside. Both inside,
    or both outside: Ambiguous. Otherwise the one reading: show it with `in_words`.

    Raises InvalidInput with a sentence for the officer: empty, negative, no number, finer than a milligram,
    or more than the scale can carry.
    """
    spelt = _spelt_mg(text)
    readings = _readings(_stripped(text)) if spelt is None else [spelt]
    possible = [mg for mg in readings if mg <= LARGEST_MG and (capacity_mg is None or mg <= capacity_mg)]
    if not possible:
        _refuse_heavy(readings[0], capacity_mg)
    likely = [mg for mg in possible if _is_within(mg, plausible_mg)]
    candidates = likely or possible
    if len(candidates) == 2:
        return Ambiguous(*candidates)
    return Weight(candidates[0], is_plausible=bool(likely))


def parse_plain_kg(text: str) -> int:
    """Return the milligrams of a number of kilograms with a plain decimal point, as CSV files have it.

    Raises InvalidInput for anything else, a comma included.
    """
    number = text.strip(" ")
    parts = _POINT_ONLY.fullmatch(number)
    if not parts or len(number) > LONGEST:
        raise InvalidInput("weight.not_plain", "Write kilograms as a number with a decimal point")
    mg = _milligrams(parts[1], parts[2] or "")
    if mg > LARGEST_MG:
        _refuse_heavy(mg, None)
    return mg


def kg_text(mg: int, locale: str) -> str:
    """Return the mass as ``1 412.5 kg`` in the way of ``locale`` (nl, fr, de, en), exact to the milligram.

    Thousands are set apart by a narrow blank in every language, so that no comma or point can be misread.
    """
    whole, rest = divmod(abs(mg), MG_PER_KG)
    mark = _DECIMAL_MARKS.get(locale.replace("_", "-").partition("-")[0].lower(), ".")
    decimals = f"{rest:06d}".rstrip("0")
    sign = "\u2212" if mg < 0 else ""
    number = sign + f"{whole:,}".replace(",", "\u202f")
    return f"{number}{mark}{decimals}\u00a0kg" if decimals else f"{number}\u00a0kg"


def in_words(mg: int) -> str:
    """Return the mass with its units spelled apart: ``412 kg 500 g``. The same in every language."""
    kilograms, rest = divmod(abs(mg), MG_PER_KG)
    grams, milligrams = divmod(rest, MG_PER_GRAM)
    parts = [
        f"{amount} {unit}" for amount, unit in ((kilograms, "kg"), (grams, "g"), (milligrams, "mg")) if amount
    ]
    sign = "\u2212" if mg < 0 else ""
    return sign + (" ".join(parts) or "0 kg")


def band(mg: int) -> str:
    """Return the coarse band that a masked mass is shown as."""
    for limit_kg, name in ((10, "< 10 kg"), (100, "10–100 kg"), (500, "100–500 kg")):
        if mg < limit_kg * MG_PER_KG:
            return name if mg > 0 else "0"
    return "0.5–1.5 t" if mg <= 1_500 * MG_PER_KG else "> 1.5 t"


def band_edges_mg(mg: int) -> tuple[int, int | None]:
    """Return the least and the most that the band of a mass stands for; the most is ``None`` above the last one."""
    if mg <= 0:
        return 0, 0
    least = 0
    for limit_kg in (10, 100, 500):
        if mg < limit_kg * MG_PER_KG:
            return least, limit_kg * MG_PER_KG
        least = limit_kg * MG_PER_KG
    return (least, 1_500 * MG_PER_KG) if mg <= 1_500 * MG_PER_KG else (1_500 * MG_PER_KG, None)


def tolerance(
    basis: str,
    *,
    gross_mg: int,
    divisions_mg: Iterable[int] = (),
    drying_days: int = 0,
    carrier_per_mille: int = 0,
) -> Tolerance:
    """Return how far two weighings of one unit may differ.

    ``basis`` is what lay on the scale (`Basis`); a unit heavier than its row in the table takes the next
    coarser row. ``divisions_mg`` are the steps of the scales that were used: a coarse scale widens the
    tolerance. ``drying_days`` is for cannabis herb (0.5 % a day), ``carrier_per_mille`` the laboratory's
    factor for liquids and impregnated goods. Raises InvalidInput for an unknown basis.
    """
    first = _ROW_OF[_basis(basis)]
    rule = next((row for row in _ROWS[first:] if gross_mg <= row.most_mg), _ROWS[-1])
    if rule.default_mg is None:
        return Tolerance(mg=None, count_always=True)
    steps_mg = max(divisions_mg, default=0) * rule.steps
    loss_mg = gross_mg * min(1_000, 5 * drying_days + carrier_per_mille) // 1_000
    return Tolerance(mg=max(rule.default_mg, steps_mg) + loss_mg, count_always=rule.count_always)


def needs_count(tolerance: Tolerance, brick_mg: int) -> bool:
    """Tell whether bricks must be counted because weight alone could hide one.

    A weighing judges a brick only where it errs by at most a third of it, as legal metrology asks of any
    instrument that judges another.
    """
    return tolerance.count_always or tolerance.mg is None or 3 * tolerance.mg > brick_mg


def differs(*, expected_mg: int, found_mg: int, tolerance: Tolerance) -> bool:
    """Tell whether a weighing is at variance with what was expected; never, where it proves nothing."""
    return tolerance.mg is not None and abs(found_mg - expected_mg) > tolerance.mg


def expected_mg(last_mg: int, *, removed_mg: Iterable[int] = (), added_mg: Iterable[int] = ()) -> int:
    """Return what a unit must weigh now: the last weight, less samples taken, plus packaging added (R16).

    Raises InvalidInput when more was taken out than there was.
    """
    expected = last_mg + sum(added_mg) - sum(removed_mg)
    if expected < 0:
        raise InvalidInput("weight.removed", "More was taken out than the unit weighed. Check the weights")
    return expected


def net_mg(*, gross_mg: int, tare_mg: int) -> int:
    """Return gross less packaging. Raises InvalidInput when the packaging outweighs the whole."""
    if not 0 <= tare_mg <= gross_mg:
        raise InvalidInput("weight.tare", "The packaging cannot weigh more than the whole. Check both", field="tare_mg")
    return gross_mg - tare_mg


def plausible_range(basis: str, *, bricks: int | None = None) -> tuple[int, int]:
    """Return the least and the most that such a unit usually weighs, for `parse_weight`.

    A counted number of bricks says it best: 0.9 to 1.4 kg each. Raises InvalidInput for an unknown basis.
    """
    if bricks:
        return bricks * 900 * MG_PER_GRAM, bricks * 1_400 * MG_PER_GRAM
    return _USUAL_MG[_basis(basis)]


def is_on_division(mg: int, *, division_mg: int) -> bool:
    """Tell whether a scale with this step can have shown this mass."""
    return mg % division_mg == 0


@dataclass(frozen=True, kw_only=True)
class _Row:
    """One row of the tolerance table: up to which mass it holds, its default, the same in scale steps."""

    most_mg: int
    default_mg: int | None
    steps: int
    count_always: bool


_ROWS = (
    _Row(most_mg=5 * MG_PER_KG, default_mg=5 * MG_PER_GRAM, steps=5, count_always=False),
    _Row(most_mg=40 * MG_PER_KG, default_mg=50 * MG_PER_GRAM, steps=5, count_always=False),
    _Row(most_mg=100 * MG_PER_KG, default_mg=100 * MG_PER_GRAM, steps=5, count_always=False),
    _Row(most_mg=1_000 * MG_PER_KG, default_mg=400 * MG_PER_GRAM, steps=2, count_always=True),
    _Row(most_mg=LARGEST_MG, default_mg=None, steps=0, count_always=True),
)
_ROW_OF = {
    Basis.BRICK: 0,
    Basis.BAG: 1,
    Basis.BOX: 1,
    Basis.DRUM: 2,
    Basis.PALLET: 3,
    Basis.TRUCK: 4,
}
_USUAL_MG = {
    Basis.BRICK: (500 * MG_PER_GRAM, 3 * MG_PER_KG),
    Basis.BAG: (1 * MG_PER_KG, 120 * MG_PER_KG),
    Basis.BOX: (1 * MG_PER_KG, 120 * MG_PER_KG),
    Basis.DRUM: (5 * MG_PER_KG, 200 * MG_PER_KG),
    Basis.PALLET: (20 * MG_PER_KG, 1_500 * MG_PER_KG),
    Basis.TRUCK: (1_000 * MG_PER_KG, 50_000 * MG_PER_KG),
}


def _basis(name: str) -> Basis:
    try:
        return Basis(name)
    except ValueError as error:
        raise InvalidInput("weight.basis", "Nothing is weighed by the {basis}", basis=name) from error


def _stripped(text: str) -> str:
    """Return the number in ``text`` without unit, blanks at the ends, and separators of thousands."""
    number = text.strip(_BLANKS + "\t\r\n")
    number = _UNIT.sub("", number).rstrip(_BLANKS)
    if not number:
        raise InvalidInput("weight.empty", _EXAMPLE)
    if number[0] in "-\u2212\u2013":
        raise InvalidInput("weight.negative", "A weight cannot be negative")
    if len(number) > LONGEST:
        raise InvalidInput("weight.malformed", _EXAMPLE)
    grouped = _BLANK_GROUPED.match(number)
    if grouped:
        digits = "".join(char for char in grouped[0] if char not in _BLANKS)
        # A mark after blank-separated thousands can only be the decimal mark; the zero in front says so.
        number = f"0{digits}{number[grouped.end() :]}"
    return number


def _spelt_mg(text: str) -> int | None:
    """Return the milligrams of whole numbers whose units are all said, with grams or milligrams among them; None for
    any other text. Below a greater unit no number reaches the next one: ``12 kg 1300 g`` is a slip."""
    spelt = text.strip(_BLANKS + "\t\r\n")
    found = _SPELT.fullmatch(spelt) if len(spelt) <= LONGEST else None
    if found is None or not (found["g"] or found["mg"]):
        return None
    parts = [
        (int("".join(char for char in found[unit] if char.isdecimal())), worth_mg)
        for unit, worth_mg in (("kg", MG_PER_KG), ("g", MG_PER_GRAM), ("mg", 1)) if found[unit]
    ]
    if any(amount >= 1_000 for amount, _worth_mg in parts[1:]):
        return None
    return sum(amount * worth_mg for amount, worth_mg in parts)


def _readings(number: str) -> list[int]:
    """Return the one or two masses that ``number`` can mean, the mark as decimal mark first."""
    readings = []
    plain = _PLAIN.fullmatch(number)
    if plain:
        readings.append(_milligrams(plain[1], plain[2] or ""))
    grouped = _GROUPED.fullmatch(number)
    if grouped and number[0] != "0":
        readings.append(_milligrams(number.replace(grouped[1], ""), ""))
    if not readings:
        mark = max(number.rfind("."), number.rfind(","))
        whole, decimals = number[:mark], number[mark + 1 :]
        thousands = _GROUPED.fullmatch(whole)
        if not thousands or thousands[1] == number[mark] or not re.fullmatch("[0-9]+", decimals):
            raise InvalidInput("weight.malformed", _EXAMPLE)
        readings.append(_milligrams(whole.replace(thousands[1], ""), decimals))
    return readings


def _milligrams(whole: str, decimals: str) -> int:
    if len(decimals) > 6:
        raise InvalidInput("weight.too_fine", "A weight is recorded to the milligram, six decimals at most")
    return int(whole or "0") * MG_PER_KG + int(f"{decimals:0<6}")


def _is_within(mg: int, limits: tuple[int, int] | None) -> bool:
    return limits is None or limits[0] <= mg <= limits[1]


def _refuse_heavy(mg: int, capacity_mg: int | None) -> NoReturn:
    if capacity_mg is None:
        raise InvalidInput("weight.too_heavy", "No load weighs {weight}", weight=in_words(mg))
    raise InvalidInput(
        "weight.over_capacity",
        "{weight} is more than this scale can carry ({capacity})",
        weight=in_words(mg),
        capacity=in_words(capacity_mg),
    )
