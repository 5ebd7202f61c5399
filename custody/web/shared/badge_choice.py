"""Naming a colleague: who is likely here as radios, anybody else by their badge, and nobody chosen beforehand.

Badges are shown, never names. A badge that stood in the line already was sent on by a thumb that did not look, and
signed for somebody who was not there (ux.md 2.3, 4): whoever names a second person taps or scans one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from custody.web.shared.fields import ScanField, ScanInput, Words, unprefixed

if TYPE_CHECKING:
    from custody.evidence.selectors.colleagues import Colleague

NOBODY = ""
_TAPPED = "_near"
WHY = {
    "record": _("named in this record"),
    "crew": _("rides with the same load"),
    "shift": _("on shift where you are"),
    "last": _("worked with you last"),
}
"""Why somebody is likely, as the quieter line of the radio."""


class BadgeInput(ScanInput):
    """One line for a badge. A radio that was there when the page was made counts as well: nothing sent is lost."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        """Return what was tapped and what was typed."""
        return [str(data.get(name + _TAPPED) or ""), str(data.get(name) or "")]

    def format_value(self, value: Any) -> str | None:
        """Return the badge that stands in the line."""
        return ("".join(value[1:]) or value[0] or None) if isinstance(value, list) else value


class BadgeRadios(forms.MultiWidget):
    """Radios of who is likely here, and one line for the badge of anybody else."""

    template_name = "custody/forms/widgets/badge_choice.html"
    use_fieldset = True
    first_target = "_0_0"

    def __init__(self, choices: list[tuple[str, Words]], attrs: dict[str, Any] | None = None) -> None:
        parts: dict[str, forms.Widget | type[forms.Widget]] = {
            _TAPPED[1:]: forms.RadioSelect(choices=choices), "": ScanInput({"data-scan": "B"}),
        }
        super().__init__(parts, attrs)

    def decompress(self, value: Any) -> list[str]:
        """Return the parts of an initial value."""
        return ["", value or ""]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what the template needs. Where two were named no radio comes back chosen: one cannot be unchosen."""
        if isinstance(value, list) and value[1]:
            value = [None, value[1]]
        return super().get_context(name, value, attrs)


class BadgeField(ScanField):
    """A colleague, by tapping one who is likely here, scanning the badge or typing its token."""

    widget: Any = BadgeInput
    default_error_messages = {
        "required": _("%(field)s: scan or type the badge"),
        "nobody": _("%(field)s: choose who it is, or scan another badge"),
        "two": _("Two badges are named, %(tapped)s and %(typed)s. Choose one, and leave the other out"),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Badge"))
        super().__init__(**kwargs)
        self.widget.attrs["data-scan"] = "B"

    def offer(self, badges: Iterable[str]) -> None:
        """List badges that may be meant, below the line: many, or of people who need not be here."""
        self.widget.listed = list(badges)

    def suggest(self, people: Iterable[Colleague]) -> None:
        """Show who is likely here as radios. None is chosen; where nobody need be named, nobody is."""
        shown = {each.badge: (each.badge, Words(each.badge, WHY[each.why])) for each in reversed(list(people))}
        if not shown:
            return
        nobody = [] if self.required or getattr(self, "is_asked", False) else [(NOBODY, Words(_("Nobody")))]
        self.widget = BadgeRadios([*reversed(shown.values()), *nobody])
        self.widget.is_required = self.required
        if self.error_messages["required"] == self.default_error_messages["required"]:
            self.error_messages["required"] = self.error_messages["nobody"]

    def clean(self, value: Any) -> str:
        """Return the badge, "" when it may be empty and is; raise when two people are named."""
        tapped, typed = [super(BadgeField, self).to_python(each) for each in self._both(value)]
        tapped, typed = tapped.strip(), unprefixed(typed, "B").strip()
        if tapped and typed and tapped != typed:
            raise ValidationError(
                self.error_messages["two"], code="two", params={"tapped": tapped, "typed": typed}
            )
        return str(super().clean(typed or tapped))

    def to_python(self, value: Any) -> str:
        """Return the badge token."""
        return unprefixed(super().to_python(value), "B")

    @staticmethod
    def _both(value: Any) -> list[str]:
        return value if isinstance(value, list) else ["", value]
