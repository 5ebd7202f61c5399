"""The reference page of the rules: what raises an alert, who is told on which rung, and what ends it."""

from __future__ import annotations

from datetime import timedelta

from custody.alerts.rules import ACKNOWLEDGE_WITHIN, ACKNOWLEDGED_FOR, ALL, CHANNELS, RULES, Rule, Rung, Stage
from custody.organisation.roles import ROLE_WORDS, Role
from custody.reports.markdown import BANNER, page, table

_CHANNEL_WORDS = {"email": "e-mail", "sms": "text message"}


def alert_rules_page() -> str:
    """Return the page that lists every rule with its levels, ladder, cure and response, and every clock's stages."""
    lines = [
        "# Rules of the alerts",
        "",
        BANNER,
        "",
        "Every alert says what whoever takes it must do; a rule that cannot is a report. Nothing on this page ever",
        "stands in a message: that names a reference and a level. An alert repeats until it is cured; taking it is a",
        "promise that runs out.",
        "",
        "## Levels",
        "",
        *table(
            ("level", "told by", "next rung after", "taken for, once extended by as much"),
            [
                (
                    f"L{level}",
                    ", ".join(_CHANNEL_WORDS[each] for each in CHANNELS[level]) + (" (daily)" if level == 4 else ""),
                    _words(within),
                    _words(ACKNOWLEDGED_FOR[level]),
                )
                for level, within in ACKNOWLEDGE_WITHIN.items()
            ],
        ),
        "",
        "Within a round over the ladder every rung has this time; it doubles with each round, up to six hours. Danger",
        "(L0) never slows down. A rung where nobody can be reached gives way to the next at once. Whoever let a",
        "promise run out is passed over (AL20). Nobody is ever told of an alert about themselves.",
    ]
    for rule in ALL:
        lines += _section(rule)
    return page(*lines, *_clocks())


def _section(rule: Rule) -> list[str]:
    lines = [
        "",
        f"## {rule.code}: {rule.title.lower() if rule.code.startswith('AL') else rule.title}",
        "",
        f"{rule.trigger}.",
        "",
        f"**Response:** {rule.response}.",
        "",
        *table(
            ("stage", "level", "who is told, rung by rung"),
            [(stage.name, f"L{stage.level}", _ladder(stage)) for stage in rule.stages],
        ),
        "",
        f"- Cured by: {rule.cure}.",
        f"- One open alert for each: `{rule.dedupe}`; grouped by {rule.group}.",
    ]
    if rule.independent:
        known = ", ".join(ROLE_WORDS[role] for role in Role if role in rule.roles)
        lines.append(f"- Known only to {known}: nobody else sees it, in any list or count.")
    if rule.closed_by:
        people = ", ".join(ROLE_WORDS[role] for role in rule.closed_by)
        second = ", one of whom writes it and another confirms it" if rule.two_people else ""
        lines.append(f"- Closed with a finding by: {people}{second}.")
    if rule.may_be_noise:
        lines.append("- May be closed as a false alarm, with a reason; the monthly report counts it.")
    if rule.waits_for_burn:
        lines.append("- Messages wait while the thing is on the list of a burn that runs, and leave when that ends.")
    if not rule.silenceable:
        lines.append("- Cannot be silenced.")
    if rule.later:
        lines.append(f"- Has no trigger yet: {rule.later}.")
    return lines


def _clocks() -> list[str]:
    rows = [
        (
            f"`{clock_type.value}`",
            rule.code,
            rule.title,
            ", ".join(f"{stage.name} L{stage.level}" for stage in rule.stages),
            f"{rule.response}.",
        )
        for clock_type, rule in RULES.items()
    ]
    return ["", "## Clocks", "", *table(("clock", "rule", "title", "stages", "response"), rows)]


def _ladder(stage: Stage) -> str:
    return " → ".join(_rung(rung) for rung in stage.rungs)


def _rung(rung: Rung) -> str:
    people = ["keeper or party"] if rung.parties else []
    return ", ".join([*people, *(ROLE_WORDS[role] for role in rung.roles)])


def _words(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    if seconds < 3600:
        return f"{seconds // 60} min"
    return f"{seconds // 3600} h"
