"""What the demo house looks for when it begins: a tip, and a few targets in different states. All of it is made up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from custody.core.act import Act, Door
from custody.deadlines.selectors import database_now
from custody.evidence.actions import scans, targets, tips
from custody.evidence.models import ScanImage, Target, Tip
from custody.organisation.models import Officer
from custody.organisation.roles import Role
from custody.organisation.selectors import officers_with_role
from custody.scenario.pictures import demo_photo


@dataclass(frozen=True, slots=True)
class Wanted:
    """One target of the demo: why, what is known, the number, and in how many hours it is expected."""

    origin: str
    grounds: str
    container_number: str
    hours: int
    authority: str | None = None


WANTED = (
    Wanted("tip", "Demo: the goods were paid for in cash, twice", "CSQU3054383", 30),
    Wanted("foreign_message", "Demo: the scan abroad shows a dark block behind the doors", "TGHU1234567", 20,
           "Demo customs abroad"),
    Wanted("risk_profile", "Demo: a new shipper, a load worth less than its freight", "MSCU1234566", 44),
)  # fmt: skip


def look_for_something() -> None:
    """Record the tip and open the targets as far as that is not done yet: it may be killed and begun again."""
    handler, (first, second) = officers_with_role(Role.SOURCE_HANDLER)[0], officers_with_role(Role.OFFICER)[:2]
    tip = Tip.objects.order_by("recorded_at").first() or tips.record_tip(
        act=_act(handler), source="Demo: a driver who heard it at the gate", reliability="B", credibility="2"
    )
    now = database_now()
    for wanted in WANTED[Target.objects.count() :]:
        targets.open_target(
            act=_act(first),
            origin=wanted.origin,
            grounds=wanted.grounds,
            container_number=wanted.container_number,
            expected_at=now + timedelta(hours=wanted.hours),
            authority=wanted.authority,
            tip_reference=tip.reference if wanted.origin == "tip" else None,
        )
    _search_what_abroad_saw(first, second)


def _search_what_abroad_saw(first: Officer, second: Officer) -> None:
    """Add the image of the port abroad, let an officer read it, and decide that it is searched."""
    target = Target.objects.filter(origin="foreign_message", state="open").order_by("opened_at").first()
    if target is None:
        return
    image = ScanImage.objects.filter(target=target).first() or scans.attach_scan(
        act=_act(first), target_id=target.id, content=demo_photo("scan"), scanner="foreign_port", port="ECGYE"
    )
    if not image.readings.exists():
        scans.read_scan(act=_act(first), scan_id=image.id, result="suspicious", remark="Demo: behind the doors")
    targets.decide_search(
        act=_act(officers_with_role(Role.DUTY_OFFICER)[0]), target_id=target.id, searcher_badge=second.badge
    )


def _act(officer: Officer) -> Act:
    return Act(actor=officer, door=Door.COMMAND)
