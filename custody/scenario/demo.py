"""Founding the demo house: every step looks first whether it is done, so that it may be killed and begun again."""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings

from custody.core.act import Act, Basis, Door
from custody.core.errors import LockTimeout, NotAllowedNow
from custody.core.mass import MG_PER_KG
from custody.deadlines.selectors import database_now
from custody.destruction.actions.facilities import register_facility
from custody.destruction.actions.slots import license_facility
from custody.destruction.models import Facility
from custody.ledger.selectors import installation
from custody.organisation.actions import founding, register
from custody.organisation.actions.packs import decide_pack, propose_pack
from custody.organisation.actions.presence import come
from custody.organisation.actions.site import register_site, site_place
from custody.organisation.models import Contact, JurisdictionPack, Officer, Place, Policy, Scale, Site
from custody.organisation.roles import Role
from custody.organisation.selectors import (
    officer_by_badge,
    officers_with_role,
    people_on_each,
    presence_of,
    site_by_code_word,
    sites,
)
from custody.organisation.shipped import shipped_packs
from custody.scenario import cast
from custody.scenario.actions import give_login, mark_demo_loaded
from custody.scenario.loading import AUTUMN, Loaded, Progress, load
from custody.scenario.looked_for import look_for_something
from custody.scenario.roster import renew_roster
from custody.scenario.slots import renew_slots

_PAUSES_S = (0.5, 1.0, 2.0, 4.0)


@dataclass(frozen=True, slots=True)
class Login:
    """What one badge of the demo signs in with."""

    badge: str
    password: str
    totp_secret: str
    role: str


def found_demo(*, logins_file: Path) -> list[Login]:
    """Found the demo house as far as it is not founded yet, write the logins, and return them."""
    fresh = not Officer.objects.exists()
    if fresh:
        founding.found_house(administrator_badge=cast.FIRST_ADMINISTRATOR, password=None)
    first = Officer.objects.get(badge=cast.FIRST_ADMINISTRATOR)
    _people(first)
    second = Officer.objects.get(badge=cast.SECOND_ADMINISTRATOR)
    _places(first)
    _sites(first)
    _rules(first, second)
    _packs(first, second)
    renew_roster(administrator=first, now=database_now())
    renew_slots(planner=officers_with_role(Role.PLANNER)[0], now=database_now())
    _guards()
    look_for_something()
    known = {} if fresh else _read(logins_file)
    logins = [known.get(each.badge) or _drawn(each) for each in cast.CAST]
    # The file comes before the passwords: whoever is killed in between draws nothing twice.
    _write(logins_file, logins)
    for login in logins:
        give_login(badge=login.badge, password=login.password, totp_secret=login.totp_secret)
    return logins


def load_demo(*, logins_file: Path, progress: Callable[[Progress], None] = lambda _: None) -> Loaded | None:
    """Found the demo house, load the autumn of 2023 into it, and return what came of it.

    Returns ``None`` when it was loaded before. Raises ``NotAllowedNow`` in a database that is no demo.
    """
    this = installation()
    if this.kind != "demo":
        raise NotAllowedNow("demo.only", "The demo is loaded into a demo database only")
    _found_beside_the_engines(logins_file)
    if this.demo_loaded_at is not None:
        return None
    loaded = load(name=AUTUMN, progress=progress)
    mark_demo_loaded()
    return loaded


def _found_beside_the_engines(logins_file: Path) -> None:
    """Found the house; where a record is busy, because the engines are awake already, begin again."""
    for pause_s in _PAUSES_S:
        try:
            found_demo(logins_file=logins_file)
        except LockTimeout:
            time.sleep(pause_s)
        else:
            return
    found_demo(logins_file=logins_file)


def _act(actor: Officer) -> Act:
    return Act(actor=actor, door=Door.COMMAND, basis=Basis.OPENING, occurred_at=cast.LONG_AGO)


def _people(administrator: Officer) -> None:
    known = set(Officer.objects.values_list("badge", flat=True))
    for each in cast.CAST:
        if each.badge not in known:
            register.register_officer(act=_act(administrator), badge=each.badge, roles=each.roles,
                                      unit_code=each.unit, agency=each.agency, clearance=each.clearance)  # fmt: skip
    reached = set(Contact.objects.values_list("officer__badge", flat=True))
    for officer in Officer.objects.filter(badge__in=[each.badge for each in cast.CAST]).order_by("badge"):
        if officer.badge not in reached:
            register.record_contact(
                act=_act(administrator), officer=officer, email=f"{officer.badge}@custody.invalid",
                phone=f"+3247000{officer.badge}", verified_at=cast.LONG_AGO,
            )  # fmt: skip


