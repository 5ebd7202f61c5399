"""Choosing units from a list: boxes to tick, each with its label and what is known of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet, prefetch_related_objects
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from custody.core.errors import InvalidInput
from custody.core.identifiers import parse_container_number, parse_label, parse_seal_number
from custody.core.lifecycle import CustodyState, Family
from custody.evidence.selectors.borne import in_seal_order, seals_borne
from custody.evidence.selectors.stock import lying_together
from custody.web.shared.fields import Words
from custody.web.shared.folding import in_groups
from custody.web.shared.turning import Leaf, leaf_of
from custody.web.shared.words import UNIT_KINDS, state_word

if TYPE_CHECKING:
    from django.http import HttpRequest

    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer
    from custody.web.shared.parts import Text


MOST_AT_ONCE = 2_000
"""So many units one form acts on, as many as are registered in one act. Only some of them are listed at a time
(``turning.py``)."""
READ, MOST_READ = "X-Read", 100
"""What was read comes in a header: seals stand in no address. So many codes are one question."""
_STAYING = ("extraction", "emptied")
WHOLE, CONTAINER = "whole", "container"
_BESIDE = " · "
"""What stands between the label of a unit and its seal; ``batch.js`` reads both off the page."""


class UnitBoxes(forms.CheckboxSelectMultiple):
    """Boxes to tick. Many of them are folded in groups by their labels; a group with a ticked one stands open."""

    template_name = "custody/forms/widgets/units.html"
    #: Values of units that are frozen by a discrepancy: a scan says so and ticks nothing.
    frozen: Collection[str] = ()
    #: By value, a number that units of the same place have in common: a scan says what lies elsewhere by the books.
    together: Mapping[str, int] = MappingProxyType({})
    #: By value, the label that stands for it on the page: it is written there anyway, and a list of 200 weighs a
    #: quarter less without an id for each.
    labels: Mapping[str, str] = MappingProxyType({})
    #: By answer that stands for several units, for how many: the page counts them as ticked.
    wholes: Mapping[str, int] = MappingProxyType({})
    #: Which of many boxes are listed; ``None`` for all of them.
    leaf: Leaf | None = None
    #: By value, what was read off the unit, where the page asks for what it does not list.
    read: Mapping[str, str] = MappingProxyType({})

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        """Return the boxes that are listed: the answers for several, what is ticked, and the leaf of the others."""
        every = self.choices
        if self.leaf is not None:
            rows = [each for each in every if str(each[0]) not in self.wholes]
            shown = {str(key) for key, _label in rows[self.leaf.begins : self.leaf.ends]} | set(value)
            self.choices = [each for each in every if str(each[0]) in self.wholes or str(each[0]) in shown]
        try:
            return super().optgroups(name, value, attrs)
        finally:
            self.choices = every

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return one box, marked when its unit is frozen or when it stands for all."""
        option = super().create_option(name, value, *args, **kwargs)
        # On the way back a browser ticks by position, and the list may have other goods there by then.
        option["attrs"]["autocomplete"] = "off"
        if str(value) in self.frozen:
            option["attrs"]["data-frozen"] = True
        if str(value) in self.wholes:
            option["attrs"]["data-whole"] = self.wholes[str(value)]
        if str(value) in self.read:
            option["attrs"]["data-read"] = self.read[str(value)]
        if str(value) in self.together:
            option["attrs"]["data-place"] = self.together[str(value)]
        option["value"] = self.labels.get(str(value), option["value"])
        return option

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what the template needs: the answers for several units, then the groups."""
        context = super().get_context(name, value, attrs)
        options = [option for _group, those, _at in context["widget"]["optgroups"] for option in those]
        wholes = [option for option in options if option["value"] in self.wholes]
        rows = [option for option in options if option["value"] not in self.wholes]
        context["widget"].update(
            wholes=wholes,
            groups=in_groups(rows, named=_mark_of, opened=lambda row: bool(row["selected"])),
            leaf=self.leaf,
        )
        return context


class UnitsField(forms.TypedMultipleChoiceField):
    """Several units. ``offer`` fills it with those that may be chosen here; when asked, all but samples are
    ticked beforehand: a sample goes another way than the load it was taken from. A scanned label or seal ticks its box,
    and from the first on only what is scanned stays ticked (``batch.js``)."""

    widget = UnitBoxes(attrs={"data-batch": True})
    default_error_messages = {
        "required": _("Choose at least one unit"),
        "invalid_choice": _("One of these units cannot be chosen any more. Look at the list again"),
        "invalid_list": _("Choose at least one unit"),
    }

    _by_label: Mapping[str, str] = MappingProxyType({})
    _by_seal: Mapping[str, str] = MappingProxyType({})
    _valid: frozenset[str] = frozenset()
    _each: Sequence[tuple[str, Words]] = ()

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Units"))
        super().__init__(coerce=UUID, **kwargs)

    def offer(
        self, units: Iterable[HandlingUnit], *, ticked: bool = False, reader: Officer | None = None
    ) -> None:
        """Take the units that may be chosen; where they are of several seizures, each says of which. A ``reader`` finds
        what is in the own custody by its seal too, as the bags stand in a row."""
        listed = list(units)[:MOST_AT_ONCE]
        rows = sorted(listed, key=lambda unit: (str(unit.seizure_id or ""), unit.label))
        seals = {} if reader is None else seals_borne(reader, listed)
        if reader is not None:
            rows = in_seal_order(reader, listed)
        prefetch_related_objects([unit for unit in rows if unit.kind == CONTAINER], "conveyance")
        several = len({unit.seizure_id for unit in rows}) > 1
        if several:
            prefetch_related_objects(rows, "seizure")
        self._by_label = {unit.label: str(unit.id) for unit in rows}
        self._by_seal = {seal: str(unit_id) for unit_id, seal in seals.items()}
        self._each = [(str(unit.id), in_a_list(unit, of_which=several, seal=seals.get(unit.id))) for unit in rows]
        self._valid = frozenset(key for key, _words in self._each)
        self.widget.labels = {str(unit.id): unit.label for unit in rows}
        self.choices = self._each
        if ticked:
            self.initial = [str(unit.id) for unit in going_along(rows)]

    @property
    def knows_seals(self) -> bool:
        """Whether some of them are found by a seal."""
        return bool(self._by_seal)

    def tick(self, read: Iterable[str]) -> None:
        """Choose beforehand what was read on the page before, by its labels, of what may be chosen; nothing read leaves
        the choice as it was. What is chosen is listed, wherever in a long list it stands."""
        known = dict(self._each)
        if named := [each for each in self.named(list(read)) if each in known]:
            self.initial = named

    def turn_to(self, request: HttpRequest) -> None:
        """List the leaf of a long list that is asked for, and tick what was read on the page before (``?read=``). All
        of it may be chosen, and every answer for several stands for those that are not listed too. A page that asks for
        what was read off a unit that it does not list (``unlisted.js``) is told of those alone."""
        if (read := request.headers.get(READ)) is not None:
            self._tell_of(read.split()[:MOST_READ])
            return
        self.widget.leaf = leaf_of(request, len(self._each), of_several=bool(self.widget.wholes))
        self.tick(request.GET.getlist("read"))

    def _tell_of(self, codes: Sequence[str]) -> None:
        named: dict[str, list[str]] = {}
        for code, value in zip(codes, map(self._named, codes), strict=True):
            if value in self._valid:
                named.setdefault(value, []).append(code)
        self.widget.read = {value: " ".join(of_it) for value, of_it in named.items()}
        self.widget.leaf = Leaf(begins=0, ends=0, all=len(self._each), said="")
        self.initial = list(named)

    def valid_value(self, value: Any) -> bool:
        """Say whether this may be chosen; of two thousand in one step each."""
        return str(value) in self.widget.wholes or str(value) in self._valid

    def named(self, value: Any) -> list[str]:
        """Return what was chosen; a label or a seal stands for its unit: of a box, or read where no list is shown."""
        return [self._named(word) for each in value or [] for word in str(each).split()]

    def _named(self, word: str) -> str:
        label, seal = _as(parse_label, word), _as(parse_seal_number, word)
        return self._by_label.get(label) or self._by_seal.get(seal) or word

    def clean(self, value: Any) -> Any:
        """Return the units."""
        return super().clean(self.named(value))

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Return what was ticked, as the choices name it: a form that comes back keeps its boxes."""
        return self.named(super().bound_data(data, initial))


