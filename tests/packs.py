"""Packs for the tests: the shipped ones, and one of a country that does not exist."""

from __future__ import annotations

from pathlib import Path

from custody.core.clock_kinds import NEEDED_POLICIES

SHIPPED = Path(__file__).resolve().parent.parent / "custody" / "data" / "packs"
NOWHERE_RULES = {
    "order.authority": "committee",
    "order.procedure": "notice",
    "order.judge": "always",
    "order.appeal": "suspensive",
    "order.oral": "refused",
    "witness.supervisors": 2,
    "witness.agencies": 1,
    "witness.distance": "other_agency",
    "sample.least": 3,
    "sample.kept": 2,
    "sample.method": "square_root",
    "sample.share": 80,
    "sample.confidence": 99,
    "lottery.share": 70,
    "lottery.confidence": 95,
    "clock.target_destruction": (24, "hours"),
    "clock.fastlane": (1, "hours"),
    "clock.temp_storage": (12, "hours"),
    "clock.max_storage": (7, "days"),
    "clock.order_latency": (6, "hours"),
    "clock.order_age": (3, "days"),
    "clock.notice": (10, "days"),
    "clock.silent_consent": (2, "months"),
    "clock.appeal_window": (36, "hours"),
    "clock.oral_confirmation": (12, "hours"),
    "clock.out_for_analysis": (3, "working_days"),
    "clock.acceptance": (10, "minutes"),
    "clock.transit": (90, "minutes"),
    "clock.strip": (10, "hours"),
    "clock.guard_cover": (15, "minutes"),
    "clock.sweep_owed": (5, "hours"),
    "clock.search": (3, "hours"),
    "clock.signature_owed": (5, "hours"),
    "clock.second_signature": (10, "minutes"),
    "clock.loan": (20, "days"),
    "clock.perishable": (20, "hours"),
}
NOWHERE_RULES |= {key: (12, "hours") for key in NEEDED_POLICIES if key not in NOWHERE_RULES}
"""Every clock that goods need has a length there too."""


def shipped(jurisdiction):
    """Return the text of a pack that comes with the house."""
    return (SHIPPED / f"{jurisdiction}.toml").read_text(encoding="utf-8")


def rule(key, value, *, extra="", source="Law of nowhere, article 1", status="read"):
    """Return one rule of a pack."""
    amount, measure = value if isinstance(value, tuple) else (value, None)
    said = f'"{amount}"' if isinstance(amount, str) else amount
    counted = "" if measure is None else f'measure = "{measure}"\n'
    return f'[[rule]]\nkey = "{key}"\nvalue = {said}\n{counted}source = "{source}"\nstatus = "{status}"\n{extra}\n'


def nowhere(*, jurisdiction="XX", version=1, more="", **changed):
    """Return the text of a pack of a country that does not exist; ``changed`` sets rules, ``None`` leaves one out."""
    values = NOWHERE_RULES | {key.replace("__", "."): value for key, value in changed.items()}
    rules = "".join(rule(key, value) for key, value in values.items() if value is not None)
    return (
        f'jurisdiction = "{jurisdiction}"\nversion = {version}\ntitle = "Nowhere"\n{rules}'
        '[[certificate_field]]\nname = "temperature"\nsource = "Law of nowhere, article 2"\nstatus = "unverified"\n'
        '[[text]]\nname = "order"\nlanguage = "en"\ntext = "Burn {count} of {seizure}."\n'
        'source = "Law of nowhere, article 3"\nstatus = "unverified"\n' + more
    )
