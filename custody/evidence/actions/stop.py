"""Stopping a conveyance: it is in custody from that moment, before anybody knows what is inside."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn
from uuid import UUID

from custody.core.act import Basis
from custody.core.errors import InvalidInput, NotAllowedNow
from custody.core.events import GUARD_POSTED, GUARD_RELIEVED, GUARD_UNHEARD, UNIT_CONTAINED
from custody.core.identifiers import (
    check_container_number,
    parse_container_number,
    parse_hs_code,
    parse_imo_number,
    parse_locode,
)
from custody.core.lifecycle import Family, custody_after
from custody.evidence import entries, lists, permissions, policies, stop_policies
from custody.evidence.actions import signatures, steps, targets
from custody.evidence.actions.consult import consulted
from custody.evidence.entries import Circumstances
from custody.evidence.locking import lock_officer, lock_unit, lock_units
from custody.evidence.models import Conveyance, GuardPost, HandlingUnit
from custody.evidence.models.unit import CONVEYANCE_KINDS
from custody.evidence.selectors.facts import guard_post, open_guards
from custody.evidence.selectors.guarding import posts_elsewhere, word_owed
from custody.evidence.selectors.stopped import in_custody_under
from custody.evidence.selectors.targets import number_as_subject
from custody.ledger.recording import Record, recording
from custody.organisation.selectors import officer_by_badge, place_by_code_word
from custody.organisation.selectors.law_here import law_at

if TYPE_CHECKING:
    from datetime import datetime

    from custody.core.act import Act
    from custody.organisation.models import Officer

NOTHING_KNOWN = Circumstances()
STOPPED_AGAIN = "stopped a container that is in custody already"


def contain_conveyance(
    *,
    act: Act,
    kind: str,
    place: str | None,
    second_badge: str,
    container_number: str | None = None,
    container_number_doubted: bool = False,
    number_on_another: bool = False,
    vessel: str | None = None,
    imo_number: str | None = None,
    seal: str | None = None,
    remark: str | None = None,
    circumstances: Circumstances = NOTHING_KNOWN,
    label: str | None = None,
    jurisdiction: str | None = None,
    demo: bool = False,
) -> HandlingUnit:
    """Take a stopped conveyance into the custody of the actor and a second officer, and return its unit.

    ``place`` is a code word; ``None`` when the officer does not know it or it stands elsewhere: it is told later
    (``move_units``). It is under the law of the place (``law_at``). A container number that does not pass its own
    check is refused, unless ``container_number_doubted`` says that the door really shows it. ``seal`` is what was
    found on it; it is not one of ours. ``number_on_another`` says that this is another container than the one of that
    number which is in custody: one of the two shows a false number, so it is stopped and frozen until somebody explains
    it.

    Who: an officer, with a second officer who is another person. When: a container is not in custody already; that it
    is asked for all the same is written as a look at its number (``place.revealed/1``), for the refusal tells it.
    Appends ``unit.contained/1``, ``target.met/1`` for each target of its numbers, ``unit.placed/1`` when the place is
    known, ``discrepancy.opened/1`` (identity) for a number that is on another, and ``signature.owed/1`` by the second
    officer, who answers for it as well.
    """
    permissions.check_can_contain(act.actor)
    second = officer_by_badge(badge=second_badge, field="second_badge")
    permissions.check_second_officer(act.actor, second)
    entries.chosen(kind, CONVEYANCE_KINDS, field="kind")
    where = None if place is None else place_by_code_word(code_word=place)
    if where is not None:
        policies.check_place_kind(where, lists.STOP_KINDS)
    number, doubted = _container(container_number, doubted=container_number_doubted)
    facts = conveyed(circumstances)
    ship = entries.clean_text(vessel, field="vessel", most=80)
    imo = _read("imo_number", imo_number)
    found_seal = entries.clean_text(seal, field="seal", most=32)
    remark = entries.clean_text(remark, field="remark", most=entries.REMARK_MOST)
    with steps.clashes_explained(), recording(act) as record:
        standing = None if number is None else in_custody_under(number)
        if standing is not None and not number_on_another:
            _refuse_second_stop(record, standing, number=str(number))
        unit = HandlingUnit(
            label=steps.label_for(label),
            kind=kind,
            jurisdiction=jurisdiction or law_at(where, at=record.now),
            custody_state=custody_after(family=Family.CONVEYANCE, code=UNIT_CONTAINED.code, before=None),
            custodian=act.actor,
            co_custodian=second,
            held_since=record.at,
            state_since=record.at,
            seal=found_seal,
            demo=demo,
        )
        unit.stream_id = record.open_stream(kind="unit", ref=unit.id)
        unit.save(force_insert=True)
        conveyance = Conveyance(
            unit=unit,
            stream_id=unit.stream_id,
            container_number=number,
            container_number_doubted=doubted,
            vessel=ship,
            imo_number=imo,
            remark=remark,
            **facts,
        )
        conveyance.save(force_insert=True)
        record.append(
            UNIT_CONTAINED,
            on=unit,
            rows=[conveyance],
            unit_id=unit.id,
            label=unit.label,
            kind=kind,
            jurisdiction=unit.jurisdiction,
            demo=demo,
            remark_present=remark is not None,
            container_number=number,
            container_number_doubted=doubted,
            vessel=ship,
            imo_number=imo,
            seal=found_seal,
            remark=remark,
            custodian=act.actor.pseudonym,
            co_custodian=second.pseudonym,
            **facts,
        )
        targets.meet_at_stop(record, unit, container=number, imo=imo)
        if where is not None:
            steps.put_in_place(record, unit, where, code="unit.placed/1")
        if standing is not None:
            steps.open_discrepancy(record, unit, kind="identity", by=act.actor, found=number)
        signatures.owe_second(record, [unit], about=UNIT_CONTAINED.code, wanted=second)
        record.result = {"unit": str(unit.id), "label": unit.label}
    return unit


def _refuse_second_stop(record: Record, standing: HandlingUnit, *, number: str) -> NoReturn:
    # Who is told that a container is stopped has looked it up, whatever form was used.
    actor = record.act.actor
    consulted(record, lock_officer(actor), subject_kind="container", subject_id=number_as_subject(number),
              field_group="lookup", reason=STOPPED_AGAIN)  # fmt: skip
    record.refuse(stop_policies.in_custody(actor, standing))


def post_guard(*, act: Act, unit_id: UUID, guard_badge: str, expected_seq: int | None = None) -> GuardPost:
    """Post a guard at a unit and return the post. Who is posted by another has yet to say that they stand there.

    Who: the custodian, a supervisor or the duty officer; the guard is an officer or crew. When: while the unit is live,
    the guard does not stand there yet, and at no unit in another place: nobody is at two, and who is named here would
    bare the other. Who posts themselves has left there: that post ends. Appends ``guard.posted/1``, and
    ``signature.owed/1`` by the guard, ``guard.relieved/1`` for each post that ends.
    """
    guard = officer_by_badge(badge=guard_badge, field="guard_badge")
    permissions.check_can_stand_guard(guard)
    with steps.clashes_explained(), recording(act) as record:
        unit = lock_with_posts(unit_id, guard)
        policies.check_version(unit, expected_seq)
        permissions.check_can_post_guard(act.actor, unit)
        if any(post.guard_id == guard.id for post in open_guards(unit)):
            raise InvalidInput("guard.posted", "This guard is already posted at this unit", field="guard_badge")
        went_on_at = leave_other_posts(record, unit, guard=guard)
        post = GuardPost(unit=unit, stream_id=unit.stream_id, guard=guard, posted_at=record.at)
        post.save(force_insert=True)
        record.append(GUARD_POSTED, on=unit, rows=[post], guard_id=post.id, posted_at=record.at, guard=guard.pseudonym)
        signatures.owe_guard(record, unit, guard=guard)
        if went_on_at is not None:
            relieve(record, unit, post, at=went_on_at)
        record.result = {"guard": str(post.id), "unit": str(unit.id)}
    return post


def relieve_guard(*, act: Act, guard_id: UUID) -> GuardPost:
    """End a guard's post and return it.

    Who: the guard, the custodian of the unit, a supervisor or the duty officer. When: while the post lasts.
    Appends ``guard.relieved/1``.
    """
    with recording(act) as record:
        unit = lock_unit(guard_post(guard_id).unit_id)
        post = guard_post(guard_id)
        permissions.check_can_relieve_guard(act.actor, unit, post)
        relieve(record, unit, post)
        record.result = {"guard": str(post.id), "unit": str(unit.id)}
    return post


def lock_with_posts(unit_id: UUID, guard: Officer) -> HandlingUnit:
    """Return a unit, locked together with those that a guard stands at: their posts may end by this one."""
    stands_at = GuardPost.objects.filter(guard=guard, relieved_at__isnull=True).values_list("unit_id", flat=True)
    return next(each for each in lock_units({unit_id, *stands_at}) if each.id == unit_id)


def leave_other_posts(record: Record, unit: HandlingUnit, *, guard: Officer) -> datetime | None:
    """End the posts of a guard in other places than that of a unit where they come to stand, and return when they went
    on to another, where that is told later of before; else ``None``. A step; raises ``NotAllowedNow`` where somebody
    else names them now: where they stood an hour ago is told as it was. A replay tells what was, and ends nothing."""
    if record.act.basis in signatures.OLD:
        return None
    went_on_at = None
    for post in posts_elsewhere(guard, unit):
        if record.act.basis is not Basis.LIVE and post.posted_at > record.at:
            went_on_at = post.posted_at if went_on_at is None else min(went_on_at, post.posted_at)
            continue
        if guard.id != record.act.actor.id and record.act.basis is Basis.LIVE:
            raise NotAllowedNow(
                "guard.elsewhere",
                "Badge {badge} stands guard at {label}, in another place. Relieve them there first, or name another",
                badge=guard.badge, label=post.unit.label,
            )  # fmt: skip
        relieve(record, post.unit, post)
    return went_on_at


def relieve(record: Record, unit: HandlingUnit, post: GuardPost, *, at: datetime | None = None) -> None:
    """End a guard's post. A step of every act by which a unit goes. Appends ``guard.relieved/1``, and
    ``guard.unheard/1`` where the guard never said that they stood there: their word is awaited no more."""
    # Told late, it may be said to have ended before it began: a stay ends no earlier than that.
    post.relieved_at = at or max(record.at, post.posted_at)
    post.save(update_fields=["relieved_at"])
    record.append(GUARD_RELIEVED, on=unit, rows=[post], guard_id=post.id, relieved_at=post.relieved_at)
    if word_owed(post).exists():
        record.append(
            GUARD_UNHEARD, on=unit, guard_id=post.id, unheard_at=record.at, guard=post.guard.pseudonym
        )


def conveyed(circumstances: Circumstances) -> dict[str, str | None]:
    """Return what the papers and the detection say, checked and in the spelling that is stored."""
    return {
        "detection": entries.one_of(circumstances.detection, lists.DETECTIONS, field="detection"),
        "cover_load": entries.clean_text(circumstances.cover_load, field="cover_load", most=80),
        "hs_code": _read("hs_code", circumstances.hs_code),
        "origin_country": entries.clean_text(circumstances.origin_country, field="origin_country", most=60),
        "origin_locode": _read("origin_locode", circumstances.origin_locode),
    }


_READERS = {"hs_code": parse_hs_code, "origin_locode": parse_locode, "imo_number": parse_imo_number}


def _read(field: str, text: str | None) -> str | None:
    if text is None or not text.strip():
        return None
    try:
        return _READERS[field](text)
    except InvalidInput as refusal:
        raise steps.on_field(refusal, field) from None


def _container(text: str | None, *, doubted: bool) -> tuple[str | None, bool]:
    """Return the number as it is stored, and whether it is doubted: only one that fails its own check can
    be."""
    if text is None or not text.strip():
        return None, False
    try:
        number = parse_container_number(text)
        if not doubted:
            check_container_number(number)
    except InvalidInput as refusal:
        raise steps.on_field(refusal, "container_number") from None
    return str(number), not number.is_right
