"""Refusals about what one person proposes and another decides: places, sites, furnaces, officers, contacts."""

from __future__ import annotations

from types import SimpleNamespace

from custody.core.dispersion import Room, spread
from custody.organisation.actions import contact, placing, siting
from custody.organisation.actions.register import register_officer
from custody.organisation.roles import Role
from custody.organisation.selectors import place_by_code_word, site_by_code_word
from tests.api.refusals.trying import Three, api, page, with_roles
from tests.destruction import stories as burns
from tests.destruction import test_furnace_proposals as furnaces
from tests.organisation.test_contact_change import asked as asked_contact
from tests.organisation.test_place_proposals import proposed as proposed_place
from tests.organisation.test_staffing import proposed as proposed_officer
from tests.stories import act_of

KG = 1_000_000


def ground(cast):
    """Return the house as it was founded, with a furnace."""
    return SimpleNamespace(cast=cast, clerk=cast.administrator, furnace=burns.furnace(cast),
                           dunlin=place_by_code_word(code_word="DUNLIN", field="place"),
                           birch=site_by_code_word(code_word="BIRCH"))  # fmt: skip


# --- places -----------------------------------------------------------------------------------------------------


def _place(at, **changes):
    said = {"code_word": "GREYLAG", "kind": "quay", "jurisdiction": "BE", "reason": "a second quay"} | changes
    return Three(at.clerk, page("places/propose/", **said), api("places/proposals/", **said))


def _limits(at, *, kg=None, before=None):
    if before:
        placing.propose_place(act=act_of(at.clerk), place_id=at.dunlin.id, reason="x", cap_mg=before * KG)
    kilos = at.dunlin.cap_mg // KG if kg is None else kg
    return Three(
        at.clerk, page(f"places/{at.dunlin.id}/change/", reason="as told", mass=str(kilos), euros="", site="BIRCH"),
        api("places/proposals/", place_id=str(at.dunlin.id), reason="as told", cap_mg=kilos * KG, site="BIRCH"),
    )  # fmt: skip


def _other_place_open(at):
    proposed_place(at.cast)
    return _place(at)


def _spread(at, *, mass="100", places="2"):
    rooms = [Room(at.dunlin.id, 10 * KG, 0)]
    return Three(at.cast.supervisor, page("places/spread/", mass=mass, places=places), None,
                 shell=lambda: spread(rooms, mg=int(mass) * KG, most_places=int(places)))  # fmt: skip


PLACES = {
    "spread.load": lambda at: _spread(at, mass="0"),
    "spread.places": lambda at: _spread(at, places="0").refused_earlier("page"),
    "limit.zero": lambda at: _limits(at, kg=0),
    "place.taken": lambda at: _place(at, code_word="HERON"),
    "code_word.of_seizures": lambda at: _place(at, code_word="OSPREY"),
    "place.country": lambda at: _place(at, jurisdiction="B3"),
    "place.kind": lambda at: _place(at, kind="pub").refused_earlier("page"),
    "place.proposed": _other_place_open,
    "place.same": _limits,
    "limit.raised": lambda at: _limits(at, kg=9_000),
    "code_word.shape": lambda at: _place(at, code_word="G!"),
}

# --- sites and furnaces -----------------------------------------------------------------------------------------


def _new_site(at, **changes):
    said = {"code_word": "GANNET", "jurisdiction": "BE", "zone": "Europe/Brussels"} | changes
    return Three(at.clerk, page("sites/register/", **said), api("sites/", **said))


def _site(at, *, zone="Europe/Madrid", phone="+3225550101", before=False):
    if before:
        siting.propose_site(act=act_of(at.clerk), site_id=at.birch.id, zone=zone, police_phone=phone, reason="x")
    said = {"zone": zone, "police_phone": phone, "reason": "as told"}
    return Three(at.clerk, page(f"sites/{at.birch.id}/", **said), api(f"sites/{at.birch.id}/change/", **said))


