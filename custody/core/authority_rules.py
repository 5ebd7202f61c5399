"""What a jurisdiction may lay down about orders, witnesses, samples and certificates: the words of each choice.

A choice is kept as its number, counted from one, in the dated rows of the rules. A list only ever grows at its end: a
number that was recorded keeps its meaning.
"""

from __future__ import annotations

from collections.abc import Mapping

AUTHORITIES = ("prosecutor", "investigating_judge", "court", "committee", "high_committee", "agency")
"""Who may order that goods are destroyed. ``agency`` is the service that holds them, where the law lets it."""
_ABOVE: Mapping[str, tuple[str, ...]] = {
    "prosecutor": ("investigating_judge", "court"),
    "investigating_judge": ("court",),
    "court": (),
    "committee": ("high_committee", "court"),
    "high_committee": ("court",),
    "agency": ("prosecutor", "investigating_judge", "court", "committee", "high_committee"),
}
JUDGES = ("investigating_judge", "court")
"""Whose own order is the authorisation that an instruction asks for."""
COMMITTEES = ("committee", "high_committee")
"""Who decides in a meeting, of which there are minutes that its members sign."""
FEWEST_MEMBERS = 2
"""As many members besides whoever recorded its order sign the minutes at the least, whatever a pack says: one badge is
no committee (R17)."""

ORDER_AUTHORITY = "order.authority"
ORDER_PROCEDURE = "order.procedure"
ORDER_JUDGE = "order.judge"
ORDER_APPEAL = "order.appeal"
ORDER_ORAL = "order.oral"
ORDER_MEMBERS = "order.members"
ORDER_REPORT = "order.report"
WITNESS_SUPERVISORS = "witness.supervisors"
WITNESS_AGENCIES = "witness.agencies"
WITNESS_DESIGNATION = "witness.designation"
WITNESS_DISTANCE = "witness.distance"
WITNESS_ROTATION = "witness.rotation"
SAMPLE_LEAST = "sample.least"
SAMPLE_KEPT = "sample.kept"
SAMPLE_MOST: Mapping[str, str] = {
    kind: f"sample.most_{kind}" for kind in ("analysis", "counter_expertise", "retained", "training")
}
"""kind of sample -> the rule of how many grams one may weigh: more is no sample, it is a way out for goods."""
SAMPLE_MOST_UNSAID_G = 100
"""What one may weigh where nobody laid it down."""
SAMPLE_RETENTION = "sample.retention"
"""For how many days a sample is kept after all that it speaks for has burnt or left. Unsaid: for none."""
SAMPLE_METHOD = "sample.method"
SAMPLE_SHARE = "sample.share"
SAMPLE_CONFIDENCE = "sample.confidence"
LOTTERY_SHARE = "lottery.share"
LOTTERY_CONFIDENCE = "lottery.confidence"
ESCORT_NEUTRALISED = "escort.neutralised"
"""Whether goods that count as unusable still need an escort on the road (C23). Unsaid: as any goods."""

CHOICES: Mapping[str, tuple[str, ...]] = {
    ORDER_AUTHORITY: AUTHORITIES,
    ORDER_PROCEDURE: ("order", "notice", "silent_consent"),
    ORDER_JUDGE: ("never", "under_instruction", "always"),
    ORDER_APPEAL: ("none", "not_suspensive", "suspensive"),
    ORDER_ORAL: ("refused", "confirmed_in_writing"),
    ORDER_REPORT: ("not_asked", "before_fire"),
    WITNESS_DISTANCE: ("not_custodian", "other_unit", "other_agency"),
    WITNESS_DESIGNATION: ("not_asked", "by_supervisor"),
    SAMPLE_METHOD: ("hypergeometric", "square_root", "twenty_plus_ten", "all"),
    ESCORT_NEUTRALISED: ("needed", "not_needed"),
}
"""The rules whose value is one of some words."""

CERTIFICATE_ALWAYS = (
    "seizure", "authority", "transport", "transporters", "inventory", "witnesses", "date", "place", "manner",
    "unusual_events",
)  # fmt: skip
"""What stands on every certificate of destruction, whatever a jurisdiction says (R13)."""
CERTIFICATE_MORE = (
    "nature", "quality", "quantity", "weight", "measure", "official_report", "judge_authorisation", "samples_kept",
    "weighed_before_departure", "notice", "facility_licence", "temperature", "authority_delegate",
    "statement_under_penalty", "photos_of_total",
)  # fmt: skip
"""What a jurisdiction may ask for besides."""
CERTIFICATE_WORDS = ("facility_licence", "temperature", "authority_delegate", "statement_under_penalty")
"""Those of them for which a pack may have words of its own: what the house does not record, the law may dictate."""


def number_of(key: str, word: str) -> int:
    """Return the number under which a word of a choice is kept; raise ``ValueError`` when it is none of them."""
    return CHOICES[key].index(word) + 1


def word_of(key: str, number: int) -> str:
    """Return the word of a number; raise ``IndexError`` when there is none."""
    if number < 1:
        raise IndexError(number)
    return CHOICES[key][number - 1]


def accepted(authority: str) -> tuple[str, ...]:
    """Return who may give an order for which this authority is enough: itself, and those above it."""
    return (authority, *_ABOVE[authority])
