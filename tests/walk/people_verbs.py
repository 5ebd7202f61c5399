"""Every verb of the register of people, places, sites, rules, scales and duties, on rows that a walk chooses."""

from __future__ import annotations

from datetime import timedelta

from allauth.mfa.models import Authenticator

from custody.alerts.passes.engine import engine_act
from custody.destruction.actions import facilities
from custody.destruction.models import Facility
from custody.destruction.plan_models import FacilityProposal
from custody.evidence.actions import consult
from custody.organisation.actions import (
    contact,
    duty,
    inviting,
    packs,
    passkeys,
    placing,
    policy,
    presence,
    scales,
    sessions,
    siting,
    staffing,
    tokens,
    waiver,
)
from custody.organisation.models import (
    Calibration,
    ContactChange,
    Duty,
    JurisdictionPack,
    Officer,
    OfficerProposal,
    Place,
    PlaceProposal,
    PolicyProposal,
    Scale,
    Site,
    SiteProposal,
    Waiver,
)
from custody.organisation.passkeys import ask_new
from tests import stories
from tests.destruction.stories import local_day
from tests.packs import nowhere
from tests.soft_key import ORIGIN, SoftKey
from tests.stories import now
from tests.walk.choosing import by, row, verbs_of

HOUSE = ("administrator", "administrator", "second_administrator", "supervisor", "officer")
DAY = timedelta(days=1)


def _maybe(world):
    return world.dice.choice([True, True, False])


def _open(world, model):
    return row(world, model, state="open")


def _author(world, found):
    return by(world, found.proposed_by.badge, found.proposed_by.badge, "supervisor")


def propose_furnace(world):
    furnace, act = row(world, Facility), by(world, *HOUSE)
    limit = world.dice.choice([0, furnace.session_limit_mg, furnace.session_limit_mg + 1_000_000])
    return lambda: facilities.propose_facility(act=act, facility_id=furnace.id, session_limit_mg=limit, reason="x")


def decide_furnace(world):
    found, act, yes = _open(world, FacilityProposal), by(world, *HOUSE), _maybe(world)
    return lambda: facilities.decide_facility(act=act, proposal_id=found.id, approve=yes)


def withdraw_furnace(world):
    found = _open(world, FacilityProposal)
    act = _author(world, found)
    return lambda: facilities.withdraw_facility(act=act, proposal_id=found.id)


def propose_place(world):
    place, act, cap = row(world, Place), by(world, *HOUSE), world.dice.choice([None, 0, 30_000_000_000])
    return lambda: placing.propose_place(act=act, place_id=place.id, cap_mg=cap, reason="x")


def propose_new_place(world):
    act, word = by(world, *HOUSE), world.dice.choice(["GREYLAG", "WIGEON", "HERON"])
    return lambda: placing.propose_place(act=act, code_word=word, kind="quay", jurisdiction="BE", name="x", reason="x")


def decide_place(world):
    found, act, yes = _open(world, PlaceProposal), by(world, *HOUSE), _maybe(world)
    return lambda: placing.decide_place(act=act, proposal_id=found.id, approve=yes)


def withdraw_place(world):
    found = _open(world, PlaceProposal)
    act = _author(world, found)
    return lambda: placing.withdraw_place(act=act, proposal_id=found.id)


def see_proposed_name(world):
    found, act = _open(world, PlaceProposal), by(world, *HOUSE)
    return lambda: consult.reveal_proposed_name(act=act, proposal_id=found.id)


def propose_site(world):
    site, act, zone = row(world, Site), by(world, *HOUSE), world.dice.choice(["Europe/Paris", "Mars/North"])
    return lambda: siting.propose_site(act=act, site_id=site.id, zone=zone, reason="it moves")


def decide_site(world):
    found, act, yes = _open(world, SiteProposal), by(world, *HOUSE), _maybe(world)
    return lambda: siting.decide_site(act=act, proposal_id=found.id, approve=yes)


