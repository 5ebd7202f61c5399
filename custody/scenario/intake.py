"""From the stop to the verified order: the acts of one case, in their order, through the real actions."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from custody.core.exceptional import Exceptional
from custody.destruction.actions.orders import record_order, verify_order
from custody.evidence.actions.clearance import record_clearance
from custody.evidence.actions.exceptions import decide_exception, propose_exception
from custody.evidence.actions.extraction import end_extraction, start_extraction
from custody.evidence.actions.moving import move_units, store_units
from custody.evidence.actions.photo import attach_photo
from custody.evidence.actions.reports import Report, record_report
from custody.evidence.actions.sample import take_sample
from custody.evidence.actions.seizure import open_seizure, register_units
from custody.evidence.actions.stop import contain_conveyance, post_guard
from custody.evidence.actions.sweep import record_sweep
from custody.evidence.actions.transfer import accept_transfer, offer_transfer
from custody.evidence.entries import Circumstances, NewExhibit, NewSample, Published, Route, SealEntry
from custody.evidence.models import HandlingUnit, OfficialReport
from custody.organisation.roles import Role
from custody.scenario.generated import (
    SAMPLE_MG,
    Goods,
    container_number,
    goods_of,
    new_units,
    reading_of,
    seal_number,
)
from custody.scenario.hot import answer_list
from custody.scenario.performing import Clerk, reference
from custody.scenario.pictures import demo_photo
from custody.scenario.timetable import MINUTE, CaseTimes

if TYPE_CHECKING:
    from custody.organisation.models import Officer
    from custody.scenario.cases import Case
    from custody.scenario.house import House, Site


def replay_case(clerk: Clerk, house: House, case: Case, times: CaseTimes) -> None:
    """Perform the acts of a case up to this moment. Raises ``LaterError`` where the time to come begins."""
    goods = goods_of(clerk.scenario, case)
    site = house.site(case.country)
    seizure_id = _stopped_and_stripped(clerk, house, site, case, times, goods)
    unit_ids = _registered(clerk, house, case, times, goods, seizure_id)
    _stored(clerk, house, site, times, goods, unit_ids)
    _sampled(clerk, house, site, times, goods, unit_ids, to_laboratory=case.in_full)
    _ordered(clerk, house, times, unit_ids)


def ids_of(labels: Iterable[str]) -> dict[str, UUID]:
    """Return the units of some labels: label -> id."""
    return dict(HandlingUnit.objects.filter(label__in=list(labels)).values_list("label", "id"))


def _stopped_and_stripped(
    clerk: Clerk, house: House, site: Site, case: Case, times: CaseTimes, goods: Goods
) -> UUID:
    """Stop, guard, move and open the containers; open the seizure; let the emptied containers go."""
    first, second = house.one(Role.OFFICER), house.one(Role.OFFICER, 1)
    about = Circumstances(
        cover_load=case.cover_load, origin_country=case.origin, concealment=case.concealment
    )
    conveyances = [
        reference(
            clerk.do(
                _numbered("stop", number), contain_conveyance, by=first, on=times.stopped, kind="container",
                place=site.quay, second_badge=second.badge, vessel=case.vessel, remark=case.remark,
                container_number=container_number(clerk.scenario, case, number=number),
                circumstances=about, label=label, jurisdiction=site.jurisdiction, demo=True,
            ),
            "unit",
        )
        for number, label in enumerate(goods.conveyances, start=1)
    ]  # fmt: skip
    if case.in_full:
        for number, unit_id in enumerate(conveyances, start=1):
            clerk.do(_numbered("guard", number), post_guard, by=first, on=times.guarded, unit_id=unit_id,
                     guard_badge=second.badge)  # fmt: skip
        clerk.do("move", move_units, by=first, on=times.moved, unit_ids=conveyances, place=site.strip_hall)
    for number, unit_id in enumerate(conveyances, start=1):
        clerk.do(_numbered("strip", number), start_extraction, by=first, on=times.opened, unit_id=unit_id,
                 witness_badge=second.badge)  # fmt: skip
    published = Published(
        event=case.published_event, on=case.published_on, source=case.source, mg=case.published_mg,
        synthetic=case.is_synthetic,
    )  # fmt: skip
    seizure = clerk.do(
        "seize", open_seizure, by=first, on=times.seized, second_badge=second.badge,
        exhibits=[NewExhibit(substance=case.substance, form="unknown")], conveyance_id=conveyances[0],
        ends_extraction=True, circumstances=about, published=published, jurisdiction=site.jurisdiction, demo=True,
    )  # fmt: skip
    for number, unit_id in enumerate(conveyances[1:], start=2):
        clerk.do(_numbered("emptied", number), end_extraction, by=first, on=times.seized, unit_id=unit_id)
    return reference(seizure, "seizure")


def _registered(
    clerk: Clerk, house: House, case: Case, times: CaseTimes, goods: Goods, seizure_id: UUID
) -> dict[str, UUID]:
    """Register the units, photograph and sweep them; let the containers go; return label -> id of the outermost."""
    first, second = house.one(Role.OFFICER), house.one(Role.OFFICER, 1)
    entries = new_units(clerk.scenario, case, house)
    made = clerk.do("register", register_units, by=first, on=times.registered, seizure_id=seizure_id, units=entries)
    known = _by_label(made, [entry.label or "" for entry in entries])
    unit_ids = {label: known[label] for _, label, _ in goods.units}
    conveyances = ids_of(goods.conveyances)
    answer_list(clerk, house, times, seizure_id=seizure_id, conveyance_id=conveyances[goods.conveyances[0]])
    clerk.do("photo", attach_photo, by=first, on=times.photographed, content=demo_photo(case.id), slot="total",
             seizure_id=seizure_id)  # fmt: skip
    clerk.do(
        "sweep", record_sweep, by=first, on=times.swept, unit_ids=list(unit_ids.values()),
        witness_badge=second.badge, methods=["rf_detector"], result="clear",
        started_at=clerk.at(times.swept - 15 * MINUTE), ended_at=clerk.at(times.swept),
    )  # fmt: skip
    _reported(clerk, first, times, seizure_id=seizure_id, case=case)
    for number, label in enumerate(goods.conveyances, start=1):
        # Two who did not empty it search it once more: else it does not go.
        clerk.do(_numbered("clear", number), record_clearance, by=house.one(Role.CREW), on=times.released,
                 unit_id=conveyances[label], method="dog", result="clear",
                 second_badge=house.one(Role.CREW, 1).badge)  # fmt: skip
        asked = clerk.do(_numbered("ask release", number), propose_exception, by=first, on=times.released,
                         unit_id=conveyances[label], exception=Exceptional.RELEASE.value,
                         reason="DEMO: emptied and inspected")  # fmt: skip
        clerk.do(_numbered("let go", number), decide_exception, by=house.one(Role.SUPERVISOR), on=times.released,
                 proposal_id=reference(asked, "exception"), approve=True)  # fmt: skip
    return unit_ids


def _reported(clerk: Clerk, officer: Officer, times: CaseTimes, *, seizure_id: UUID, case: Case) -> None:
    """Record the official report of the seizure: no law lets goods burn before there is one (R2)."""
    drawn = clerk.at(times.swept).astimezone(ZoneInfo(settings.CUSTODY_SITE_TIME_ZONE)).date()
    number = _number_of_report(seizure_id, first=f"{clerk.scenario} {case.id}", year=drawn.year)
    clerk.do(
        "report", record_report, by=officer, on=times.swept, seizure_id=seizure_id,
        head=Report(report_kind="seizure", service="customs", number=number, drawn_on=drawn),
    )  # fmt: skip


def _number_of_report(seizure_id: UUID, *, first: str, year: int) -> str:
    """Return the number that a seizure has, or one that is free in the year, as the customs of the demo write them."""
    known = OfficialReport.objects.filter(seizure=seizure_id).values_list("number", flat=True).first()
    if known is not None:
        return known
    start = int.from_bytes(sha256(first.encode()).digest()[:4])
    numbers = (f"DA {(start + step) % 1_000_000:06}/{year}" for step in range(1_000_000))
    return next(each for each in numbers if not OfficialReport.objects.filter(number=each).exists())


def _stored(
    clerk: Clerk, house: House, site: Site, times: CaseTimes, goods: Goods, unit_ids: dict[str, UUID]
) -> None:
    """Hand the units to a crew of two, bring them to the store, hand them to its keeper."""
    first, driver, second = house.one(Role.OFFICER), house.one(Role.CREW), house.one(Role.CREW, 1)
    keeper = house.one(Role.STOREKEEPER)
    route = Route(vehicle="DEMO van", vehicle_seal=seal_number(clerk.scenario, f"{clerk.subject} van"),
                  escort="DEMO escort", destination=site.store)  # fmt: skip
    seals = {unit_id: seal_number(clerk.scenario, label) for label, unit_id in unit_ids.items()}
    hand_over(
        clerk, "load", giver=first, receiver=driver, second=second, purpose="departure", route=route,
        unit_ids=list(unit_ids.values()), seals=seals, times=(times.offered, times.left),
        vehicle_seal=route.vehicle_seal,
    )  # fmt: skip
    hand_over(
        clerk, "arrive", giver=driver, receiver=keeper, purpose="arrival", place=site.store,
        unit_ids=list(unit_ids.values()), seals=seals, times=(times.arrived, times.stored),
        vehicle_seal=route.vehicle_seal,
    )  # fmt: skip


def _sampled(
    clerk: Clerk, house: House, site: Site, times: CaseTimes, goods: Goods, unit_ids: dict[str, UUID],
    *, to_laboratory: bool,
) -> None:
    """Take a sample out of the first unit, before the keeper, and put it in the laboratory where the sampler keeps
    one."""
    sampler, keeper = house.one(Role.SAMPLER), house.one(Role.STOREKEEPER)
    unit, label, _ = goods.units[0]
    sample = NewSample(
        sample_kind="analysis", label=goods.sample,
        reading=reading_of(house, gross_mg=SAMPLE_MG, packages=None),
        seal=SealEntry(number=seal_number(clerk.scenario, goods.sample)),
    )  # fmt: skip
    clerk.do(
        "sample", take_sample, by=sampler, on=times.sampled, unit_id=unit_ids[label], witness_badge=keeper.badge,
        samples=[sample],
        new_seal=SealEntry(number=seal_number(clerk.scenario, label, time=2),
                           seal_class="S" if unit.children else "bag"),
        reading=reading_of(house, gross_mg=unit.gross_mg - SAMPLE_MG, packages=unit.packages),
    )  # fmt: skip
    if to_laboratory and sampler.has_role(Role.STOREKEEPER):
        clerk.do("laboratory", store_units, by=sampler, on=times.samples_stored,
                 unit_ids=list(ids_of([goods.sample]).values()), place=site.laboratory)  # fmt: skip


def _ordered(clerk: Clerk, house: House, times: CaseTimes, unit_ids: dict[str, UUID]) -> None:
    """Record the order to destroy and have it verified by another case officer."""
    recorder, verifier = house.one(Role.CASE_OFFICER), house.one(Role.CASE_OFFICER, 1)
    zone = ZoneInfo(settings.CUSTODY_SITE_TIME_ZONE)
    order = clerk.do(
        "order", record_order, by=recorder, on=times.ordered, unit_ids=list(unit_ids.values()),
        authority="prosecutor", number=f"DEMO {clerk.scenario} {clerk.subject}",
        issued_on=clerk.at(times.ordered).astimezone(zone).date(), reasons="DEMO: risk of theft; samples are kept",
        signed_by="DEMO magistrate", position="DEMO public prosecutor",
    )  # fmt: skip
    clerk.do("verify", verify_order, by=verifier, on=times.verified, order_id=reference(order, "order"))


def hand_over(
    clerk: Clerk,
    step: str,
    *,
    giver: Officer,
    receiver: Officer,
    unit_ids: list[UUID],
    seals: dict[UUID, str],
    times: tuple[Any, Any],
    vehicle_seal: str,
    place: str | None = None,
    **given: Any,
) -> None:
    """Offer units and have them accepted: two people, two acts."""
    second = given.pop("second", None)
    offered = clerk.do(
        f"{step} offer", offer_transfer, by=giver, on=times[0], unit_ids=unit_ids, receiver_badge=receiver.badge,
        second_badge=None if second is None else second.badge, **given,
    )  # fmt: skip
    clerk.do(f"{step} accept", accept_transfer, by=receiver, on=times[1],
             transfer_id=reference(offered, "transfer"), seals=seals, place=place,
             vehicle_seals=[vehicle_seal])  # fmt: skip


def _by_label(made: Any, labels: list[str]) -> dict[str, UUID]:
    if isinstance(made, dict):
        return dict(zip(labels, (UUID(each) for each in made["units"]), strict=True))
    return {unit.label: unit.id for unit in made}


def _numbered(step: str, number: int) -> str:
    return step if number == 1 else f"{step} {number}"