def _places(administrator: Officer) -> None:
    known = set(Place.objects.values_list("code_word", flat=True))
    for spot in cast.PLACES:
        if spot.code_word not in known:
            register.register_place(
                act=_act(administrator), code_word=spot.code_word, kind=spot.kind,
                jurisdiction=spot.jurisdiction, name=spot.name,
                cap_mg=None if spot.cap_kg is None else spot.cap_kg * MG_PER_KG,
            )  # fmt: skip
    known = set(Scale.objects.values_list("code", flat=True))
    for code, capacity_mg, division_mg in cast.SCALES:
        if code not in known:
            register.register_scale(act=_act(administrator), code=code, capacity_mg=capacity_mg,
                                    division_mg=division_mg, calibrated_until=cast.CALIBRATED_UNTIL)  # fmt: skip
    known = set(Facility.objects.values_list("code_word", flat=True))
    for code_word, place, limit_mg in cast.FURNACES:
        if code_word not in known:
            register_facility(act=_act(administrator), code_word=code_word, place=place, session_limit_mg=limit_mg)
            license_facility(act=_act(administrator), facility=code_word, number=f"DEMO-{code_word}",
                             valid_from_on=cast.LONG_AGO.date(), valid_until_on=cast.LICENSED_UNTIL)  # fmt: skip


def _sites(administrator: Officer) -> None:
    known = set(Site.objects.values_list("code_word", flat=True))
    for ground in cast.SITES:
        if ground.code_word not in known:
            register_site(act=_act(administrator), code_word=ground.code_word, jurisdiction=ground.jurisdiction,
                          zone=ground.zone, police_phone=ground.police_phone)  # fmt: skip
    of_word = {site.code_word: site.id for site in Site.objects.all()}
    without = set(Place.objects.filter(site__isnull=True).values_list("code_word", flat=True))
    for spot in cast.PLACES:
        if spot.code_word in without:
            site_place(act=_act(administrator), place=spot.code_word, site_id=of_word[spot.site])


def _guards() -> None:
    there = people_on_each(sites())
    guarded = {site_id for site_id, people in there.items() if any(each.on_guard for each in people)}
    for badge, site in cast.GUARDS:
        if site_by_code_word(code_word=site).id not in guarded:
            come(act=Act(actor=officer_by_badge(badge=badge), door=Door.COMMAND), site=site, on_guard=True)
    for badge, site in cast.ON_SITE:
        officer = officer_by_badge(badge=badge)
        if presence_of(officer) is None:
            come(act=Act(actor=officer, door=Door.COMMAND), site=site, on_guard=False)


def _rules(proposer: Officer, approver: Officer) -> None:
    known = set(Policy.objects.values_list("key", "jurisdiction"))
    for jurisdiction in cast.JURISDICTIONS:
        for key, value, measure, source in cast.RULES:
            if (key, jurisdiction) not in known:
                register.set_policy(act=_act(proposer), approver=approver, key=key, jurisdiction=jurisdiction,
                                    value=value, measure=measure, valid_from=cast.LONG_AGO, source=source)  # fmt: skip


def _packs(proposer: Officer, approver: Officer) -> None:
    """Adopt the pack of the house's own jurisdiction over the single values, a day after those began to hold."""
    home = settings.CUSTODY_JURISDICTION
    document = shipped_packs().get(home)
    if document is None or JurisdictionPack.objects.filter(jurisdiction=home, state="approved").exists():
        return
    waiting = JurisdictionPack.objects.filter(jurisdiction=home, state="open").first()
    began = cast.LONG_AGO + timedelta(days=1)
    proposed = waiting or propose_pack(
        act=Act(actor=proposer, door=Door.COMMAND, basis=Basis.OPENING, occurred_at=began), document=document
    )
    decider = proposer if proposed.proposed_by_id == approver.id else approver
    decide_pack(
        act=Act(actor=decider, door=Door.COMMAND, basis=Basis.OPENING, occurred_at=began), pack_id=proposed.id,
        approve=True,
    )  # fmt: skip


def _drawn(each: cast.Badge) -> Login:
    return Login(each.badge, secrets.token_urlsafe(15), generate_totp_secret(), ", ".join(each.roles))


def _read(file: Path) -> dict[str, Login]:
    """Return the logins of the file by badge; nothing when there is none that can be read."""
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))
        return {row["badge"]: Login(row["badge"], row["password"], row["totp_secret"], row["role"]) for row in rows}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _write(file: Path, logins: list[Login]) -> None:
    """Write the logins so that nobody else can read them, and never half of them."""
    file.parent.mkdir(parents=True, exist_ok=True)
    rows: list[Mapping[str, Any]] = [asdict(login) for login in logins]
    draft = file.with_name(f"{file.name}.new")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        json.dump(rows, out, indent=1)
    draft.chmod(0o600)
    draft.replace(file)
