"""Words the templates use: icons, tags, masses and times."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django import template
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.defaultfilters import date as date_format
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime

from custody.core.mass import in_words
from custody.core.money import decimals_of
from custody.web.shared.local import day_and_time, short_day
from custody.web.shared.long_words import breaking
from custody.web.shared.menu import MenuGroup, menu_for
from custody.web.shared.parts import TONES
from custody.web.shared.summary import SummaryLine, summary_of
from custody.web.shared.times import day_shown
from custody.web.shared.weights import shown

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.template import Context

    from custody.core.money import Money

register = template.Library()

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_KEPT = re.compile(r"\s+")


class UnknownIcon(LookupError):
    """A template names an icon that is not among the files placed at set-up."""


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return the drawing of an icon, hidden from screen readers: the words beside it say what it means."""
    return mark_safe(_drawing(name))  # noqa: S308 - a file placed and checked by its hash at set-up


@cache
def _drawing(name: str) -> str:
    path = _icon_path(name)
    if path is None:
        raise UnknownIcon(f"no icon {name!r} in vendor/lucide: add it to config/launcher/vendor.json")
    inner = _COMMENT.sub("", path.read_text(encoding="utf-8"))
    body = inner[inner.index(">", inner.index("<svg")) + 1 : inner.rindex("</svg>")]
    attributes = 'viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"'
    joins = 'stroke-linecap="round" stroke-linejoin="round"'
    return (
        f'<svg class="c-icon" {attributes} {joins} aria-hidden="true" focusable="false">'
        f"{_KEPT.sub(' ', body).strip()}</svg>"
    )


def _icon_path(name: str) -> Path | None:
    relative = f"vendor/lucide/icons/{name}.svg"
    found = finders.find(relative)
    if found:
        return Path(found)
    if staticfiles_storage.exists(relative):
        return Path(staticfiles_storage.path(relative))
    return None


@register.simple_tag(name="tag")
def tag_(words: object, tone: str = "neutral", icon_name: str = "") -> SafeString:
    """Return a small label. Its colour never says anything that its words do not."""
    if tone not in TONES:
        raise ValueError(f"tone must be one of {', '.join(TONES)}, not {tone!r}")
    drawing = icon(icon_name) if icon_name else ""
    return format_html('<span class="ds-tag c-tag" data-color="{}">{}{}</span>', tone, drawing, words)


@register.filter
def mass(milligrams: int | None) -> str:
    """Return a mass in kilograms, exact, in the reader's language; "–" for none."""
    return "–" if milligrams is None else shown(milligrams)


@register.filter
def money(amount: Money | None) -> str:
    """Return an amount of money with its currency, in the reader's language; "–" for none."""
    if amount is None:
        return "–"
    written = number_format(amount.amount, decimal_pos=decimals_of(amount.currency), force_grouping=True)
    return f"{amount.currency} {written}"


@register.filter
def mass_words(milligrams: int | None) -> str:
    """Return a mass with its units spelled apart (``412 kg 500 g``); "–" for none."""
    return "–" if milligrams is None else in_words(milligrams)


@register.filter
def clock(value: datetime | None) -> SafeString:
    """Return the time of day at the site, with its day when that is not today; "–" for none."""
    if not value or localtime(value).date() == localtime().date():
        return _time(value, "H:i")
    return moment(value)


@register.filter
def moment(value: datetime | None) -> SafeString:
    """Return day and time at the site, with the year when it is not this one; "–" for none."""
    return _time(value, day_and_time(localtime(value)) if value else "")


@register.filter
def moment_long(value: datetime | None) -> SafeString:
    """Return day, year and time at the site, "–" for none."""
    return _time(value, f"{short_day(with_year=True)} H:i")


@register.filter
def weekday(value: date | None) -> str:
    """Return a day with its weekday, both short, as the reader writes them; "–" for none."""
    return date_format(value, f"D {short_day()}") if value else "–"


@register.filter
def day(value: date | None) -> SafeString:
    """Return a day as the reader writes it, "–" for none."""
    if not value:
        return SafeString("–")
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), day_shown(value))


def _time(value: datetime | None, pattern: str) -> SafeString:
    if not value:  # None, or "" where a page without our context processor has no such variable
        return SafeString("–")
    local = localtime(value)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), date_format(local, pattern))


@register.simple_tag(takes_context=True)
def block_text(context: Context, name: str) -> SafeString:
    """Return what block ``name`` will show, so that a page writes its heading once and has it in its title
    too.

    The block's own escaping has happened; nothing is escaped twice. "" when the page has no such block.
    """
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    return mark_safe(block.render(context).strip()) if block else SafeString("")  # noqa: S308 - rendered, so escaped


@register.filter(name="breaking")
def breaking_(words: SafeString) -> SafeString:
    """Return a heading, already escaped, whose long words may break with a hyphen."""
    return breaking(words)


@register.simple_tag
def error_lines(form: BaseForm | None) -> list[SummaryLine]:
    """Return the lines of the error summary of any form, [] when there is nothing wrong."""
    return summary_of(form) if form is not None and form.is_bound else []


@register.simple_tag(takes_context=True)
def main_menu(context: Context) -> list[MenuGroup]:
    """Return the pages this officer may open, [] before the sign-in."""
    request = context.get("request")
    if request is None or not context.get("badge"):
        return []
    return menu_for(request, alerts=context.get("alert_count") or 0)


@register.filter
def message_tone(level: str) -> str:
    """Return the tone of a message of Django's."""
    return {"error": "danger", "success": "success", "warning": "warning"}.get(level, "info")


@register.filter
def tone_icon(tone: str) -> str:
    """Return the icon that goes with a tone."""
    return {"danger": "octagon-alert", "warning": "triangle-alert", "success": "circle-check"}.get(tone, "info")
