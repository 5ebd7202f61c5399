"""The reference page of what each rule costs: answers, taps, people and time on the way from the stop to the ash.

Nothing is counted by hand. A step is an address; its page names the form and the act, the form its questions, the act
in its docstring who may do it, when, and which events it appends, and the events which clocks they begin. So a question
that is added to a form stands here at the next ``manage.py render_docs``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from inspect import signature, unwrap
from types import CodeType, ModuleType, SimpleNamespace
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import override

from custody.core.clock_kinds import KINDS
from custody.core.packs import ANY, Pack, read_pack
from custody.organisation.shipped import shipped_packs
from custody.reports.markdown import BANNER, page, table
from custody.reports.references import addresses

WAY: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("On the quay", (
        "stop:begin", "stop:guard", "extraction:start", "seizure:open", "seizure:register", "photo:attach_seizure",
        "extraction:end", "sweep:record", "transfer:offer", "transfer:receive", "exceptions:sign",
    )),
    ("The papers", ("reports:record", "reports:correct", "reports:decide")),
    ("On the road and in store", (
        "mission:plan", "road:depart", "road:arrive", "road:store", "weighing:record", "counting:record",
        "sampling:take",
    )),
    ("The order", (
        "magistrate:ask", "magistrate:open", "magistrate:page", "orders:record", "orders:verify", "law:oral",
        "law:confirm",
    )),
    ("The fire", (
        "sessions:plan", "sessions:approve", "sessions:stage", "sessions:test", "sessions:attest", "sessions:burn",
        "sessions:reconcile",
    )),
)  # fmt: skip
"""The addresses an officer passes, in order: the one thing on the page that somebody wrote."""
TAP_MS, CHARACTER_MS = 1_000, 150
AROUND = 2
"""Taps of every form: to open it, and to send it."""
TYPED = {
    "BadgeField": 4, "LabelField": 9, "ContainerField": 11, "SealField": 8, "PlaceField": 7, "WeightField": 6,
    "CountField": 3, "DateField": 8, "RemarkField": 40, "TextField": 12,
}  # fmt: skip
"""How many characters somebody types who has no scanner, by the kind of question; of others none."""
PHOTO_TAPS = 2
JURISDICTION = "BE"
_SAID = re.compile(r"Who: (?P<who>.+?)\.? When(?:: | ?, )(?P<when>.+?)\.? Appends")
_EVENT = re.compile(r"``([a-z]+\.[a-z_]+/\d+)``")


@dataclass(frozen=True, slots=True)
class Cost:
    """What the questions of one form cost when every one that must be answered is, and nothing else."""

    answers: int
    choices: int
    others: int
    taps: int
    characters: int
    people: int

    @property
    def ms(self) -> int:
        """Milliseconds, by the arithmetic of the page."""
        return self.taps * TAP_MS + self.characters * CHARACTER_MS


@dataclass(frozen=True, slots=True)
class Step:
    """One address on the way, with what was found behind it."""

    name: str
    what: str
    form: str
    cost: Cost
    each: Cost | None
    """What every unit of the load asks for besides, where the form asks unit by unit."""
    rules: tuple[str, ...]
    events: tuple[str, ...]


def cost_of(fields: Mapping[str, forms.Field], *, around: int) -> Cost:
    """Return what some questions cost, with the taps around them.

    A question whose answer stands there already costs nothing; one that is asked though the parser lets it be empty is
    counted.
    """
    asked = [each for each in fields.values() if not isinstance(each.widget, forms.HiddenInput)]
    must = [each for each in asked if (each.required or getattr(each, "is_asked", False)) and not each.initial]
    choices = sum(isinstance(each, (forms.ChoiceField, forms.MultipleChoiceField)) for each in must)
    taps = sum(PHOTO_TAPS if isinstance(each, forms.FileField) else 1 for each in must)
    return Cost(
        answers=len(must),
        choices=choices,
        others=len(asked) - len(must),
        taps=taps + around,
        characters=sum(_characters(each) for each in must),
        people=sum(_is_badge(each) for each in must),
    )


def step_of(name: str) -> Step:
    """Return what stands behind an address; raise ``LookupError`` where there is none, no form or no act."""
    view = _views()[name]
    form, acts = _behind(view)
    said = [" ".join((each.__doc__ or "").split()) for each in acts]
    return Step(
        name=name,
        what=(view.__doc__ or "").strip().split("\n")[0],
        form=form.__name__,
        cost=cost_of(form.base_fields, around=AROUND),
        each=_for_each_unit(form),
        rules=tuple(f"{found['who']}; when {found['when']}" for each in said if (found := _SAID.search(each))),
        events=tuple(dict.fromkeys(code for each in said for code in _EVENT.findall(each.partition("Appends")[2]))),
    )


def rule_costs_page() -> str:
    """Return the page."""
    pack = read_pack(shipped_packs()[JURISDICTION])
    with override("en"):
        steps = {name: step_of(name) for _, names in WAY for name in names}
    lines = [
        "# What each rule costs", "", BANNER, "",
        "Every form between the stop and the ash: the answers it must have, the taps, the characters, the people who",
        "are named beside who holds the phone, and the clocks it may begin, with their lengths in the pack of",
        f"{JURISDICTION}. Counted from the forms, the acts and the rules themselves. What may be left out costs",
        "nothing; a question that only some loads are asked is counted, so these are the most it costs.", "",
        "## The arithmetic", "",
        f"A tap is {_seconds(TAP_MS)}, a character {_seconds(CHARACTER_MS)}: one tap for each answer,",
        f"{PHOTO_TAPS} for a photo, {AROUND} more to open and to send the form. Nobody here has a scanner, which would",
        "take the characters off. What somebody types for a question of each kind:", "",
        *table(("question", "characters"), [(f"`{kind}`", str(count)) for kind, count in TYPED.items()]), "",
        "Thinking, walking, weighing and opening are not in it. Who is named signs later, with an own badge: that is",
        "the step `exceptions:sign`, once for each.",
    ]  # fmt: skip
    for title, names in WAY:
        lines += ["", f"## {title}", "", *table(_HEAD, [_row(steps[name], pack) for name in names])]
    lines += [
        "", "## Altogether", "",
        *table(("part of the way", "forms", "answers", "taps", "people named", "time"), list(_sums(steps))), "",
        "Each form once: a seizure of many units asks `seizure:register` again for each kind of unit, and everything",
        "after it takes a whole load in one form.", "",
        "## The rules behind the forms", "",
        *table(("step", "who, and when"), [(f"`{each.name}`", "<br>".join(each.rules)) for each in steps.values()]),
    ]  # fmt: skip
    return page(*lines)


_HEAD = ("step", "what", "answers", "of them choices", "may be left out", "taps", "characters", "people named", "time",
         "for each unit", "clocks it may begin")  # fmt: skip


def _row(step: Step, pack: Pack) -> tuple[str, ...]:
    cost = step.cost
    return (
        f"`{step.name}` ({step.form})", step.what, str(cost.answers), str(cost.choices), str(cost.others),
        str(cost.taps), str(cost.characters), str(cost.people), _seconds(cost.ms), _each(step),
        _clocks(step, pack),
    )  # fmt: skip


def _each(step: Step) -> str:
    return "" if step.each is None else f"{step.each.answers} answers, {_seconds(step.each.ms)}"


def _sums(steps: dict[str, Step]) -> Iterator[tuple[str, ...]]:
    for title, names in (*WAY, ("All of it", tuple(steps))):
        costs = [steps[name].cost for name in names]
        yield (
            title, str(len(costs)), str(sum(each.answers for each in costs)), str(sum(each.taps for each in costs)),
            str(sum(each.people for each in costs)), _seconds(sum(each.ms for each in costs)),
        )  # fmt: skip


def _clocks(step: Step, pack: Pack) -> str:
    """Return the clocks that the events of a step begin, with their length in the pack, the plain value of each."""
    lengths = {rule.key: f"{rule.value} {rule.measure.replace('_', ' ')}" for rule in pack.rules if rule.scope[1:] == (
        ANY, 0, ANY)}  # fmt: skip
    return "<br>".join(
        f"`{clock.value}` {lengths.get(kind.policy, 'not in the pack')}"
        for clock, kind in KINDS.items()
        if not set(kind.begins).isdisjoint(step.events)
    )


def _seconds(ms: int) -> str:
    """Return a time as seconds, from two minutes on as minutes and seconds."""
    if ms < 120_000:
        return f"{ms / 1000:g} s"
    return f"{ms // 60_000} min {ms % 60_000 // 1000} s"


def _kinds(field: forms.Field) -> list[str]:
    return [each.__name__ for each in type(field).__mro__]


def _is_badge(field: forms.Field) -> bool:
    return "BadgeField" in _kinds(field)


def _for_each_unit(form: type[forms.Form]) -> Cost | None:
    """Return what a form asks for each unit of a load; ``None`` where it asks nothing unit by unit."""
    unit = SimpleNamespace(id=UUID(int=0), label="", kind="bag", package_count=1, gross_mg=1, seal="A")
    given = {"units": [unit], "lines": [SimpleNamespace(unit=unit)]}
    takes = [name for name in signature(form.__init__).parameters if name in given]
    if not takes:
        return None
    # Whatever else it wants to know makes it ask as much as it can.
    more = {
        each.name: "bool" in str(each.annotation)
        for each in signature(form.__init__).parameters.values()
        if each.kind is each.KEYWORD_ONLY and each.default is each.empty and each.name not in given
    }
    build: Callable[..., forms.Form] = form
    asked = build(**{name: given[name] for name in takes}, **more).fields
    return cost_of({name: each for name, each in asked.items() if name not in form.base_fields}, around=0)


def _characters(field: forms.Field) -> int:
    return next((TYPED[kind] for kind in _kinds(field) if kind in TYPED), 0)


# --- from an address to its form and its act -------------------------------------------------------------------------


def _views() -> dict[str, Callable[..., Any]]:
    return {name: unwrap(view) for name, _, view in addresses()}


def _behind(view: Callable[..., Any]) -> tuple[type[forms.Form], list[Callable[..., Any]]]:
    """Return the form that a view shows and the acts it calls, looking into the helpers of its module where it names
    none itself."""
    found: list[type[forms.Form]] = []
    acts: list[Callable[..., Any]] = []
    for function in _functions(view, seen=set()):
        names = list(_names(function.__code__))
        space = function.__globals__
        defaults = list((function.__kwdefaults__ or {}).values())
        if not found:
            found = [each for each in [*(space.get(name) for name in names), *defaults, *_inside(space, names)]
                     if isinstance(each, type) and issubclass(each, forms.Form)]  # fmt: skip
        if not acts:
            named = [*(space.get(name) for name in names), *_inside(space, names)]
            acts = [each for each in named if "Appends" in (getattr(each, "__doc__", "") or "")]
    if not found or not acts:
        raise LookupError(view.__qualname__)
    # A page may show several forms. One that asks nothing stands beside the other; of two, the longer one is there for
    # who wants to say more.
    counted = {each: cost_of(each.base_fields, around=AROUND).answers for each in found}
    return min(counted, key=lambda each: counted[each] or max(counted.values())), list(dict.fromkeys(acts))


def _functions(view: Any, *, seen: set[str]) -> Iterator[Any]:
    """Yield a view, then the functions of its own module that it calls, each once."""
    yield view
    seen.add(view.__qualname__)
    for name in _names(view.__code__):
        helper = view.__globals__.get(name)
        code = getattr(helper, "__code__", None)
        if code is not None and helper.__module__ == view.__module__ and helper.__qualname__ not in seen:
            yield from _functions(helper, seen=seen)


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _names(each)


def _inside(space: dict[str, Any], names: list[str]) -> Iterator[Any]:
    """Yield what the named modules hold under the named names."""
    for module in (space.get(name) for name in names):
        if isinstance(module, ModuleType):
            for name in names:
                if name in vars(module):
                    yield vars(module)[name]