def _furnace(at, *, word="ANVIL", kg=1_000, opens="", closes="", **minutes):
    said = {"code_word": word, "place": "CURLEW", "reason": "a second"}
    return Three(at.clerk, page("furnaces/propose/", limit=str(kg), opens=opens, closes=closes, residue="", **said),
                 api("furnaces/proposals/", session_limit_mg=kg * KG, **said, **minutes))  # fmt: skip


def _change_furnace(at, *, kg):
    return Three(
        at.clerk, page(f"furnaces/{at.furnace.id}/change/", limit=str(kg), opens="", closes="", residue="",
                       reason="as told"),
        api("furnaces/proposals/", facility_id=str(at.furnace.id), session_limit_mg=kg * KG, reason="as told"),
    )  # fmt: skip


def _other_furnace_open(at):
    furnaces.proposed(at.cast)
    return _furnace(at)


SITES = {
    "site.taken": lambda at: _new_site(at, code_word="ALDER"),
    "site.code_word": lambda at: _new_site(at, code_word="A"),
    "site.zone": lambda at: _new_site(at, zone="Mars/Olympus"),
    "site.phone": lambda at: _new_site(at, police_phone="12"),
    "site.jurisdiction": lambda at: _new_site(at, jurisdiction="B"),
    "site.same": lambda at: _site(at, zone="Europe/Brussels"),
    "site.proposed": lambda at: _site(at, before=True),
    "facility.taken": lambda at: _furnace(at, word="FORGE"),
    "facility.limit": lambda at: _furnace(at, kg=0),
    "facility.same": lambda at: _change_furnace(at, kg=1_500),
    "facility.proposed": _other_furnace_open,
}

# --- officers, and how they are reached -------------------------------------------------------------------------


def _officer(at, *, who=None, clearance=1, is_active=True, **changes):
    said = {"badge": "4417", "roles": ["officer", "sampler"], "reason": "takes samples"} | changes
    return Three(who or at.clerk, page("officers/propose/", serves="yes" if is_active else "no",
                                       clearance=str(clearance), **said),
                 api("officers/proposals/", clearance=clearance, is_active=is_active, **said))  # fmt: skip


def _officer_open(at):
    proposed_officer(at.cast)
    return _officer(at)


def _meanwhile(at):
    """Somebody got the badge between the proposal and its decision."""
    made = proposed_officer(at.cast, badge="4499")
    register_officer(act=act_of(at.clerk), badge="4499", roles=[Role.OFFICER])
    return Three(at.cast.supervisor, page(f"officers/proposals/{made.id}/", answer="yes"),
                 api(f"officers/proposals/{made.id}/decision/", approve=True))  # fmt: skip


def _contact(at, who, *, doors=("approve", "approval"), approved=False, over=False):
    made = asked_contact(at.cast)
    if approved:
        contact.approve_contact_change(act=act_of(at.cast.supervisor), change_id=made.id)
    if over:
        contact.cancel_contact_change(act=act_of(at.cast.officer), change_id=made.id)
    return Three(who, page(f"contacts/{made.id}/{doors[0]}/"), api(f"contacts/changes/{made.id}/{doors[1]}/"))


OFFICERS = {
    "officer.badge": lambda at: _officer(at, badge="4?"),
    "officer.roles": lambda at: _officer(at, roles=["engine"]).refused_earlier("page"),
    "officer.clearance": lambda at: _officer(at, clearance=9).refused_earlier("page"),
    "officer.same": lambda at: _officer(at, roles=["officer"]),
    "officer.unknown": lambda at: _officer(at, badge="4499", is_active=False),
    "officer.own": lambda at: _officer(at, badge=at.clerk.badge),
    "officer.proposed": _officer_open,
    "officer.badge_taken": _meanwhile,
    "contact.own": lambda at: _contact(at, _self_approving(at)),
    "contact.approved": lambda at: _contact(at, at.cast.second_supervisor, approved=True),
    "contact.ended": lambda at: _contact(at, at.cast.supervisor, over=True),
}


def _self_approving(at):
    return with_roles(at.cast, at.cast.officer, "officer", "supervisor")


ROWS = PLACES | SITES | OFFICERS