def unit_read(code: str, *, units: Iterable[HandlingUnit], reader: Officer) -> HandlingUnit | None:
    """Return which of these a label or a seal is of, None for none; by a seal the reader finds what is in the own
    custody."""
    listed = list(units)
    seals = seals_borne(reader, listed)
    label, seal = _as(parse_label, code), _as(parse_seal_number, code)
    found = [unit for unit in listed if unit.label == label] or [unit for unit in listed if seals.get(unit.id) == seal]
    return found[0] if found else None


def _as(parse: Callable[[str], str], word: str) -> str:
    try:
        return parse(word)
    except InvalidInput:
        return word


class LoadField(UnitsField):
    """Units one by one, or the whole load by one answer. That is chosen beforehand for who comes from one seizure: the
    result, which a person attests, never is."""

    def offer(
        self, units: Iterable[HandlingUnit], *, ticked: bool = False, reader: Officer | None = None
    ) -> None:
        """Take the units that may be chosen, and offer them as a whole where they are one load."""
        rows = sorted(units, key=lambda unit: unit.label)
        super().offer(rows, reader=reader)
        self.offer_whole(rows, ticked=ticked)

    def offer_whole(self, rows: Collection[HandlingUnit], *, ticked: bool, named: Text = "") -> None:
        """Put the whole of these first, where they are one load."""
        known = dict(self._each)
        self._offered = [str(unit.id) for unit in rows if str(unit.id) in known]
        if len(rows) > 1 and are_one_load(rows):
            taken = len(self._offered)
            count = ngettext("%(count)d unit", "%(count)d units", taken) % {"count": taken}
            words = named or _("The whole load")
            if taken < len(rows):
                words = _("As much of the load as one signature takes")
            # Of which units it is the whole goes with the answer: what joins the load meanwhile is not signed for.
            whole = f"{WHOLE}:{sha256(''.join(sorted(self._offered)).encode()).hexdigest()[:12]}"
            self.choices = [(whole, Words(words, count)), *self._each]
            self.widget.wholes = {whole: taken}
            if ticked:
                self.initial = [whole]

    def clean(self, value: Any) -> list[UUID]:
        """Return the units; the answer for the whole load stands for each of them. Raise ``ValidationError`` where some
        are ticked beside the whole: nobody signs for all who meant a few; and where the load is another than was shown,
        or the answer does not say of which units it is the whole."""
        chosen = self.named(value)
        whole = next((word for word in chosen if word.partition(":")[0] == WHOLE), None)
        if whole is None or not self.widget.wholes:
            return super().clean(value)  # type: ignore[no-any-return]
        if whole not in self.widget.wholes:
            raise ValidationError(
                # A sentence for whoever holds it too: kept as it stands in the source, and without a plural.
                _("The load has changed since you saw it (units now: %(count)d). Look again, and tick it anew"),
                params={"count": len(self._offered)}, code="changed",
            )  # fmt: skip
        each = set(chosen) - {whole}
        if each and each != set(self._offered):
            raise ValidationError(_("Tick the whole load or single units, not both"), code="both")
        return super().clean(self._offered)  # type: ignore[no-any-return]


