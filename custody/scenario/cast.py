"""The demo house as data: badges, places, scales, furnaces and rules. Nobody and nowhere real.

A badge tells the role: 44 and 4420 are officers, 45 crews, 46 storekeepers, and so on. Names of places are made up, and
sealed all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from custody.core.mass import MG_PER_GRAM, MG_PER_KG
from custody.organisation.roles import Role

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""From when on the demo's rules hold: before the earliest published row."""
CALIBRATED_UNTIL = LICENSED_UNTIL = date(2099, 12, 31)
FIRST_ADMINISTRATOR = "4951"
SECOND_ADMINISTRATOR = "4952"


@dataclass(frozen=True, slots=True)
class Badge:
    """One badge of the demo."""

    badge: str
    roles: tuple[Role, ...]
    unit: str
    agency: str = "customs"
    clearance: int = 1


CAST: tuple[Badge, ...] = (
    Badge("4417", (Role.OFFICER,), "QUAY"),
    Badge("4418", (Role.OFFICER,), "QUAY"),
    Badge("4431", (Role.SOURCE_HANDLER,), "SOURCES"),
    Badge("4432", (Role.SOURCE_HANDLER,), "SOURCES"),
    Badge("4501", (Role.CREW,), "ROAD", "police"),
    Badge("4502", (Role.CREW,), "ROAD", "police"),
    Badge("4601", (Role.STOREKEEPER,), "STORE"),
    Badge("4602", (Role.STOREKEEPER,), "STORE"),
    Badge("4603", (Role.STOREKEEPER,), "STORE"),
    Badge("4604", (Role.STOREKEEPER,), "STORE"),
    Badge("4701", (Role.SAMPLER, Role.STOREKEEPER), "LAB", "laboratory"),
    Badge("4801", (Role.CASE_OFFICER,), "CASES"),
    Badge("4802", (Role.CASE_OFFICER,), "CASES"),
    Badge("4851", (Role.PLANNER,), "PLAN"),
    Badge("4901", (Role.SUPERVISOR, Role.WITNESS), "DESK", clearance=2),
    Badge("4902", (Role.SUPERVISOR, Role.WITNESS), "DESK", clearance=2),
    Badge("4903", (Role.DUTY_OFFICER,), "DESK", clearance=2),
    Badge("4904", (Role.DUTY_OFFICER,), "DESK", clearance=2),
    Badge("4905", (Role.REGIONAL_HEAD,), "DESK", clearance=2),
    Badge("4906", (Role.DIRECTOR,), "DESK", clearance=2),
    Badge("4911", (Role.CHECKER,), "CHECK", "inspection"),
    Badge("4912", (Role.CHECKER,), "CHECK", "inspection"),
    Badge("4921", (Role.WITNESS,), "COURT", "prosecution"),
    Badge("4922", (Role.WITNESS,), "COURT", "prosecution"),
    Badge("4971", (Role.PROSECUTOR,), "COURT", "prosecution", clearance=2),
    Badge("4972", (Role.JUDGE,), "BENCH", "court", clearance=2),
    Badge("4973", (Role.COMMITTEE,), "BOARD", "committee", clearance=2),
    Badge("4974", (Role.COMMITTEE,), "BOARD", "committee", clearance=2),
    Badge("4975", (Role.COMMITTEE,), "BOARD", "committee", clearance=2),
    Badge("4931", (Role.AUDITOR,), "AUDIT", "audit", clearance=2),
    Badge("4941", (Role.INTERNAL_AFFAIRS,), "AFFAIRS", "internal affairs", clearance=2),
    Badge("4942", (Role.INTERNAL_AFFAIRS,), "AFFAIRS", "internal affairs", clearance=2),
    Badge(FIRST_ADMINISTRATOR, (Role.ADMINISTRATOR,), "OFFICE", clearance=2),
    Badge(SECOND_ADMINISTRATOR, (Role.ADMINISTRATOR,), "OFFICE", clearance=2),
)


@dataclass(frozen=True, slots=True)
class Ground:
    """One site of the demo."""

    code_word: str
    jurisdiction: str
    zone: str
    police_phone: str


