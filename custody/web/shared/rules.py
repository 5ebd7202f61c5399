"""The values of the rules in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, TypeVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from custody.core.authority_rules import CHOICES, word_of
from custody.core.clock_kinds import BY_POLICY, KINDS
from custody.core.mass import MG_PER_KG, in_words
from custody.organisation.selectors.policies import ANY
from custody.reports.words import AUTHORITIES, SUBSTANCES
from custody.web.shared.words import CLOCKS, PLACE_KINDS

if TYPE_CHECKING:
    from custody.core.packs import PackRule
    from custody.organisation.models import Policy, PolicyProposal
    from custody.web.shared.parts import Text

Row = TypeVar("Row")

MEASURES: Mapping[str, Text] = {
    "minutes": _("Minutes"),
    "hours": _("Hours"),
    "days": _("Days, to the end of the local day"),
    "months": _("Months, to the end of the local day"),
    "working_days": _("Working days, to the end of the local day"),
    "kg": _("Kilograms"),
    "choice": _("Its number in the list of choices"),
    "count": _("A number"),
    "percent": _("Percent"),
    "g": _("Grams"),
    "eur": _("Euros"),
}
STATES: Mapping[str, tuple[Text, str]] = {
    "open": (_("To be decided"), "warning"),
    "approved": (_("Approved"), "success"),
    "rejected": (_("Rejected"), "neutral"),
    "withdrawn": (_("Withdrawn"), "neutral"),
}
_LENGTHS = {
    "minutes": ngettext_lazy("%(count)d minute", "%(count)d minutes", "count"),
    "hours": ngettext_lazy("%(count)d hour", "%(count)d hours", "count"),
    "days": ngettext_lazy("%(count)d day", "%(count)d days", "count"),
    "months": ngettext_lazy("%(count)d month", "%(count)d months", "count"),
    "working_days": ngettext_lazy("%(count)d working day", "%(count)d working days", "count"),
    "kg": ngettext_lazy("%(count)d kg", "%(count)d kg", "count"),
    "g": ngettext_lazy("%(count)d gram", "%(count)d grams", "count"),
    "eur": ngettext_lazy("%(count)d euro", "%(count)d euros", "count"),
}
_OTHERS: Mapping[str, Text] = {
    "alert.large_seizure": _("From here on a seizure is large"),
    "contact.change": _("How long a new address of a person waits"),
    "session.idle_phone": _("A phone that nobody touches before it locks"),
    "session.idle_desk": _("A desk that nobody is at before its screen locks"),
    "guard.hot_load": _("Lying on a site before it needs a guard"),
    "value.per_kg": _("Value of a kilogram, for the limit of a place"),
    "seal.readings": _("So many readings of a seal that differ freeze the unit"),
    "weight.estimate": _("So far from its estimate the first weight of a unit freezes it"),
    "carrier.loss": _("What liquids and impregnated goods may lose of their carrier"),
    "guard.grace": _("A site without a guard before it is told of"),
    "hot.mass": _("From this mass on a seizure is hot"),
    "hot.worth": _("From this worth on a seizure is hot"),
    "hot.tension": _("Tension in the port: what a seizure counts for"),
    "hot.fetched": _("What a seizure counts for that somebody fetches inside the port"),
    "hot.built_in": _("What a seizure counts for that is built in"),
    "hot.pattern_mass": _("From this mass on a seizure counts for the pattern"),
    "hot.pattern_count": _("So many of them make the newest one hot"),
    "hot.pattern_days": _("Within how many days they count"),
    "order.authority": _("Who orders that goods are destroyed"),
    "order.procedure": _("How the authority to destroy is obtained"),
    "order.judge": _("When a judge authorises first"),
    "order.appeal": _("Whether an appeal holds the fire back"),
    "order.oral": _("Whether an order may be given by word of mouth"),
    "order.members": _("How many members of a committee sign the minutes of its order"),
    "order.report": _("Whether an official report is recorded before the fire"),
    "escort.neutralised": _("The escort of what was made unusable"),
    "witness.supervisors": _("How many of the two witnesses are supervisors"),
    "witness.agencies": _("From how many services the two witnesses come"),
    "witness.rotation": _("For how many burns before and after one its pair of witnesses watches none"),
    "witness.designation": _("Whether a witness who is no supervisor is designated for the burn"),
    "witness.distance": _("How far the witnesses stand from the keeper"),
    "sample.least": _("Samples of an exhibit before its order"),
    "sample.kept": _("Of those, samples kept for a second analysis"),
    "sample.retention": _("For how many days a sample is kept after its goods are gone"),
    "sample.most_analysis": _("What a sample for analysis may weigh"),
    "sample.most_counter_expertise": _("What a sample for the other side may weigh"),
    "sample.most_retained": _("What a sample that is kept may weigh"),
    "sample.most_training": _("What a sample for training may weigh"),
    "sample.method": _("How many packages are sampled"),
    "sample.share": _("Share of the packages that the samples speak for"),
    "sample.confidence": _("How sure that share is"),
    "lottery.share": _("Share of a burn that its lottery speaks for"),
    "lottery.confidence": _("How sure the lottery is of that share"),
}
"""Rules that no clock follows."""
CHOICE_WORDS: Mapping[str, Text] = {
    **AUTHORITIES,
    "order": _("By a written order"),
    "notice": _("By an order after a notice has run out"),
    "silent_consent": _("By silence after a notice to the judge"),
    "never": _("Never"),
    "under_instruction": _("While an investigating judge has the case"),
    "always": _("Always"),
    "none": _("There is no appeal"),
    "not_suspensive": _("An appeal does not hold the fire back"),
    "suspensive": _("An appeal holds the fire back"),
    "refused": _("No"),
    "confirmed_in_writing": _("Yes, and the paper follows within its clock"),
    "not_custodian": _("Neither has the goods"),
    "other_unit": _("Neither is of the unit that has the goods"),
    "other_agency": _("Neither is of the service that has the goods"),
    "not_asked": _("It is not asked for"),
    "before_fire": _("Yes, before the fire"),
    "needed": _("As for any goods"),
    "not_needed": _("Without an escort"),
    "by_supervisor": _("By a supervisor who neither planned nor approves it"),
    "hypergeometric": _("Hypergeometric"),
    "square_root": _("Square root"),
    "twenty_plus_ten": _("Twenty, and a tenth of the rest"),
    "all": _("All packages"),
}
"""What a jurisdiction may choose."""


_SORTS: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (_("Orders"), ("order",)),
    (_("Witnesses and the lottery"), ("witness", "lottery")),
    (_("Samples"), ("sample",)),
    (_("Hot seizures"), ("hot",)),
)
LAW, RISK, OTHERS = _("Clocks of the law"), _("Clocks of the risk"), _("Other rules")


def by_sort(rows: Iterable[Row], *, key: Callable[[Row], str]) -> list[tuple[Text, list[Row]]]:
    """Return rows about rules in sorts of rules, each under its words, in their order; a sort without rows is left
    out. There are too many rules for one list on a phone."""
    found: dict[Text, list[Row]] = {words: [] for words in (LAW, RISK, *(words for words, _keys in _SORTS), OTHERS)}
    for row in rows:
        found[_sort_of(key(row))].append(row)
    return [(words, those) for words, those in found.items() if those]


def _sort_of(key: str) -> Text:
    if is_of_a_clock(key):
        return LAW if is_legal(key) else RISK
    first = key.partition(".")[0]
    return next((words for words, firsts in _SORTS if first in firsts), OTHERS)


def rule_words(key: str) -> Text:
    """Return what a rule is about; its key where nobody knows it."""
    kind = BY_POLICY.get(key)
    return _OTHERS.get(key, key) if kind is None else CLOCKS[kind]


def is_known(key: str) -> bool:
    """Tell whether there is such a rule."""
    return key in BY_POLICY or key in _OTHERS


def is_of_a_clock(key: str) -> bool:
    """Tell whether the value of the rule is the length of a clock."""
    return key in BY_POLICY


def is_legal(key: str) -> bool:
    """Tell whether a hold makes the clock of the rule stand still."""
    return key in BY_POLICY and KINDS[BY_POLICY[key]].legal


def length_words(row: Policy | PolicyProposal | PackRule) -> str:
    """Return a value with its measure: ``48 hours``, ``500 kg``."""
    if row.key in CHOICES:
        return str(CHOICE_WORDS[word_of(row.key, row.value)])
    if row.measure == "percent":
        return f"{row.value} %"
    if row.measure == "count":
        return str(row.value)
    words = _LENGTHS.get(row.measure)
    return f"{row.value} {row.measure}" if words is None else words % {"count": row.value}


def scope_words(row: Policy | PolicyProposal | PackRule) -> list[Text]:
    """Return what a value is narrowed to; nothing for one that is for everything."""
    out: list[Text] = []
    if row.substance != ANY:
        out.append(SUBSTANCES.get(row.substance, row.substance))
    if row.mass_from_mg:
        above = row.mass_from_mg % MG_PER_KG == 1
        words = _("above {mass}") if above else _("from {mass} on")
        out.append(words.format(mass=in_words(row.mass_from_mg - above)))
    if row.place_class != ANY:
        out.append(PLACE_KINDS.get(row.place_class, row.place_class))
    return out