class ManyField(LoadField):
    """A few units of one load are ticked each; many are offered as a whole too, which nobody ticked beforehand."""

    FEW = 30

    def offer(
        self, units: Iterable[HandlingUnit], *, ticked: bool = False, reader: Officer | None = None
    ) -> None:
        """Take the units that may be chosen; ``ticked`` says that they were asked for as one load."""
        rows = list(units)
        few = len(rows) <= self.FEW
        UnitsField.offer(self, rows, ticked=few and are_one_load(rows), reader=reader)
        self._offered = []
        if not few:
            stays = self.widget.frozen
            self.offer_whole([unit for unit in going_along(rows) if str(unit.id) not in stays], ticked=ticked,
                             named=_("All but what stays here") if stays else "")


class MovedField(ManyField):
    """What changes hands: as many as that, and told where something of it may not move."""

    def offer(
        self, units: Iterable[HandlingUnit], *, ticked: bool = False, reader: Officer | None = None
    ) -> None:
        """Take the units that may be chosen; ``ticked`` says that they were asked for as one load. What is frozen by a
        discrepancy, or by a signature that is owed, moves on only where it is on the road already, and is not chosen
        beforehand elsewhere."""
        rows = list(units)
        staying = [unit for unit in rows if (unit.discrepancy_open or unit.signature_owed)
                   and unit.custody_state != CustodyState.IN_TRANSIT]  # fmt: skip
        frozen = {str(unit.id) for unit in staying}
        self.widget.frozen = frozen
        lying = lying_together([unit.id for unit in rows])
        if len(set(lying.values())) > 1:
            self.widget.together = {str(unit_id): number for unit_id, number in lying.items()}
        super().offer(rows, ticked=ticked, reader=reader)
        self.initial = [each for each in self.initial or [] if each not in frozen]