SITES: tuple[Ground, ...] = (
    Ground("ALDER", "BE", "Europe/Brussels", "+33199000011"),
    Ground("BIRCH", "BE", "Europe/Brussels", "+33199000012"),
    Ground("CEDAR", "BE", "Europe/Brussels", "+33199000013"),
    Ground("ROWAN", "NL", "Europe/Amsterdam", "+33199000021"),
    Ground("WILLOW", "NL", "Europe/Amsterdam", "+33199000022"),
    Ground("HAZEL", "NL", "Europe/Amsterdam", "+33199000023"),
)
"""A terminal, a store and a furnace in each country. The numbers are of a range that France keeps for films: they reach
nobody."""


GUARDS: tuple[tuple[str, str], ...] = (("4501", "BIRCH"), ("4502", "WILLOW"))
"""Who stands guard at each store when the demo begins."""
ON_SITE: tuple[tuple[str, str], ...] = (("4417", "ALDER"), ("4418", "ALDER"))
"""Who works at which site then, without standing guard: the stop offers the quays of the site first."""


@dataclass(frozen=True, slots=True)
class Shift:
    """Who is on duty in a role by day and by night; "" is for all sites."""

    role: Role
    site: str
    by_day: str
    by_night: str


ROSTER: tuple[Shift, ...] = (
    Shift(Role.DUTY_OFFICER, "", "4903", "4904"),
    Shift(Role.SUPERVISOR, "", "4901", "4902"),
    Shift(Role.REGIONAL_HEAD, "", "4905", "4905"),
    Shift(Role.DIRECTOR, "", "4906", "4906"),
    Shift(Role.INTERNAL_AFFAIRS, "", "4941", "4942"),
    Shift(Role.ADMINISTRATOR, "", FIRST_ADMINISTRATOR, SECOND_ADMINISTRATOR),
    Shift(Role.STOREKEEPER, "BIRCH", "4601", "4602"),
    Shift(Role.STOREKEEPER, "WILLOW", "4603", "4604"),
    Shift(Role.OFFICER, "ALDER", "4417", "4418"),
)


@dataclass(frozen=True, slots=True)
class Spot:
    """One place of the demo and the site it stands on; ``cap_kg`` is how much it may hold."""

    code_word: str
    kind: str
    jurisdiction: str
    name: str
    site: str
    cap_kg: int | None = None


