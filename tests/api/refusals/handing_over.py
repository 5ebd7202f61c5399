"""Refusals about who has goods: hand-overs, the road, places, transports, guards, and the conveyances they came in."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import patch

from custody.alerts.passes.engine import engine_act
from custody.alerts.passes.expiries import expiries
from custody.evidence import policies
from custody.evidence.actions import (
    endangering,
    expiring,
    holding,
    mission,
    mission_load,
    moving,
    reseal,
    seals,
    stop,
    transfer,
    weigh,
)
from custody.evidence.selectors import expiries as lists_of_expiries
from custody.evidence.tickets import ticket_of
from custody.organisation.actions.register import register_place
from custody.organisation.models import Place
from tests import clearing, stories
from tests.api.refusals.trying import Three, api, page
from tests.evidence.exceptional import BATCH
from tests.evidence.test_command import ordered
from tests.evidence.test_mission import planned
from tests.evidence.test_open_gaps import long_ago
from tests.stories import act_of

MINUTE = timedelta(minutes=1)
ROUTE = {"vehicle": "T-4", "vehicle_seal": "VS880001", "escort": "E-2", "destination": "BITTERN"}


def ground(cast):
    """Return a house with a stopped and an emptied container, bags at the officer, in store and on the road."""
    box = stories.contained(cast, container_number="CSQU3054383")
    emptied = stories.emptied(cast)
    found = stories.opened_seizure(cast)
    kept, gone = stories.stored(cast, of=found), stories.on_the_road(cast)
    fresh = stories.seized(cast, of=found)
    swept = stories.swept(cast, stories.seized(cast, of=found, crew=True))
    return SimpleNamespace(cast=cast, box=box, emptied=emptied, seizure=found, kept=kept[0], gone=gone[0],
                           fresh=fresh[0], swept=swept[0])  # fmt: skip


# --- hand-overs ---------------------------------------------------------------------------------------------


def _offer(at, unit, *, who=None, to="4601", purpose="handover", second=None, route=None, unswept=None, **more):
    said = {"purpose": purpose, "receiver_badge": to} | ({"second_badge": second} if second else {})
    reason = {"unswept_reason": unswept} if unswept else {}
    return Three(
        who or at.cast.officer, page("transfers/offer/", units=[str(unit.id)], **said | (route or {}) | reason),
        api("transfers/", unit_ids=[str(unit.id)], **said | reason | ({"route": route} if route else {})), **more,
    )  # fmt: skip


def _offered(at, unit=None):
    return stories.offered(at.cast, [unit or at.fresh], receiver=at.cast.storekeeper)


def _open(at):
    _offered(at)
    return _offer(at, at.fresh, to="4602").refused_earlier("page")


def _open_now(at):
    """Somebody offered it between the look and the writing: only the database saw it."""
    _offered(at)
    return _offer(at, at.fresh, to="4602", while_=lambda: patch.object(policies, "check_not_offered")).refused_earlier(
        "page")  # fmt: skip


def _answer(at, what, who, offer, **changes):
    here, said = f"transfers/{offer.id}/", {"reason": "x"}
    if what == "receive":
        line = offer.lines.get()
        seal = changes.pop("seal", line.unit.seal)
        form = {} if seal is None else {f"seal_{line.unit_id.hex}": seal}
        units = [{"unit_id": str(line.unit_id), "seal_seen": seal}] if seal is not None else []
        return Three(who, page(here + "receive/", **form), api(here + "acceptance/", units=units), **changes)
    doors = {"refuse": "refusal/", "cancel": "cancellation/"}
    return Three(who, page(here + what + "/", **said), api(here + doors[what], **said), **changes)


def _closed(at):
    offer = _offered(at)
    transfer.refuse_transfer(act=act_of(at.cast.storekeeper), transfer_id=offer.id, reason="x")
    return _answer(at, "refuse", at.cast.storekeeper, offer)


def _frozen(at):
    weigh.record_weighing(act=act_of(at.cast.storekeeper), unit_id=at.kept.id, reading=stories.reading(20_000_000))
    return _offer(at, at.kept, who=at.cast.storekeeper, to="4602")


def _unsigned(at):
    reseal.replace_seal(act=act_of(at.cast.storekeeper), unit_id=at.kept.id, witness_badge="4602", reason="torn",
                        new_seal=stories.new_seal())  # fmt: skip
    return _offer(at, at.kept, who=at.cast.storekeeper, to="4503")


def _command(at, *, hours=5, absent="4601", receiver="4602"):
    said = {"absent_badge": absent, "receiver_badge": receiver, "second_badge": "4420", "reason": "ill"}
    return Three(at.cast.supervisor, page("transfers/command/", absent_hours=str(hours), **said),
                 api("transfer-commands/", absent_hours=hours, **said),
                 shell=lambda: ordered(at.cast, absent_badge=absent, absent_hours=hours))  # fmt: skip


def _not_whole(at):
    seals.remove_seal(act=act_of(at.cast.storekeeper), unit_id=at.kept.id, reason="torn", witness_badge="4503")
    stories.countersigned(at.cast.crew, at.cast.third_crew)
    return _answer(at, "receive", at.cast.second_storekeeper, ordered(at.cast), seal=None).refused_earlier("page")


def _read_wrongly(at):
    """The first time another seal is read it is asked for again, and that is remembered."""
    return _answer(at, "receive", at.cast.storekeeper, _offered(at), seal="AN999999",
                   notes=frozenset({"seal.misread/1"}), words="Read it again")  # fmt: skip


def _arrive(at, seal, **more):
    ids, said = [str(at.gone.id)], {"place": "CURLEW"}
    return Three(at.cast.crew, page("road/arrive/", units=ids, vehicle_seal=seal, **said),
                 api("arrivals/", unit_ids=ids, vehicle_seals=[seal], **said), **more)  # fmt: skip


def _leave(at):
    """Two of a crew take a load over, and read no seal off their vehicle."""
    offer = stories.offered(at.cast, [at.swept], receiver=at.cast.crew, second=at.cast.second_crew, purpose="departure")
    return _answer(at, "receive", at.cast.crew, offer).refused_earlier("page")


def _too_late(at):
    """The time of the hand-over ran out, and its giver weighed the goods since."""
    offer = long_ago(at.cast, at.fresh)
    with patch.object(lists_of_expiries, "ENTERED", timedelta(0)):
        expiries(engine="test")
    weigh.record_weighing(act=act_of(at.cast.officer), unit_id=at.fresh.id, reading=stories.reading())
    offer.refresh_from_db()
    return _answer(at, "receive", at.cast.storekeeper, offer)


def _not_over(at):
    waits = _offered(at)
    return Three(engine_act().actor, None, None,
                 shell=lambda: expiring.expire_transfer(act=engine_act(), transfer_id=waits.id))  # fmt: skip


def _nothing(at):
    return Three(at.cast.storekeeper, page("store/move/", units=[], place="DUNLIN"),
                 api("moves/", unit_ids=[], place="DUNLIN")).refused_earlier(
        "both", lambda: moving.move_units(act=act_of(at.cast.storekeeper), unit_ids=[], place="DUNLIN"))  # fmt: skip


def _named_twice(at):
    offer = _offered(at)
    line = {"unit_id": str(at.fresh.id), "seal_seen": at.fresh.seal}
    return Three(at.cast.storekeeper, None, api(f"transfers/{offer.id}/acceptance/", units=[line, line]))


def _ticket(at, *, minutes=None):
    said = "H1:NONSENSE" if minutes is None else ticket_of(_offered(at).id, at=stories.now() - minutes * MINUTE)
    return Three(at.cast.storekeeper, page("transfers/receive/", ticket=said), None)


HAND_OVERS = {
    "seal.read_again": _read_wrongly,
    "vehicle_seal.not_read": _leave,
    "vehicle_seal.read_again": lambda at: _arrive(at, "VS999999", notes=frozenset({"seal.misread/1"}),
                                                  words="That is not the seal we know on this vehicle"),
    "transfer.moved_on": _too_late,
    "transfer.not_over": _not_over,
    "units.none": _nothing,
    "unit.twice": _named_twice,
    "ticket.unreadable": _ticket,
    "ticket.old": lambda at: _ticket(at, minutes=60),
    "transfer.open": _open,
    "transfer.open_now": _open_now,
    "transfer.closed": _closed,
    "transfer.not_receiver": lambda at: _answer(at, "refuse", at.cast.officer, _offered(at)),
    "transfer.not_giver": lambda at: _answer(at, "cancel", at.cast.storekeeper, _offered(at)),
    "transfer.on_the_road": lambda at: _offer(at, at.gone, who=at.cast.crew, to="4503"),
    "people.same": lambda at: _offer(at, at.fresh, to="4417"),
    "role.missing": lambda at: _offer(at, at.fresh, to="4801"),
    "officer.unknown": lambda at: _offer(at, at.fresh, to="9999"),
    "unit.frozen": _frozen,
    "unit.unsigned": _unsigned,
    "sweep.missing": lambda at: _offer(at, at.fresh, to="4501", second="4502", purpose="departure", route=ROUTE),
    "sweep.quarantine": lambda at: _offer(at, at.fresh, to="4501", second="4502", purpose="departure", route=ROUTE,
                                          unswept="they shot at us"),
    "seal.not_read": lambda at: _answer(at, "receive", at.cast.storekeeper, _offered(at), seal=None).refused_earlier(
                                            "page"),
    "absent.nothing": lambda at: _command(at, absent="4702"),
    "hours.range": lambda at: _command(at, hours=5_000).refused_earlier("page"),
    "count.not_whole": _not_whole,
}  # fmt: skip

# --- the road and the places ----------------------------------------------------------------------------------


def _depart(at, unit, *, who=None, route=ROUTE, **more):
    return Three(who or at.cast.officer, page("road/depart/", units=[str(unit.id)], **route),
                 api("departures/", unit_ids=[str(unit.id)], route=route), **more)  # fmt: skip


def _put(at, unit, place, *, who=None, how="store", **more):
    door = {"store": ("store/put/", "storage/"), "move": ("store/move/", "moves/"),
            "arrive": ("road/arrive/", "arrivals/")}[how]  # fmt: skip
    return Three(who or at.cast.storekeeper, page(door[0], units=[str(unit.id)], place=place),
                 api(door[1], unit_ids=[str(unit.id)], place=place), **more)  # fmt: skip


def _burnt_place(at):
    endangering.endanger_place(act=act_of(at.cast.supervisor), place="DUNLIN", danger=3, cause="seen")
    return _offer(at, at.swept, to="4501", second="4502", purpose="departure", route=ROUTE | {"destination": "DUNLIN"})


def _into_vault(at, **said):
    who = act_of(at.cast.administrator)
    register_place(act=who, code_word="REDSHANK", kind="vault", jurisdiction="BE", cap_mg=None)
    return Three(at.cast.storekeeper, page("store/move/", units=[str(at.kept.id)], place="REDSHANK", **said),
                 api("moves/", unit_ids=[str(at.kept.id)], place="REDSHANK", **said))  # fmt: skip


def _full(at, **limits):
    stories.capped(at.cast, Place.objects.get(code_word="DUNLIN"), **limits)
    return _put(at, at.kept, "DUNLIN", how="move")


ROAD = {
    "crew.two": lambda at: _depart(at, stories.swept(at.cast, [at.fresh])[0]),
    "custody.not_yours": lambda at: Three(
        at.cast.second_officer, page(f"units/{at.fresh.id}/guard/", guard_badge="4503"),
        api(f"units/{at.fresh.id}/guards/", guard_badge="4503")),
    "place.unknown": lambda at: _put(at, at.kept, "NOWHERE", how="move").refused_earlier("page"),
    "place.wrong_kind": lambda at: _put(at, at.kept, "CURLEW", how="move"),
    "place.burnt": _burnt_place,
    "place.over_cap": lambda at: _full(at, cap_mg=1_000_000),
    "vault.two": _into_vault,
    "vault.both": lambda at: _into_vault(at, second_badge="4417", alone_reason="x"),
    "place.over_value": lambda at: _full(at, cap_eur=1),
    "unit.on_the_road": lambda at: _put(at, at.gone, "CURLEW", who=at.cast.crew, how="move"),
    "unit.not_goods": lambda at: Three(
        at.cast.officer, page(f"units/{at.box.id}/bench/neutralise/", method="bleach", witness_badge="4420", **BATCH),
        api("neutralisations/", unit_ids=[str(at.box.id)], method="bleach", witness_badge="4420",
            **BATCH)),
    "unit.not_conveyance": lambda at: Three(
        at.cast.third_officer,
        page(f"units/{at.fresh.id}/clearance/", method="dog", result="clear", second_badge="4501"),
        api(f"units/{at.fresh.id}/clearances/", method="dog", result="clear", second_badge="4501")),
}  # fmt: skip

# --- transports -----------------------------------------------------------------------------------------------


def _plan(at, *, minutes=90, second="4502"):
    said = {"driver_badge": "4501", "second_badge": second, "vehicle": "T-4", "escort": "E-2"}
    return Three(at.cast.officer, page("missions/plan/", planned_minutes=str(minutes), **said),
                 api("missions/", planned_minutes=minutes, **said))  # fmt: skip


def _on(at, who, made, *doors, **said):
    return Three(who, page(f"missions/{made.id}/{doors[0]}/", **said), api(f"missions/{made.id}/{doors[1]}/", **said))


def _escorted(at):
    made = planned(at.cast)
    mission.confirm_escort(act=act_of(at.cast.duty_officer), mission_id=made.id)
    return _on(at, at.cast.supervisor, made, "escort", "escort")


def _explained(at):
    made = planned(at.cast)
    mission.begin_mission(act=act_of(at.cast.crew), mission_id=made.id)
    return _on(at, at.cast.crew, made, "explain", "stops/explanation", reason="x")


def _nobody_answers(at):
    made = planned(at.cast)
    mission.confirm_escort(act=act_of(at.cast.duty_officer), mission_id=made.id)
    return _on(at, at.cast.officer, made, "unescorted", "escort/absence", reason="x", decided_badge="4501")


def _load(at, made, unit, who, **more):
    return Three(who, page(f"missions/{made.id}/load/", units=[str(unit.id)]),
                 api(f"missions/{made.id}/load/", unit_ids=[str(unit.id)]), **more)  # fmt: skip


def _named_elsewhere(at):
    first, second = planned(at.cast), planned(at.cast)
    mission_load.name_load(act=act_of(at.cast.officer), mission_id=first.id, unit_ids=[at.swept.id])
    return _load(at, second, at.swept, at.cast.officer).refused_earlier("page")


TRANSPORTS = {
    "mission.minutes": lambda at: _plan(at, minutes=100_000).refused_earlier("page"),
    "mission.state": lambda at: _on(at, at.cast.crew, planned(at.cast), "check-in", "check-ins"),
    "mission.not_crew": lambda at: _on(at, at.cast.officer, planned(at.cast), "begin", "beginning"),
    "mission.escorted": _escorted,
    "mission.explained": _explained,
    "mission.escort_answered": _nobody_answers,
    "mission.not_held": lambda at: _load(at, planned(at.cast), at.kept, at.cast.officer).refused_earlier("page"),
    "mission.named_elsewhere": _named_elsewhere,
}

# --- conveyances and guards -----------------------------------------------------------------------------------


def _stop(at, *, number="MSCU1234566", **changes):
    said = {"kind": "container", "place": "HERON", "second_badge": "4418", "container_number": number} | changes
    return Three(at.cast.officer, page("stop/", occurred_at_choice="now", **said), api("stops/", **said),
                 shell=lambda: stories.contained(at.cast, container_number=number))  # fmt: skip


def _guard(at, unit=None, guard="4503"):
    unit = unit or at.box
    return Three(at.cast.officer, page(f"units/{unit.id}/guard/", guard_badge=guard),
                 api(f"units/{unit.id}/guards/", guard_badge=guard))  # fmt: skip


def _posted(at, unit=None):
    stop.post_guard(act=act_of(at.cast.officer), unit_id=(unit or at.box).id, guard_badge="4503")
    return _guard(at)


def _relieved(at):
    post = stop.post_guard(act=act_of(at.cast.officer), unit_id=at.box.id, guard_badge="4503")
    stop.relieve_guard(act=act_of(at.cast.officer), guard_id=post.id)
    return Three(at.cast.officer, page(f"guards/{post.id}/relieve/"), api(f"guards/{post.id}/relief/"))


def _search(at, unit, *, who=None, second="4501", result="clear"):
    said = {"method": "dog", "result": result, "second_badge": second}
    return Three(who or at.cast.third_officer, page(f"units/{unit.id}/clearance/", **said),
                 api(f"units/{unit.id}/clearances/", **said))  # fmt: skip


def _release(at, unit=None):
    unit = unit or at.emptied
    return Three(at.cast.officer, page(f"units/{unit.id}/exceptions/release/", reason="empty"),
                 api(f"units/{unit.id}/exceptions/", exception="release", reason="empty"))  # fmt: skip


def _residue(at):
    clearing.searched(at.cast, at.emptied, result="residue")
    return _release(at)


def _unsigned_search(at):
    clearing.searched(at.cast, at.emptied)
    return _release(at)


def _held(at, *, by="scan", is_known=False):
    if is_known:
        holding.say_who_holds(act=act_of(at.cast.officer), unit_id=at.box.id, held_for=by)
    return Three(at.cast.officer, page(f"units/{at.box.id}/held/", held_for=by),
                 api(f"units/{at.box.id}/held/", held_for=by))  # fmt: skip


def _no_tariff(at):
    said = {"kind": "vehicle", "place": "HERON", "second_badge": "4418"}
    return Three(at.cast.officer, page("stop/?more=1", occurred_at_choice="now", hs_code="1", **said),
                 api("stops/", circumstances={"hs_code": "1"}, **said))  # fmt: skip


CONVEYANCES = {
    "hs.malformed": _no_tariff,
    "container.check_digit": lambda at: _stop(at, number="MSCU1234567"),
    "container.malformed": lambda at: _stop(at, number="MSCU12"),
    "stop.in_custody": lambda at: replace(_stop(at, number="CSQU3054383"), notes=frozenset({"place.revealed/1"})),
    "guard.posted": _posted,
    "guard.elsewhere": lambda at: _posted(at, stories.contained(at.cast, kind="vehicle", place="BITTERN")),
    "guard.relieved": _relieved,
    "clearance.not_emptied": lambda at: _search(at, at.box),
    "clearance.stripped_it": lambda at: _search(at, at.emptied, who=at.cast.officer),
    "clearance.missing": _release,
    "conveyance.same": lambda at: _held(at, is_known=True),
    "clearance.residue": _residue,
    "clearance.unsigned": _unsigned_search,
    "clearance.nothing_found": lambda at: Three(
        at.cast.officer, page(f"units/{at.emptied.id}/strip/again/", witness_badge="4420"),
        api(f"units/{at.emptied.id}/extraction/resumption/", witness_badge="4420")),
}

ROWS = HAND_OVERS | ROAD | TRANSPORTS | CONVEYANCES
