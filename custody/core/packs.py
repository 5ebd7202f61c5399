"""A jurisdiction pack: what one law says of clocks, authorities, witnesses, samples, certificates and texts, as data.

A pack is a TOML text. The reader is strict: a word it does not know, a rule without its source, a value outside the
bounds of its rule, or a rule that must be there and is not, refuses the whole pack. Nothing in the house asks for the
name of a country; what a pack says becomes dated rows of the rules.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

from custody.core.authority_rules import (
    CERTIFICATE_MORE,
    CERTIFICATE_WORDS,
    CHOICES,
    ORDER_APPEAL,
    ORDER_MEMBERS,
    ORDER_ORAL,
    ORDER_PROCEDURE,
    ORDER_REPORT,
    SAMPLE_KEPT,
    SAMPLE_MOST,
    WITNESS_DESIGNATION,
    WITNESS_ROTATION,
    number_of,
    word_of,
)
from custody.core.clock_kinds import AT_THE_ORDER, BY_POLICY, KINDS
from custody.core.errors import InvalidInput
from custody.core.keepers import Keeper
from custody.core.mass import MG_PER_KG
from custody.core.report_numbers import EVERYWHERE, NUMBER_MOST, NumberFormat, clean_number
from custody.core.rule_values import RULE_VALUES, check_rule_value
from custody.core.texts import Filled
from custody.core.texts import said as _

ANY = "*"
STATUSES = ("read", "unverified")
"""Whether somebody read the source for this pack, or it is told from memory and must be checked before it is relied
on."""
OPTIONAL = frozenset(
    {ORDER_MEMBERS, ORDER_REPORT, SAMPLE_KEPT, WITNESS_DESIGNATION, WITNESS_ROTATION, *SAMPLE_MOST.values(),
     *(key for key in RULE_VALUES if key.startswith(("hot.", "session.", "escort.", "sample.retention")))}
)
"""What a pack may say beside: members who sign, a report before the fire, samples kept, how long, what one may weigh,
how long a pair of witnesses pauses, who designates one, when a seizure is hot, a session locks, an escort may lack."""
_OF_A_PACK = ("order.", "witness.", "sample.", "lottery.")
NEEDED = tuple(sorted({key for key in RULE_VALUES if key.startswith(_OF_A_PACK)} - OPTIONAL))
"""What every pack must say: there is no default that somebody forgot."""
MAY_LACK = frozenset(kind.policy for clock, kind in KINDS.items() if kind.optional or clock in AT_THE_ORDER)
"""The clocks of which a pack may say that its jurisdiction does not have them."""
TEXTS = ("order", "notice", "certificate", *CERTIFICATE_WORDS)
"""What a pack has words for: the order proposed to a magistrate, a notice, the statement on a certificate, and what
some of its fields must say."""
PLACES = frozenset({"seizure", "units", "count", "reference", "day"})
"""What a text may leave open."""
LANGUAGES = ("nl", "fr", "de", "en", "es")
SOURCE_MOST = 150
TEXT_MOST = 2000
_JURISDICTION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class PackRule:
    """One value, what it is for, and what it rests on."""

    key: str
    value: int
    measure: str
    source: str
    status: str
    substance: str = ANY
    mass_from_mg: int = 0
    place_class: str = ANY

    @property
    def scope(self) -> tuple[str, str, int, str]:
        """What tells this row of the rules from the others of its jurisdiction."""
        return self.key, self.substance, self.mass_from_mg, self.place_class


@dataclass(frozen=True, slots=True)
class PackText:
    """Words of a jurisdiction, in one language."""

    name: str
    language: str
    text: str
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class PackField:
    """Something that a certificate of destruction must say besides what every one says."""

    name: str
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class Pack:
    """One version of what one jurisdiction lays down."""

    jurisdiction: str
    version: int
    title: str
    rules: tuple[PackRule, ...]
    fields: tuple[PackField, ...]
    texts: tuple[PackText, ...]
    numbers: tuple[NumberFormat, ...] = ()
    keepers: tuple[Keeper, ...] = ()
    lacks: tuple[PackField, ...] = ()
    """The clocks that this jurisdiction does not have, by their rule: said, so that nobody takes one for forgotten."""

    def unverified(self) -> int:
        """Return how many of its statements nobody has read in their source."""
        statuses = [each.status for each in self.rules]
        statuses += [each.status for each in self.fields] + [each.status for each in self.texts]
        statuses += [each.status for each in self.numbers] + [each.status for each in self.keepers]
        statuses += [each.status for each in self.lacks]
        return sum(status != "read" for status in statuses)

    def text(self, name: str, language: str) -> PackText | None:
        """Return the words in a language, else in English, else in the first language there is; ``None``: none."""
        found = {each.language: each for each in self.texts if each.name == name}
        return found.get(language) or found.get("en") or next(iter(found.values()), None)


@dataclass(frozen=True, slots=True)
class Change:
    """A row that adopting a pack writes: its rule, and the value that holds until then (``None``: there is none)."""

    rule: PackRule
    before: int | None
    before_measure: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A row of the rules as it holds now."""

    key: str
    value: int
    measure: str
    source: str
    substance: str = ANY
    mass_from_mg: int = 0
    place_class: str = ANY

    @property
    def scope(self) -> tuple[str, str, int, str]:
        """What tells this row from the others of its jurisdiction."""
        return self.key, self.substance, self.mass_from_mg, self.place_class


