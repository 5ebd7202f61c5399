"""Codes in words: ``{{ unit|state_word }}``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from custody.evidence.selectors.borne import seals_borne
from custody.web.shared import exceptional, words
from custody.web.shared.units import number_on

if TYPE_CHECKING:
    from django.template import Context

    from custody.evidence.models import HandlingUnit

register = template.Library()


@register.simple_tag(takes_context=True)
def marks(context: Context, unit: HandlingUnit | str) -> SafeString:
    """Return what a unit is found by: its label, and the seal on it for the reader who has it in custody; nothing on a
    blank form, which is about no unit yet."""
    if isinstance(unit, str):
        return SafeString()
    label = format_html('<span class="c-code">{}</span>', unit.label)
    seal = seals_borne(context["request"].user, [unit]).get(unit.id)
    return format_html('{} · {} <span class="c-code">{}</span>', label, _("seal"), seal) if seal else label


@register.filter
def knows_seals(form: Any) -> bool:
    """Say whether a form lists units that are found by their seals too."""
    return any(getattr(each, "knows_seals", False) for each in getattr(form, "fields", {}).values())


@register.filter
def state_word(unit: Any) -> words.Word:
    """Return the custody state of a unit in words."""
    return words.state_word(unit.custody_state)


@register.filter
def word_in(code: str, known: Mapping[str, words.Word]) -> words.Word:
    """Return the word of a code in a list of words; a code without one as it is."""
    return known.get(code, code)


@register.filter
def authority_word(unit: Any) -> words.Word:
    """Return the authority state of a unit in words."""
    return words.authority_word(unit.authority_state)


@register.filter
def kind_word(unit: Any) -> words.Word:
    """Return the kind of a unit in words."""
    return words.UNIT_KINDS.get(unit.kind, unit.kind)


@register.filter
def number_first(unit: Any) -> str:
    """Return what a unit is found by: the number on the doors of a container and then its label, else its label."""
    number = number_on(unit)
    return f"{number}\N{NO-BREAK SPACE}· {unit.label}" if number else unit.label


@register.filter
def discrepancy_word(row: Any) -> words.Word:
    """Return the kind of a discrepancy in words."""
    return words.DISCREPANCY_KINDS.get(row.discrepancy_kind, row.discrepancy_kind)


@register.filter
def by_kind(rows: Iterable[tuple[Any, Any]]) -> list[list[tuple[Any, Any]]]:
    """Return what freezes units, (unit, discrepancy), in groups of one kind, the kind that came first in front."""
    groups: dict[str, list[tuple[Any, Any]]] = {}
    for unit, row in rows:
        groups.setdefault(row.discrepancy_kind, []).append((unit, row))
    return list(groups.values())


@register.filter
def clock_word(clock: Any) -> words.Word:
    """Return what a clock asks for, in words."""
    return words.CLOCKS.get(clock.clock_type, clock.clock_type)


@register.filter
def authority_of_hold(hold: Any) -> words.Word:
    """Return in words who holds goods back."""
    return words.HELD_BY.get(hold.authority, hold.authority)


@register.filter
def exception_word(proposal: Any) -> words.Word:
    """Return what is asked for, in words."""
    return exceptional.EXCEPTIONS[proposal.exception]


@register.filter
def exception_state(proposal: Any) -> words.Word:
    """Return what became of an exception that was asked for, in words."""
    return exceptional.STATES[proposal.state]
