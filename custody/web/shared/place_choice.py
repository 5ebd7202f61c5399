"""Choosing a place where there are many: what is near as radios, any other by its code word, or "I do not know".

A code word alone says nothing to who is new: beside it stands what kind of place it is, and that it is of the site
where the officer is. The name of a place is never shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from custody.evidence.selectors.room import placed_mg_each
from custody.organisation.selectors import current_site_of, places
from custody.web.shared.fields import ScanInput, Words
from custody.web.shared.guards import signed_in
from custody.web.shared.words import PLACE_KINDS

if TYPE_CHECKING:
    from django.http import HttpRequest

    from custody.organisation.models import Place

LAST_PLACE, LAST_DESTINATION, LAST_STORE = "last_place", "last_destination", "last_store"
DESTINATIONS = ("store", "vault", "quarantine", "furnace", "laboratory", "registry")
BURNT = 3
NEARLY_PERCENT = 80
"""From so much of its limit on a place is nearly full, as the list of places says it too."""
MOST_NEAR = 4
OTHER, UNKNOWN = "other", "unknown"


@dataclass(frozen=True, slots=True)
class Near:
    """What may be named, in the order it is shown: the first few as radios. None is ``chosen`` beforehand unless
    somebody said it before: a place nobody chose would be signed unread."""

    places: list[tuple[str, Words]]
    every: list[str]
    chosen: str = ""
    here: frozenset[str] = frozenset()


def near(request: HttpRequest, *, kinds: Iterable[str], last_named: str = LAST_PLACE) -> Near:
    """Return the places of some kinds for the signed-in officer: the last one named in this session (``last_named`` is
    under what it was kept), then those of the site where the officer is, quays first. Where nobody knows the site, the
    quays of the country; where none of them may be named, what else of it may."""
    officer = signed_in(request)
    site, last = current_site_of(officer), str(request.session.get(last_named, ""))
    rows = {place.code_word: place for place in places(kinds=kinds)}
    here = [place for place in rows.values() if site is not None and place.site_id == site.id]
    shown = sorted(here, key=lambda place: (place.kind != "quay", place.code_word))
    ours = [place for place in rows.values() if place.jurisdiction == settings.CUSTODY_JURISDICTION]
    shown = shown or [place for place in ours if place.kind == "quay"] or ours
    if last in rows:
        shown = [rows[last], *(place for place in shown if place.code_word != last)]
    return Near(
        places=[(place.code_word, _in_words(place, here=place in here, is_last=place.code_word == last))
                for place in shown[:MOST_NEAR]],
        every=list(rows),
    )  # fmt: skip


def onward(request: HttpRequest, *, bound_for: Iterable[Place] = ()) -> Near:
    """Return where a load may be sent that leaves: where it is bound for already, the last destination named in this
    session, then the stores of other sites and what else goods are sent to: those of the country where the officer is
    before others, and those with room before those that are nearly full. Beside each stands why it stands there. Any
    place may be named; one that counts as known to others is not shown.

    Nothing is chosen beforehand but the one place that a load on the road is bound for: who signs says where it goes.
    ``here`` are the places of the site where the officer is.
    """
    site, last = current_site_of(signed_in(request)), str(request.session.get(LAST_DESTINATION, ""))
    rows = {place.code_word: place for place in places()}
    here = {place.code_word for place in rows.values() if site is not None and place.site_id == site.id}
    away = [place for place in rows.values()
            if place.kind in DESTINATIONS and place.danger < BURNT and place.code_word not in here]
    country = settings.CUSTODY_JURISDICTION if site is None else site.jurisdiction
    full = _nearly_full(away)
    shown = sorted(away, key=lambda place: (place.jurisdiction != country, DESTINATIONS.index(place.kind),
                                            place.code_word in full, place.code_word))  # fmt: skip
    if last in rows and rows[last].danger < BURNT:
        shown = [rows[last], *(place for place in shown if place.code_word != last)]
    bound = [place for place in bound_for if place.danger < BURNT]
    words = [place.code_word for place in bound]
    shown = [*bound, *(place for place in shown if place.code_word not in words)]
    return Near(
        places=[(place.code_word, _in_words(place, here=place.code_word in here, is_last=place.code_word == last,
                                            is_bound=place.code_word in words,
                                            more=_to_choose_by(place, country=country, full=full)))
                for place in shown[:MOST_NEAR]],
        every=list(rows),
        chosen=words[0] if len(words) == 1 else "",
        here=frozenset(here),
    )  # fmt: skip


def _nearly_full(of: Iterable[Place]) -> set[str]:
    limited = [(place, place.cap_mg) for place in of if place.cap_mg is not None]
    lying = placed_mg_each(place for place, _cap_mg in limited)
    return {place.code_word for place, cap_mg in limited if lying[place.id] * 100 >= cap_mg * NEARLY_PERCENT}


def _to_choose_by(place: Place, *, country: str, full: set[str]) -> list[str]:
    """Return by what one destination is told from another of its kind: how far, and whether it has room."""
    said = [] if place.jurisdiction == country else [translate("in another country")]
    if place.cap_mg is not None:
        said.append(translate("nearly full") if place.code_word in full else translate("has room"))
    return said


def _in_words(
    place: Place, *, here: bool, is_last: bool, is_bound: bool = False, more: Iterable[str] = ()
) -> Words:
    said = [str(PLACE_KINDS.get(place.kind, place.kind))]
    if is_bound:
        said.append(translate("where your load goes"))
    elif is_last:
        said.append(translate("the last you named"))
    elif here:
        said.append(translate("at the site where you are"))
    return Words(place.code_word, " · ".join([*said, *more]))


class PlaceInput(forms.MultiWidget):
    """Radios of what is near, and one line for the code word of any other."""

    template_name = "custody/forms/widgets/place_choice.html"
    use_fieldset = True
    first_target = "_0_0"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        # A scan fills the line wherever the focus is; it shows itself once something stands in it.
        line = ScanInput({"data-scan": "P", "placeholder": " "})
        super().__init__({"near": forms.RadioSelect(), "": line}, attrs)

    def decompress(self, value: Any) -> list[str]:
        """Return the parts of an initial value."""
        return [value or "", ""]


class PlaceChoiceField(forms.Field):
    """A place by its code word, near or any other; ``None`` when the officer does not know it and ``not_known`` is what
    they may say then. Fill it with ``offer``: nothing but those places can be named, so that a guess tells nothing."""

    widget = PlaceInput
    default_error_messages = {
        "required": _("Choose the place, or say that you do not know it"),
        "two": _("Choose the place, or name another one, not both"),
        "word": _("Scan the label of the place, or type its code word"),
        "unknown": _("%(read)s is not a place you can choose here. Choose one that is shown, or scan the label of the "
                     "place again"),
    }

    def __init__(self, *, not_known: str | Promise = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.not_known = not_known
        self._words: set[str] = set()

    def offer(self, found: Near) -> None:
        """Take the places that may be named here."""
        self._words = {word.upper() for word in found.every}
        radios, line = self.widget.widgets
        assert isinstance(radios, forms.RadioSelect)  # noqa: S101 - made so above
        assert isinstance(line, ScanInput)  # noqa: S101 - made so above
        unknown = [(UNKNOWN, self.not_known)] if self.not_known else []
        # The line for a code word follows the last radio: it belongs to that one.
        radios.choices = [*found.places, *unknown, (OTHER, _("Another place, by its code word"))]
        line.listed = found.every
        self.initial = found.chosen

    def clean(self, value: Any) -> str | None:
        """Return the code word. What is scanned or typed is another place than those to tap; one of each is asked
        back: the place is secret, and no page would show which of the two it became."""
        choice, typed = [*(value or []), "", ""][:2]
        word = (typed or "").strip().upper().removeprefix("P1:")
        if word and choice and choice != OTHER and choice.upper() != word:
            raise ValidationError(self.error_messages["two"], code="two")
        if not word and choice == UNKNOWN and self.not_known:
            return None
        if not word and choice == OTHER:
            raise ValidationError(self.error_messages["word"], code="word")
        word = word or (choice or "").upper()
        if not word and not self.required:
            return None
        if not word:
            raise ValidationError(self.error_messages["required"], code="required")
        if word not in self._words:
            raise ValidationError(self.error_messages["unknown"], code="unknown", params={"read": word})
        return word