PLACES: tuple[Spot, ...] = (
    Spot("HERON", "quay", "BE", "Quay 1742", "ALDER"),
    Spot("AVOCET", "quay", "NL", "Demo terminal of the avocet", "ROWAN"),
    Spot("PLOVER", "scanner", "BE", "Demo scanner of the plover", "ALDER"),
    Spot("LAPWING", "strip_hall", "BE", "Demo hall of the lapwing", "ALDER"),
    Spot("GODWIT", "strip_hall", "NL", "Demo hall of the godwit", "ROWAN"),
    Spot("SANDPIPER", "quarantine", "BE", "Demo bay of the sandpiper", "BIRCH"),
    Spot("BITTERN", "store", "BE", "Demo store of the bittern", "BIRCH", 60_000),
    Spot("DUNLIN", "store", "NL", "Demo store of the dunlin", "WILLOW", 30_000),
    Spot("SISKIN", "laboratory", "BE", "Demo laboratory of the siskin", "BIRCH"),
    Spot("NUTHATCH", "registry", "BE", "Demo registry of the nuthatch", "BIRCH"),
    Spot("CURLEW", "furnace", "BE", "Demo furnace of the curlew", "CEDAR"),
    Spot("OSPREY", "furnace", "NL", "Demo furnace of the osprey", "HAZEL"),
)
FURNACES: tuple[tuple[str, str, int], ...] = (
    ("KILN-BE", "CURLEW", 1_500 * MG_PER_KG),
    ("KILN-NL", "OSPREY", 1_500 * MG_PER_KG),
)
"""Code word, place, and the most of one burn: the filters take no more (destruction_facts.csv)."""
SCALES: tuple[tuple[str, int, int], ...] = (
    ("S-BENCH", 6 * MG_PER_KG, MG_PER_GRAM),
    ("S-FLOOR", 150 * MG_PER_KG, 10 * MG_PER_GRAM),
    ("S-PALLET", 3_000 * MG_PER_KG, 200 * MG_PER_GRAM),
)
RULES: tuple[tuple[str, int, str, str], ...] = (
    ("order.authority", 1, "choice", "CIC art. 28novies: the King's Prosecutor"),
    ("order.procedure", 1, "choice", "CIC art. 28novies: a written, reasoned decision"),
    ("order.judge", 2, "choice", "CIC art. 28novies: during an instruction the judge authorises first"),
    ("order.appeal", 2, "choice", "CIC art. 28novies: dangerous goods escape the suspensive effect"),
    ("order.oral", 2, "choice", "Demo value: practice of the duty prosecutor"),
    ("witness.supervisors", 1, "count", "Texas 37 TAC 13.159"),
    ("witness.agencies", 1, "count", "Demo value; Texas recommends two"),
    ("witness.distance", 1, "choice", "Demo value after IAPE 9.7"),
    ("sample.least", 1, "count", "Law of 7 February 2014: a part is kept"),
    ("sample.most_analysis", 100, "g", "Demo value: a laboratory needs grams, more is no sample"),
    ("sample.most_counter_expertise", 100, "g", "Demo value"),
    ("sample.most_retained", 500, "g", "Demo value"),
    ("sample.most_training", 1_000, "g", "Demo value: a search dog learns with some hundred grams"),
    ("sample.method", 1, "choice", "UNODC/ENFSI ST/NAR/38"),
    ("sample.share", 90, "percent", "UNODC/ENFSI ST/NAR/38"),
    ("sample.confidence", 95, "percent", "UNODC/ENFSI ST/NAR/38"),
    ("lottery.share", 90, "percent", "Demo value after UNODC/ENFSI ST/NAR/38"),
    ("lottery.confidence", 95, "percent", "Demo value after UNODC/ENFSI ST/NAR/38"),
    ("clock.oral_confirmation", 24, "hours", "Demo value"),
    ("clock.target_destruction", 48, "hours", "Goal stated after the attacks of 2023: one to two days"),
    ("clock.fastlane", 3, "hours", "Request to furnace, practice told in the press"),
    ("clock.temp_storage", 72, "hours", "Temporary storage below 72 hours (NIST/EMI)"),
    ("clock.max_storage", 60, "days", "Two months (Spain, 2012); a Texas procedure says 90 days"),
    ("clock.first_unit", 30, "minutes", "Demo value: what lies open is counted within half an hour"),
    ("clock.order_latency", 12, "hours", "Demo value: practice is a matter of days"),
    ("clock.order_age", 48, "hours", "Demo value; the DEA says 90 days after authorisation"),
    ("clock.notice", 60, "days", "28 CFR 50.21"),
    ("clock.silent_consent", 1, "months", "LECrim 367 ter"),
    ("clock.appeal_window", 24, "hours", "France, drugs; in Belgium dangerous goods have none"),
    ("clock.out_for_analysis", 5, "working_days", "DEA: back in the vault 5 working days after analysis"),
    ("clock.acceptance", 15, "minutes", "Demo value"),
    ("clock.transit", 240, "minutes", "Demo value: planned duration and a fifth"),
    ("clock.strip", 24, "hours", "Demo value"),
    ("clock.clearance", 12, "hours", "Demo value: searched once more in the next shift"),
    ("clock.guard_cover", 30, "minutes", "Demo value"),
    ("clock.sweep_owed", 24, "hours", "Demo value: swept before the second day"),
    ("clock.count_owed", 8, "hours", "Demo value: half a brick too many or too few is counted in the same shift"),
    ("clock.seal_owed", 4, "hours", "Demo value: what left unsealed is sealed where it arrives"),
    ("clock.watch_owed", 4, "hours", "Demo value: a camera or an alarm works again within half a shift"),
    ("clock.over_limit", 12, "hours", "Demo value: a waiver for what lies there, or another place, within the shift"),
    ("clock.proof_owed", 12, "hours", "Demo value: what burnt unsigned is signed for or waived within the shift"),
    ("clock.residue_weight", 3, "days", "Demo value: what is left is weighed once the furnace is cool"),
    ("clock.residue_gone", 30, "days", "Demo value: what is left goes to a waste processor within a month"),
    ("clock.tally_owed", 12, "hours", "Demo value: both sign what went into the fire, or a waiver, within the shift"),
    ("clock.giving", 72, "hours", "Demo value: what two decided to give away is fetched within three days"),
    ("clock.held_owed", 12, "hours", "Demo value: what could not be recorded as it was signed is put right in a shift"),
    ("clock.inquiry_owed", 14, "days", "Demo value: a fire or a flood is inquired into within two weeks"),
    ("clock.weight_owed", 4, "hours", "Demo value: what went from the quay unweighed is weighed in the same shift"),
    ("clock.check_in", 20, "minutes", "Demo value"),
    ("clock.certificate_copy", 7, "days", "Demo value: 37 TAC 13.164 wants the copy within 7 days"),
    ("clock.second_eyes", 24, "hours", "Demo value: who reads second does so within the day"),
    ("clock.answer_owed", 12, "hours", "Demo value: a request is answered on the day it is made"),
    ("clock.target_decision", 2, "hours", "Demo value: decided before it leaves the quay"),
    ("clock.target_search", 12, "hours", "Demo value"),
    ("clock.opening_weights", 60, "days", "Demo value: thousands of units are weighed beside the work of the day"),
    ("clock.opening_seals", 30, "days", "Demo value: a seal is put on in a minute, and what bears none goes first"),
    ("clock.escort_owed", 4, "hours", "Demo value: answered for within the shift"),
    ("clock.unloading", 30, "minutes", "Demo value: half an hour at the dock"),
    ("clock.search", 120, "minutes", "Demo value: a search of two hours, then it is missing"),
    ("clock.signature_owed", 24, "hours", "Demo value: a witness signs within the day"),
    ("clock.second_signature", 15, "minutes", "Demo value: the second officer stands beside the first"),
    ("clock.loan", 30, "days", "Demo value"),
    ("clock.operation", 14, "days", "Demo value: what went on under a written act is asked after in two weeks"),
    ("clock.perishable", 24, "hours", "Demo value: bananas out of a cold container"),
    ("clock.count_after_loss", 48, "hours", "Federal Select Agent Program: all of it within 48 hours"),
    ("clock.count_after_move", 24, "hours", "Federal Select Agent Program counts a move; demo value of the term"),
    ("clock.count_planned", 14, "days", "Demo value: two weeks to count a store"),
    ("clock.count_unannounced", 14, "days", "Demo value: two weeks to count a store"),
    ("clock.hot_take", 10, "minutes", "Demo value: somebody has each line of a hot seizure within ten minutes"),
    ("clock.hot_guard", 30, "minutes", "Demo value: a patrol is there in half an hour"),
    ("clock.hot_sweep", 120, "minutes", "Demo value: no load of tonnes is swept faster"),
    ("clock.hot_prosecutor", 30, "minutes", "Demo value: the duty line answers day and night"),
    ("clock.hot_place", 60, "minutes", "Demo value"),
    ("clock.hot_fast_lane", 60, "minutes", "Demo value: request to furnace within three hours, told in the press"),
    ("clock.hot_embargo", 60, "minutes", "Demo value: before the first paper calls"),
    ("clock.hot_decoy", 120, "minutes", "Demo value"),
    ("clock.hot_plan_b", 120, "minutes", "Demo value"),
    ("hot.mass", 3_000, "kg", "Demo value: the stores attacked in autumn 2023 held more"),
    ("hot.worth", 100_000_000, "eur", "Demo value: four tonnes at the wholesale price"),
    ("hot.tension", 100, "percent", "Demo value: a calm port; raised after an attack"),
    ("hot.fetched", 150, "percent", "Demo value: who fetches it is inside the port"),
    ("hot.built_in", 125, "percent", "Demo value: it lies open for long"),
    ("hot.pattern_mass", 1_000, "kg", "Demo value: a tonne"),
    ("hot.pattern_count", 3, "count", "Demo value: the third in a week"),
    ("hot.pattern_days", 7, "count", "Demo value: the third in a week"),
    ("guard.hot_load", 100, "kg", "Demo value: from here on a site needs a guard"),
    ("alert.large_seizure", 500, "kg", "Demo value: more than this does not stay overnight in an ordinary store"),
    ("guard.grace", 15, "minutes", "Demo value: a change of guards"),
    ("value.per_kg", 25_000, "eur", "Wholesale price in published releases, about 25,000 euros a kilogram"),
    ("seal.readings", 2, "count", "Demo value: the first is a slip of the eye, the second a finding"),
    ("weight.estimate", 25, "percent", "Own: three sides measured with a tape, each to a tenth"),
    ("session.idle_phone", 5, "minutes", "Demo value: a phone is laid down, and found by others"),
    ("session.idle_desk", 10, "minutes", "Demo value: a room that people walk through"),
    ("contact.change", 24, "hours", "Demo value: whoever redirects the alerts of another is seen before"),
)
"""Key, value, measure, source. Set for every jurisdiction of the demo."""
JURISDICTIONS = ("BE", "NL")