def withdraw_site(world):
    found = _open(world, SiteProposal)
    act = _author(world, found)
    return lambda: siting.withdraw_site(act=act, proposal_id=found.id)


def propose_officer(world):
    """Propose somebody new, or that somebody who may have goods in hand serves no more or in another role."""
    act, badge = by(world, *HOUSE), world.dice.choice(["4499", "4499", "4499", "4417", "4502", "4602", "4951"])
    roles, serves = world.dice.choice([["officer"], ["crew"], ["storekeeper"], []]), _maybe(world)
    return lambda: staffing.propose_officer(act=act, badge=badge, roles=roles, clearance=1, reason="x",
                                            is_active=serves)  # fmt: skip


def decide_officer(world):
    found, act, yes = _open(world, OfficerProposal), by(world, *HOUSE), _maybe(world)
    return lambda: staffing.decide_officer(act=act, proposal_id=found.id, approve=yes)


def withdraw_officer(world):
    found = _open(world, OfficerProposal)
    act = _author(world, found)
    return lambda: staffing.withdraw_officer(act=act, proposal_id=found.id)


def invite(world):
    found, act = row(world, Officer, badge__in=["4499", "4999", "4417"]), by(world, *HOUSE)
    return lambda: inviting.invite_officer(act=act, officer_id=found.id)


def countersign_invitation(world):
    found, act = row(world, Officer, badge__in=["4499", "4999"]), by(world, *HOUSE)
    return lambda: inviting.countersign_invitation(act=act, officer_id=found.id)


def propose_rule(world):
    act, value = by(world, *HOUSE), world.dice.choice([0, 48, 72])
    key = world.dice.choice(["clock.max_storage", "seal.readings", "no.such_rule"])
    measure = "count" if key == "seal.readings" else "hours"
    return lambda: policy.propose_policy(act=act, key=key, jurisdiction="BE", value=value, measure=measure, source="x")


def decide_rule(world):
    found, act, yes = _open(world, PolicyProposal), by(world, *HOUSE), _maybe(world)
    return lambda: policy.decide_policy(act=act, proposal_id=found.id, approve=yes)


def withdraw_rule(world):
    found = _open(world, PolicyProposal)
    act = _author(world, found)
    return lambda: policy.withdraw_policy(act=act, proposal_id=found.id)


def propose_pack(world):
    act, version = by(world, *HOUSE), world.dice.randrange(1, 3)
    return lambda: packs.propose_pack(act=act, document=nowhere(version=version))


def decide_pack(world):
    found, act, yes = _open(world, JurisdictionPack), by(world, *HOUSE), _maybe(world)
    return lambda: packs.decide_pack(act=act, pack_id=found.id, approve=yes)


def withdraw_pack(world):
    found = _open(world, JurisdictionPack)
    act = _author(world, found)
    return lambda: packs.withdraw_pack(act=act, pack_id=found.id)


def report_calibration(world):
    scale, act, today = row(world, Scale), by(world, *HOUSE), local_day(now())
    until = today + world.dice.choice([-1, 300, 300]) * DAY
    return lambda: scales.report_calibration(act=act, scale_id=scale.id, calibrated_on=today, valid_until=until,
                                             certificate="C 12/26")  # fmt: skip


def decide_calibration(world):
    found, act, yes = row(world, Calibration, state="reported"), by(world, *HOUSE), _maybe(world)
    return lambda: scales.decide_calibration(act=act, calibration_id=found.id, approve=yes)


def withdraw_scale(world):
    scale, act = row(world, Scale, withdrawn_at__isnull=True), by(world, "officer", "storekeeper", "nobody")
    return lambda: scales.withdraw_scale(act=act, scale_id=scale.id, reason="It was dropped")


