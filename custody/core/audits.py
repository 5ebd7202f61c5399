"""What an audit asks: whether the rules were kept, not how much lies there (R23)."""

from __future__ import annotations

QUESTIONS: dict[str, str] = {
    "two_people": "Did two people sign every hand-over looked at?",
    "seals": "Are the seals looked at whole, and are their numbers those of the record?",
    "keys": "Are keys, codes and the alarm in the hands of those who are on duty, and of nobody else?",
    "entries": "Was everybody who went in written down, with the reason?",
    "weights": "Were goods weighed when they came and when they went, on a scale within its calibration?",
    "waivers": "Does every deviation that was found have a waiver that counted at the time?",
    "inventories": "Was every inventory counted in its time by people outside the chain?",
    "burning": "Did what was ordered burn within its time, before two witnesses who change?",
}
"""question -> what the auditor looks at."""
VERDICTS = ("kept", "broken", "not_seen")