def read_pack(text: str, *, adopted: bool = False) -> Pack:
    """Return the pack that a TOML text holds; raise ``InvalidInput`` on ``document`` with what is wrong. Bounds may
    have been others when a pack was ``adopted``: its values are not held against them."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _wrong(_("It is no TOML: {why}"), why=str(error)) from error
    _only(said, {"jurisdiction", "version", "title", "rule", "certificate_field", "text", "number_format",
                 "keeper", "not_here"}, where="the pack")
    jurisdiction = _text(said, "jurisdiction", where="the pack")
    if not _JURISDICTION.fullmatch(jurisdiction):
        raise _wrong(_("A jurisdiction is two letters, and a part after a hyphen: {found}"), found=jurisdiction)
    version = said.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise _wrong(_("A pack has a version, counted from 1"))
    pack = Pack(
        jurisdiction=jurisdiction,
        version=version,
        title=_text(said, "title", where="the pack"),
        rules=tuple(_rule(each, adopted=adopted) for each in _tables(said, "rule")),
        fields=tuple(_field(each) for each in _tables(said, "certificate_field")),
        texts=tuple(_words(each) for each in _tables(said, "text")),
        keepers=tuple(_keeper(each) for each in _tables(said, "keeper")),
        numbers=tuple(_numbers(each) for each in _tables(said, "number_format")),
        lacks=tuple(_lacking(each) for each in _tables(said, "not_here")),
    )
    _once((rule.scope for rule in pack.rules), what="rule")
    _once((each.name for each in pack.fields), what="certificate field")
    _once(((each.name, each.language) for each in pack.texts), what="text")
    _once((each.site for each in pack.keepers), what="keeper")
    _once(((each.service, each.site) for each in pack.numbers), what="number format")
    whole = {rule.key for rule in pack.rules if rule.scope[1:] == (ANY, 0, ANY)}
    for key in (*NEEDED, *sorted({rule.key for rule in pack.rules})):
        if key not in whole:
            raise _wrong(_("{key} has no value that holds for everything"), key=key)
    _once([*sorted(whole), *(each.name for each in pack.lacks)], what="rule")
    for key in sorted(_waited_for(pack) - whole):
        raise _wrong(_("{key} has no value that holds for everything"), key=key)
    stated = {each.name for each in pack.fields}
    for name in {each.name for each in pack.texts if each.name in CERTIFICATE_WORDS} - stated:
        raise _wrong(_("{name} has words, but stands on no certificate"), name=name)
    if pack.text("order", "en") is None:
        raise _wrong(_("The text of an order is missing"))
    return pack


def changes(pack: Pack, standing: Iterable[Standing]) -> list[Change]:
    """Return the rows that adopting the pack writes, by rule and scope.

    A row that says the same for the same reason is left. One that the pack does not narrow any more gets the value that
    the pack has for it: what was recorded is never taken away.
    """
    now = {row.scope: row for row in standing}
    wanted = {rule.scope: rule for rule in pack.rules}
    keys = {rule.key for rule in pack.rules}
    for scope, row in now.items():
        if row.key in keys and scope not in wanted:
            wider = covering(pack.rules, row)
            wanted[scope] = PackRule(
                row.key, wider.value, wider.measure, wider.source, wider.status, *scope[1:]
            )
    out = []
    for scope, rule in sorted(wanted.items()):
        found = now.get(scope)
        if found is not None and (found.value, found.measure, found.source) == (
            rule.value, rule.measure, source_of(pack, rule),
        ):
            continue
        out.append(
            Change(rule, None if found is None else found.value, None if found is None else found.measure)
        )
    return out


def source_of(pack: Pack, rule: PackRule) -> str:
    """Return what stands as the source of a row that came from a pack."""
    return f"{pack.jurisdiction} v{pack.version}: {rule.source} [{rule.status}]"


def covering(rules: Iterable[PackRule], row: Standing) -> PackRule:
    """Return the rule of the same key that fits the scope of a row most narrowly; there is one for everything."""
    fitting = [
        rule
        for rule in rules
        if rule.key == row.key
        and rule.substance in {ANY, row.substance}
        and rule.mass_from_mg <= row.mass_from_mg
        and rule.place_class in {ANY, row.place_class}
    ]
    return max(fitting, key=lambda rule: (rule.substance != ANY, rule.mass_from_mg, rule.place_class != ANY))


def _rule(said: Mapping[str, Any], *, adopted: bool) -> PackRule:
    key = _text(said, "key", where="a rule")
    _only(said, {"key", "value", "measure", "source", "status", "substance", "from_kg", "above_kg", "place"}, where=key)
    if key not in BY_POLICY and key not in NEEDED and key not in OPTIONAL:
        raise _wrong(_("No rule is called {key}"), key=key)
    value, measure = said.get("value"), said.get("measure")
    if key in CHOICES:
        if value not in CHOICES[key] or measure is not None:
            raise _wrong(_("{key} is one of {words}"), key=key, words=", ".join(CHOICES[key]))
        value, measure = number_of(key, value), "choice"
    elif key in RULE_VALUES and measure is None:
        measure = RULE_VALUES[key].measure
    if not isinstance(value, int) or isinstance(value, bool) or not isinstance(measure, str):
        raise _wrong(_("{key} needs a whole number and its measure"), key=key)
    try:
        if not adopted:
            check_rule_value(key, value, measure=measure)
    except InvalidInput as error:
        raise _wrong(_("{key}: {why}"), key=key, why=Filled(error.message, error.params)) from error
    substance, place = said.get("substance", ANY), said.get("place", ANY)
    if not isinstance(substance, str) or not isinstance(place, str):
        raise _wrong(_("{key}: substance and place are words"), key=key)
    mass_mg = _mass_from(said, where=key)
    if key in RULE_VALUES and (place != ANY or (not RULE_VALUES[key].narrows and (substance, mass_mg) != (ANY, 0))):
        raise _wrong(_("{key} holds everywhere and cannot be narrowed so"), key=key)
    return PackRule(key, value, measure, *_basis(said, where=key), substance, mass_mg, place)


def _mass_from(said: Mapping[str, Any], *, where: str) -> int:
    """Return from which mass on a rule holds: that of ``from_kg``, or a milligram more than ``above_kg``."""
    name = "above_kg" if "above_kg" in said else "from_kg"
    kilos = said.get(name, 0)
    if not isinstance(kilos, int) or isinstance(kilos, bool) or kilos < 0 or {"from_kg", "above_kg"} <= said.keys():
        raise _wrong(_("{key}: {name} is a whole number of kilograms, and the only limit"), key=where, name=name)
    return kilos * MG_PER_KG + (name == "above_kg")


def _field(said: Mapping[str, Any]) -> PackField:
    name = _text(said, "name", where="a certificate field")
    _only(said, {"name", "source", "status"}, where=name)
    if name not in CERTIFICATE_MORE:
        raise _wrong(_("No field of a certificate is called {name}"), name=name)
    return PackField(name, *_basis(said, where=name))


def _lacking(said: Mapping[str, Any]) -> PackField:
    key = _text(said, "key", where="what is not here")
    _only(said, {"key", "source", "status"}, where=key)
    if key not in MAY_LACK:
        raise _wrong(_("{key} cannot be left out"), key=key)
    return PackField(key, *_basis(said, where=key))


def _waited_for(pack: Pack) -> set[str]:
    """Return the clocks that the choices of a pack wait for: nobody could say when such a time is over."""
    chosen = {(rule.key, word_of(rule.key, rule.value)) for rule in pack.rules if rule.key in CHOICES}
    return {clock for choice, clock in _WAITS_FOR.items() if choice in chosen}


_WAITS_FOR = {
    (ORDER_PROCEDURE, "notice"): "clock.notice",
    (ORDER_PROCEDURE, "silent_consent"): "clock.silent_consent",
    (ORDER_APPEAL, "suspensive"): "clock.appeal_window",
    (ORDER_APPEAL, "not_suspensive"): "clock.appeal_window",
    (ORDER_ORAL, "confirmed_in_writing"): "clock.oral_confirmation",
}


def _words(said: Mapping[str, Any]) -> PackText:
    name = _text(said, "name", where="a text")
    _only(said, {"name", "language", "text", "source", "status"}, where=name)
    language, text = _text(said, "language", where=name), _text(said, "text", where=name).strip()
    if name not in TEXTS or language not in LANGUAGES:
        raise _wrong(_("No text is called {name} in {language}"), name=name, language=language)
    try:
        left_open = {place for _, place, _, _ in Formatter().parse(text) if place is not None}
    except ValueError:
        left_open = {"{"}
    if len(text) > TEXT_MOST or not left_open <= PLACES:
        raise _wrong(_("The text {name} is too long, or leaves something open that is not known"), name=name)
    return PackText(name, language, text, *_basis(said, where=name))


def _keeper(said: Mapping[str, Any]) -> Keeper:
    service = _text(said, "service", where="a keeper")
    _only(said, {"service", "site", "source", "status"}, where=service)
    site = said.get("site", EVERYWHERE)
    if not isinstance(site, str):
        raise _wrong(_("{service}: a site is a code word"), service=service)
    return Keeper(service, site, *_basis(said, where=service))


def _numbers(said: Mapping[str, Any]) -> NumberFormat:
    service = _text(said, "service", where="a number format")
    _only(said, {"service", "site", "picture", "example", "source", "status"}, where=service)
    picture, example = _text(said, "picture", where=service), _text(said, "example", where=service)
    site = said.get("site", EVERYWHERE)
    if not isinstance(site, str) or max(len(picture), len(example)) > NUMBER_MOST:
        raise _wrong(_("{service}: a site is a code word, and a number has {most} characters at most"),
                     service=service, most=NUMBER_MOST)
    found = NumberFormat(service, site, picture, example, *_basis(said, where=service))
    if example != clean_number(example) or not found.fits(example):
        raise _wrong(_("{service}: the example {example} is not like its picture"), service=service, example=example)
    return found


def _basis(said: Mapping[str, Any], *, where: str) -> tuple[str, str]:
    source, status = " ".join(_text(said, "source", where=where).split()), said.get("status")
    if len(source) > SOURCE_MOST:
        raise _wrong(_("{where}: the source is longer than {most} characters"), where=where, most=SOURCE_MOST)
    if status not in STATUSES:
        raise _wrong(_("{where}: say whether the source was read or is unverified"), where=where)
    return source, status


def _text(said: Mapping[str, Any], name: str, *, where: str) -> str:
    found = said.get(name)
    if not isinstance(found, str) or not found.strip():
        raise _wrong(_("{where} lacks {name}"), where=where, name=name)
    return found


def _tables(said: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = said.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise _wrong(_("{name} is a list of tables"), name=name)
    return found


def _only(said: Mapping[str, Any], known: set[str], *, where: str) -> None:
    strange = sorted(set(said) - known)
    if strange:
        raise _wrong(_("{where}: {word} is not known"), where=where, word=strange[0])


def _once(things: Iterable[Any], *, what: str) -> None:
    seen = set()
    for thing in things:
        if thing in seen:
            raise _wrong(_("A {what} stands twice: {thing}"), what=what, thing=str(thing))
        seen.add(thing)


def _wrong(message: str, /, **params: object) -> InvalidInput:
    return InvalidInput("pack.unreadable", "This pack cannot be used. {why}", field="document",
                        why=Filled(message, params))
