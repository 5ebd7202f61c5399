"""The matrix of the moves that a walk visited and of the refusals it met, as text."""

from __future__ import annotations

from tests.walk.sight import table


def drawn(visited):
    """Return one line for each row of the lifecycle tables: how often it was visited, from where, by which event."""
    lines = [f"{len(set(visited) & table())} of {len(table())} moves of the lifecycle tables were visited"]
    for row in sorted(table(), key=str):
        kind, family, before, code = row
        whose = kind if family is None else f"{kind} of {family.value}"
        lines.append(f"{visited[row]:6d}  {whose:22s} {before.value if before else '-':20s} {code}")
    return "\n".join(lines)


def said_of(refusals):
    """Return one line for each reason that an act was refused for, the commonest first: how often, and its code."""
    rows = sorted(refusals.items(), key=lambda each: (-each[1], each[0]))
    return "\n".join([f"refused for {len(rows)} reasons", *(f"{count:6d}  {code}" for code, count in rows)])