def at_once(rows: QuerySet[HandlingUnit]) -> list[HandlingUnit]:
    """Return the units that a form may act on, and one more where there are more: its questions are about all of them,
    whatever is listed of them."""
    return list(rows[: MOST_AT_ONCE + 1])


def drop_unless_unswept(form: forms.Form, units: Iterable[HandlingUnit]) -> None:
    """Ask why a load does not wait for its sweep only where goods among the units were not swept."""
    if not any(unit.unswept and unit.family is Family.GOODS for unit in units):
        del form.fields["unswept_reason"]


def are_one_load(units: Iterable[HandlingUnit]) -> bool:
    """Say whether what goes along is of one seizure.

    Units of two loads are never ticked beforehand where they move or change hands: one touch would sign for both.
    """
    return len({unit.seizure_id for unit in going_along(units)}) <= 1


def going_along(units: Iterable[HandlingUnit]) -> list[HandlingUnit]:
    """Leave out what rarely goes along: a sample, and a conveyance that is being stripped or is empty."""
    return [unit for unit in units if unit.kind != "sample" and unit.custody_state not in _STAYING]


def bricks_in(units: Iterable[HandlingUnit]) -> int:
    """Return how many bricks or packages were counted in the units."""
    return sum(unit.package_count or 0 for unit in units)


def _mark_of(row: Mapping[str, Any]) -> str:
    """Return what a row is found by: the seal, as the bags bear it, else the label."""
    return str(row["label"]).rpartition(_BESIDE)[2]


def in_a_list(unit: HandlingUnit, *, of_which: bool = False, seal: str | None = None) -> Words:
    """Return a unit as a list shows it: label, its seal where the reader may know it, kind and state, and the word of
    its seizure when asked; no mass, no substance, no place."""
    kind, state = UNIT_KINDS.get(unit.kind, unit.kind), state_word(unit.custody_state)
    word = f" · {unit.seizure.code_word}" if of_which and unit.seizure is not None else ""
    frozen = f" · {gettext('Frozen by a discrepancy')}" if unit.discrepancy_open else ""
    frozen += f" · {gettext('Signature owed')}" if unit.signature_owed else ""
    number = number_on(unit)
    named = f"{number}{_BESIDE}{unit.label}" if number else unit.label
    return Words(f"{named}{_BESIDE}{seal}" if seal and not number else named, f"{kind} · {state}{word}{frozen}")


def number_on(unit: HandlingUnit) -> str:
    """Return the number on the doors of a container, as it stands there; "" for all else, and where none was read."""
    stopped = getattr(unit, "conveyance", None) if unit.kind == CONTAINER else None
    number = None if stopped is None else stopped.container_number
    return parse_container_number(number).display if number else ""
