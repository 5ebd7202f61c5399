"""Fills the template database through the real actions: the cast, the places, the scales, the policy values.

The cast is a set of badges, one or two per role, and badge 4999 who may see nothing.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from custody.core.act import Act

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)

CAST: dict[str, list[str]] = {
    "4417": ["officer"],
    "4418": ["officer"],
    "4420": ["officer"],
    "4431": ["source_handler"],
    "4432": ["source_handler"],
    "4501": ["crew"],
    "4502": ["crew"],
    "4503": ["crew"],
    "4601": ["storekeeper"],
    "4602": ["storekeeper"],
    "4701": ["sampler"],
    "4702": ["sampler"],
    "4801": ["case_officer"],
    "4802": ["case_officer"],
    "4851": ["planner"],
    "4901": ["supervisor", "witness"],
    "4902": ["supervisor", "witness"],
    "4903": ["duty_officer"],
    "4905": ["regional_head"],
    "4906": ["director"],
    "4911": ["checker"],
    "4912": ["checker"],
    "4921": ["witness"],
    "4922": ["witness"],
    "4931": ["auditor"],
    "4941": ["internal_affairs"],
    "4951": ["administrator"],
    "4952": ["administrator"],
    "4961": ["device"],
    "4971": ["prosecutor"],
    "4972": ["judge"],
    "4973": ["committee"],
    "4974": ["committee"],
    "4975": ["committee"],
    "4999": [],
}

PLACES: list[tuple[str, str, int | None]] = [
    ("HERON", "quay", None),
    ("PLOVER", "scanner", None),
    ("LAPWING", "strip_hall", None),
    ("BITTERN", "store", 20_000_000_000),
    ("DUNLIN", "store", 1_500_000_000),
    ("SISKIN", "laboratory", None),
    ("CURLEW", "furnace", None),
]

SITES: dict[str, tuple[str, ...]] = {
    "ALDER": (),
    "BIRCH": ("HERON", "PLOVER", "LAPWING", "BITTERN", "DUNLIN", "SISKIN"),
    "CEDAR": ("CURLEW",),
}
"""Code words of sites, with the places that stand on them."""
POLICE_PHONE = "+3225550101"

SCALES: list[tuple[str, int, int]] = [
    ("S-BENCH", 6_000_000, 1_000),
    ("S-FLOOR", 150_000_000, 10_000),
    ("S-PALLET", 3_000_000_000, 200_000),
]

POLICIES: list[tuple[str, int, str]] = [
    ("order.authority", 1, "choice"),
    ("order.procedure", 1, "choice"),
    ("order.judge", 2, "choice"),
    ("order.appeal", 2, "choice"),
    ("order.oral", 2, "choice"),
    ("witness.supervisors", 1, "count"),
    ("witness.agencies", 1, "count"),
    ("witness.distance", 1, "choice"),
    ("sample.least", 1, "count"),
    ("sample.method", 1, "choice"),
    ("sample.share", 90, "percent"),
    ("sample.confidence", 95, "percent"),
    ("lottery.share", 90, "percent"),
    ("lottery.confidence", 95, "percent"),
    ("clock.oral_confirmation", 24, "hours"),
    ("clock.target_destruction", 48, "hours"),
    ("clock.max_storage", 72, "hours"),
    ("clock.strip", 24, "hours"),
    ("clock.clearance", 12, "hours"),
    ("clock.guard_cover", 30, "minutes"),
    ("clock.acceptance", 15, "minutes"),
    ("clock.fastlane", 3, "hours"),
    ("clock.temp_storage", 72, "hours"),
    ("clock.order_latency", 12, "hours"),
    ("clock.first_unit", 30, "minutes"),
    ("clock.order_age", 48, "hours"),
    ("clock.notice", 60, "days"),
    ("clock.silent_consent", 1, "months"),
    ("clock.appeal_window", 24, "hours"),
    ("clock.out_for_analysis", 5, "working_days"),
    ("clock.transit", 120, "minutes"),
    ("clock.sweep_owed", 24, "hours"),
    ("clock.count_owed", 8, "hours"), ("clock.seal_owed", 4, "hours"),
    ("clock.watch_owed", 4, "hours"), ("clock.over_limit", 12, "hours"),
    ("clock.tally_owed", 12, "hours"), ("clock.proof_owed", 12, "hours"), ("clock.inquiry_owed", 14, "days"),
    ("clock.held_owed", 12, "hours"), ("clock.giving", 72, "hours"),
    ("clock.weight_owed", 4, "hours"),
    ("clock.check_in", 20, "minutes"),
    ("clock.answer_owed", 12, "hours"),
    ("clock.residue_weight", 3, "days"), ("clock.residue_gone", 30, "days"),
    ("clock.certificate_copy", 7, "days"), ("clock.second_eyes", 24, "hours"),
    ("clock.target_decision", 2, "hours"),
    ("clock.target_search", 12, "hours"),
    ("clock.unloading", 30, "minutes"), ("clock.escort_owed", 4, "hours"),
    ("clock.opening_weights", 60, "days"), ("clock.opening_seals", 30, "days"),
    ("clock.search", 120, "minutes"),
    ("clock.signature_owed", 24, "hours"),
    ("clock.second_signature", 15, "minutes"),
    ("clock.loan", 30, "days"), ("clock.operation", 14, "days"),
    ("clock.perishable", 24, "hours"),
    ("clock.count_after_loss", 48, "hours"),
    ("clock.count_after_move", 24, "hours"),
    ("clock.count_planned", 14, "days"),
    ("clock.count_unannounced", 14, "days"),
    ("clock.hot_take", 10, "minutes"),
    ("clock.hot_guard", 30, "minutes"),
    ("clock.hot_sweep", 120, "minutes"),
    ("clock.hot_prosecutor", 30, "minutes"),
    ("clock.hot_place", 60, "minutes"),
    ("clock.hot_fast_lane", 60, "minutes"),
    ("clock.hot_embargo", 60, "minutes"),
    ("clock.hot_decoy", 120, "minutes"),
    ("clock.hot_plan_b", 120, "minutes"),
    ("guard.hot_load", 1_000, "kg"),
    ("guard.grace", 15, "minutes"),
    ("value.per_kg", 25_000, "eur"),
]


ARM_AT = """
CREATE SCHEMA tests;
CREATE FUNCTION tests.arm_at(clock bigint, moment timestamptz) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS 'UPDATE custody.custody_clock SET armed_at = moment, started_at = moment WHERE id = clock';
CREATE FUNCTION tests.give_away(clock bigint, kind text, subject uuid) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS 'UPDATE custody.custody_clock SET subject_kind = kind, subject_id = subject WHERE id = clock';
CREATE FUNCTION tests.in_zone(clock bigint, other text) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS 'UPDATE custody.custody_clock SET zone = other WHERE id = clock';
GRANT USAGE ON SCHEMA tests TO custody_app;
"""
"""What lets time pass for a clock, and changes what no role of the house can (``tests/passing.py``)."""


def fill() -> None:
    """Register everything above."""
    from custody.core.act import Act, Basis, Door
    from custody.organisation.actions import founding, register, site
    from custody.organisation.roles import Role
    from custody.organisation.selectors import officer_by_badge

    _, administrator = founding.found_house(administrator_badge="4951", password=None)

    def act() -> Act:
        return Act(actor=administrator, door=Door.COMMAND, basis=Basis.OPENING, occurred_at=LONG_AGO)

    for badge, roles in CAST.items():
        if badge != "4951":
            register.register_officer(act=act(), badge=badge, roles=[Role(role) for role in roles],
                                      unit_code=f"U{badge[1]}", agency="customs")
    second = officer_by_badge(badge="4952")
    for code_word, kind, cap_mg in PLACES:
        register.register_place(act=act(), code_word=code_word, kind=kind, jurisdiction="BE",
                                name=f"Name of {code_word.title()} quay 1742", cap_mg=cap_mg)
    for word, on_it in SITES.items():
        registered = site.register_site(act=act(), code_word=word, jurisdiction="BE", zone="Europe/Brussels",
                                        police_phone=POLICE_PHONE)
        for code_word in on_it:
            site.site_place(act=act(), place=code_word, site_id=registered.id)
    for code, capacity_mg, division_mg in SCALES:
        register.register_scale(act=act(), code=code, capacity_mg=capacity_mg, division_mg=division_mg,
                                calibrated_until=date(2099, 1, 1))
    for key, value, measure in POLICIES:
        register.set_policy(act=act(), approver=second, key=key, jurisdiction="BE", value=value, measure=measure,
                            valid_from=LONG_AGO, source="tests")
    for badge in ("4417", "4601", "4901", "4902", "4903", "4905", "4906", "4941", "4951"):
        register.record_contact(act=act(), officer=officer_by_badge(badge=badge), email=f"{badge}@custody.invalid",
                                phone=f"+3247000{badge}", verified_at=LONG_AGO)


if __name__ == "__main__":
    import django

    django.setup()
    fill()