def roster_duty(world):
    act, hours = by(world, *HOUSE), world.dice.choice([-9, 8, 12])
    badge, role = world.dice.choice([("4903", "duty_officer"), ("4901", "supervisor"), ("4501", "supervisor")])
    begins = now() + world.dice.choice([0, 24]) * timedelta(hours=1)
    return lambda: duty.roster_duty(act=act, badge=badge, role=role, site_id=None, begins_at=begins,
                                    ends_at=begins + hours * timedelta(hours=1))  # fmt: skip


def cancel_duty(world):
    found, act = row(world, Duty, cancelled_at__isnull=True), by(world, *HOUSE)
    return lambda: duty.cancel_duty(act=act, duty_id=found.id)


def come_to_site(world):
    site, act = row(world, Site), by(world, "officer", "crew", "supervisor", "nobody")
    whom = world.dice.choice([None, None, "4502"])
    return lambda: presence.come(act=act, site=site.code_word, on_guard=False, badge=whom)


def leave_site(world):
    act, whom = by(world, "officer", "crew", "supervisor", "nobody"), world.dice.choice([None, None, "4502"])
    return lambda: presence.leave(act=act, badge=whom)


def ask_contact(world):
    act, phone = by(world, "officer", "crew", "supervisor"), world.dice.choice(["+32470000002", "+32470000003", "12"])
    return lambda: contact.ask_contact_change(act=act, phone=phone)


def _change(world):
    return row(world, ContactChange, ended_at__isnull=True)


def approve_contact(world):
    found, act = _change(world), by(world, *HOUSE)
    return lambda: contact.approve_contact_change(act=act, change_id=found.id)


def cancel_contact(world):
    found = _change(world)
    act = by(world, found.officer.badge, "supervisor", "nobody")
    return lambda: contact.cancel_contact_change(act=act, change_id=found.id)


def apply_contact(world):
    found, act = _change(world), engine_act() if world.dice.randrange(3) else by(world, *HOUSE)
    return lambda: contact.apply_contact_change(act=act, change_id=found.id)


def issue_token(world):
    act, badge = by(world, *HOUSE), world.dice.choice(["4417", "4961", "0000"])
    return lambda: tokens.issue_token(act=act, badge=badge)


def disown_sign_in(world):
    act = by(world, *HOUSE, "nobody")
    return lambda: sessions.disown_sign_in(act=act, key="")


def add_passkey(world):
    act = by(world, *HOUSE, "nobody")
    _, asked = ask_new(act.actor, origin=ORIGIN)
    said = {"name": "Phone", "answer": SoftKey(act.actor).made(asked), "asked": asked, "origin": ORIGIN}
    return lambda: passkeys.add_passkey(act=act, **said)


def remove_passkey(world):
    found = world.one_of(list(Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).order_by("pk")))
    act = stories.act_of(found.user) if world.dice.randrange(3) else by(world, *HOUSE, "nobody")
    return lambda: passkeys.remove_passkey(act=act, passkey_id=found.pk)


def let_waiver_end(world):
    found, act = row(world, Waiver, state="granted"), engine_act() if world.dice.randrange(3) else by(world, *HOUSE)
    return lambda: waiver.expire_waiver(act=act, waiver_id=found.id)


REGISTER_VERBS = verbs_of(
    propose_furnace, decide_furnace, withdraw_furnace, propose_place, propose_new_place, decide_place, withdraw_place,
    see_proposed_name, propose_site, decide_site, withdraw_site, propose_officer, decide_officer, withdraw_officer,
    invite, countersign_invitation,
)  # fmt: skip
RULE_VERBS = verbs_of(
    propose_rule, decide_rule, withdraw_rule, propose_pack, decide_pack, withdraw_pack, report_calibration,
    decide_calibration, withdraw_scale, let_waiver_end,
)  # fmt: skip
DUTY_VERBS = verbs_of(
    roster_duty, cancel_duty, come_to_site, leave_site, ask_contact, approve_contact, cancel_contact, apply_contact,
    issue_token, disown_sign_in, add_passkey, remove_passkey,
)  # fmt: skip
