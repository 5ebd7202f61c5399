"""Registering officers, contacts, places and scales, and setting policy values."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import phonenumbers

from custody.core.act import Act
from custody.core.errors import InvalidInput
from custody.core.events import (
    CONTACT_RECORDED,
    OFFICER_CHANGED,
    OFFICER_REGISTERED,
    PLACE_REGISTERED,
    POLICY_SET,
    SCALE_REGISTERED_2,
)
from custody.core.tolerance import Accuracy
from custody.ledger.recording import Record, recording
from custody.ledger.sealing import seal
from custody.organisation.actions.founding import new_pseudonym
from custody.organisation.models import Contact, Officer, OrganisationUnit, Place, Policy, Scale
from custody.organisation.permissions import check_can_administer, check_two_people
from custody.organisation.roles import Role

PLACE_KINDS = ("quay", "scanner", "strip_hall", "quarantine", "store", "vault", "laboratory", "registry", "furnace")


def register_officer(
    *, act: Act, badge: str, roles: Iterable[Role], unit_code: str | None = None, agency: str = "",
    clearance: int = 1, password: str | None = None, language: str = "en",
) -> Officer:
    """Register an officer and return the row.

    Who: an administrator. When: while the badge is free, else ``InvalidInput``. Appends ``officer.registered/1``.
    """
    check_can_administer(act.actor)
    if Officer.objects.filter(badge__iexact=badge).exists():
        raise InvalidInput("officer.badge_taken", "Badge {badge} is already registered", field="badge", badge=badge)
    with recording(act, authorises=True) as record:
        unit = None
        if unit_code is not None:
            unit, _ = OrganisationUnit.objects.get_or_create(code=unit_code, defaults={"agency": agency or unit_code})
        officer = new_officer(record, badge=badge, roles=roles, unit=unit, clearance=clearance, language=language,
                              password=password)
        record.result = {"officer": str(officer.id)}
    return officer


def new_officer(record: Record, *, badge: str, roles: Iterable[Role], clearance: int,
                unit: OrganisationUnit | None = None, language: str = "en", password: str | None = None) -> Officer:
    """Write an officer and return the row: a step. Appends ``officer.registered/1``."""
    officer = Officer(badge=badge, pseudonym=new_pseudonym(), roles=[role.value for role in roles], unit=unit,
                      clearance=clearance, language=language)
    if password is None:
        officer.set_unusable_password()
    else:
        officer.set_password(password)
    officer.stream_id = record.open_stream(kind="officer", ref=officer.id)
    officer.save(force_insert=True)
    record.append(OFFICER_REGISTERED, on=officer, officer_id=officer.id, roles=officer.roles, clearance=clearance,
                  is_active=True, badge=badge, unit_code=None if unit is None else unit.code)
    return officer


def change_officer(
    *, act: Act, officer: Officer, roles: Iterable[Role], clearance: int, is_active: bool
) -> Officer:
    """Change the roles, the clearance or the standing of an officer and return the row.

    Who: an administrator, never for their own badge. When: always. Appends ``officer.changed/1``.
    """
    check_can_administer(act.actor)
    check_two_people(act.actor, officer)
    with recording(act, authorises=True) as record:
        locked = changed(record, officer, roles=roles, clearance=clearance, is_active=is_active)
        record.result = {"officer": str(locked.id)}
    return locked


def changed(record: Record, officer: Officer, *, roles: Iterable[Role], clearance: int, is_active: bool) -> Officer:
    """Write what an officer may do from now on, and return the row, locked: a step. Appends ``officer.changed/1``."""
    locked = Officer.objects.select_for_update().get(pk=officer.pk)
    locked.roles, locked.clearance, locked.is_active = [role.value for role in roles], clearance, is_active
    locked.save(update_fields=["roles", "clearance", "is_active"])
    record.append(OFFICER_CHANGED, on=locked, roles=locked.roles, clearance=clearance, is_active=is_active,
                  badge=locked.badge, unit_code=None if locked.unit is None else locked.unit.code)
    return locked


def record_contact(*, act: Act, officer: Officer, email: str | None, phone: str | None,
                   verified_at: datetime | None = None) -> Contact:
    """Record how an officer is reached and return the row; the number is kept as E.164.

    Who: an administrator. When: always. Appends ``contact.recorded/1``. Raises ``InvalidInput`` for a number that is
    not a valid mobile number.
    """
    check_can_administer(act.actor)
    number = None if phone is None else mobile_number(phone)
    with recording(act, authorises=True) as record:
        locked = Officer.objects.select_for_update().get(pk=officer.pk)
        contact = Contact.objects.filter(officer=locked).first()
        if contact is None:
            contact = Contact(officer=locked, stream_id=locked.stream_id)
        contact.email, contact.phone, contact.verified_at = email, number, verified_at
        if contact._state.adding:
            contact.save(force_insert=True)
        else:
            contact.save(update_fields=["email", "phone", "verified_at"])
        record.append(CONTACT_RECORDED, on=locked, rows=[contact], contact_id=contact.id, verified_at=verified_at,
                      email=email, phone=number)
    return contact


def register_place(*, act: Act, code_word: str, kind: str, jurisdiction: str, name: str | None = None,
                   cap_mg: int | None = None, locode: str | None = None) -> Place:
    """Register a place and return the row. Its name is sealed.

    Who: an administrator. When: while the code word is free. Appends ``place.registered/1``.
    """
    check_can_administer(act.actor)
    check_new_place(code_word=code_word, kind=kind)
    with recording(act, authorises=True) as record:
        place = new_place(record, code_word=code_word, kind=kind, jurisdiction=jurisdiction, name=name, cap_mg=cap_mg,
                          locode=locode)
        record.result = {"place": str(place.id)}
    return place


def check_new_place(*, code_word: str, kind: str) -> None:
    """Return for a kind that there is and a code word that no place has; raise ``InvalidInput`` otherwise."""
    if kind not in PLACE_KINDS:
        raise InvalidInput("place.kind", "Choose what kind of place it is", field="kind")
    if Place.objects.filter(code_word__iexact=code_word).exists():
        raise InvalidInput("place.taken", "This code word is already in use. Choose another", field="code_word")


def new_place(record: Record, *, code_word: str, kind: str, jurisdiction: str, name: str | None = None,
              cap_mg: int | None = None, locode: str | None = None) -> Place:
    """Write a place and return the row: a step. Appends ``place.registered/1``."""
    place = Place(code_word=code_word, kind=kind, jurisdiction=jurisdiction, cap_mg=cap_mg, locode=locode)
    place.stream_id = record.open_stream(kind="place", ref=place.id)
    if name is not None:
        place.name_sealed = seal(name.encode(), bound_to=f"place:{place.id}".encode())
    place.save(force_insert=True)
    record.append(PLACE_REGISTERED, on=place, place_id=place.id, code_word=code_word, kind=kind,
                  jurisdiction=jurisdiction, name=name, cap_mg=cap_mg, locode=locode)
    return place


def register_scale(*, act: Act, code: str, capacity_mg: int, division_mg: int,
                   calibrated_until: date | None = None, accuracy_class: str = Accuracy.III) -> Scale:
    """Register a scale and return the row.

    ``calibrated_until`` is for the founding of a house, whose papers were read before. Everybody else leaves it out:
    what is weighed on the scale is marked until two people signed a calibration (``actions/scales.py``).

    Who: an administrator. When: while the code is free. Appends ``scale.registered/2``.
    """
    check_can_administer(act.actor)
    if not 0 < division_mg <= capacity_mg:
        raise InvalidInput("scale.range", "The division must be above zero and within the capacity",
                           field="division_mg")
    if accuracy_class not in list(Accuracy):
        raise InvalidInput("scale.class", "Choose the class on the plate of the scale", field="accuracy_class")
    if Scale.objects.filter(code__iexact=code).exists():
        raise InvalidInput("scale.taken", "This code is already in use. Choose another", field="code")
    with recording(act, authorises=True) as record:
        scale = Scale(code=code, capacity_mg=capacity_mg, division_mg=division_mg, calibrated_until=calibrated_until,
                      accuracy_class=accuracy_class)
        scale.stream_id = record.open_stream(kind="scale", ref=scale.id)
        scale.save(force_insert=True)
        record.append(SCALE_REGISTERED_2, on=scale, scale_id=scale.id, code=code, capacity_mg=capacity_mg,
                      division_mg=division_mg, calibrated_until=calibrated_until, accuracy_class=accuracy_class)
        record.result = {"scale": str(scale.id)}
    return scale


def set_policy(*, act: Act, approver: Officer, key: str, jurisdiction: str, value: int, measure: str,
               valid_from: datetime, source: str) -> Policy:
    """Set the value of a rule from a moment on and return the row. Earlier rows stay as they are.

    Who: an administrator proposes, another administrator approves. When: no row begins at the same moment.
    Appends ``policy.set/1``.
    """
    check_can_administer(act.actor)
    check_can_administer(approver)
    check_two_people(act.actor, approver)
    if value < 0:
        raise InvalidInput("policy.negative", "The value must not be below zero", field="value")
    with recording(act, authorises=True) as record:
        policy = Policy(key=key, jurisdiction=jurisdiction, value=value, measure=measure, valid_from=valid_from,
                        source=source, proposed_by=act.actor, approved_by=approver)
        policy.stream_id = record.open_stream(kind="policy", ref=policy.id)
        policy.save(force_insert=True)
        record.append(POLICY_SET, on=policy, policy_id=policy.id, key=key, jurisdiction=jurisdiction, value=value,
                      measure=measure, valid_from=valid_from, source=source,
                      proposed_by=act.actor.pseudonym, approved_by=approver.pseudonym)
        record.result = {"policy": str(policy.id)}
    return policy


def mobile_number(phone: str) -> str:
    """Return a number as E.164; raise ``InvalidInput`` when it is not a valid mobile number."""
    wrong = InvalidInput("contact.phone", "Enter a mobile number with its country, like +32 470 00 00 00",
                         field="phone")
    try:
        parsed = phonenumbers.parse(phone, None)
    except phonenumbers.NumberParseException:
        raise wrong from None
    mobile = {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}
    if not phonenumbers.is_valid_number(parsed) or phonenumbers.number_type(parsed) not in mobile:
        raise wrong
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
