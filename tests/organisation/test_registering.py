"""What an administrator registers, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from custody.core.errors import IntegrityBroken, InvalidInput, NotAllowedNow, NotFound, NotPermitted
from custody.ledger.selectors import told
from custody.organisation import selectors
from custody.organisation.actions import founding, register
from custody.organisation.models import Contact, Officer, Policy
from custody.organisation.permissions import check_holds_role, check_two_people
from custody.organisation.roles import Role

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


def test_a_house_is_founded_once(cast):
    with pytest.raises(NotAllowedNow, match="already has officers"):
        founding.found_house(administrator_badge="1", password=None)


def test_a_founder_may_sign_in_when_given_a_password(cast, monkeypatch):
    monkeypatch.setattr(founding.Officer.objects, "exists", lambda: False)
    monkeypatch.setattr(founding, "ENGINE_BADGE", "ENGINE2")

    _, administrator = founding.found_house(administrator_badge="5001", password="long enough")

    assert administrator.check_password("long enough")


def test_an_officer_is_registered_and_may_sign_in(cast, act):
    officer = register.register_officer(act=act(cast.administrator), badge="5001", roles=[Role.OFFICER],
                                        password="long enough", unit_code="U9", agency="customs")

    assert officer.check_password("long enough")
    assert Officer.objects.get_by_natural_key("5001") == officer
    assert str(officer) == "5001"
    assert officer.unit.code == "U9"
    assert selectors.organisation_unit(code="U9").agency == "customs"


def test_a_badge_is_given_once(cast, act):
    with pytest.raises(InvalidInput, match="already registered") as refused:
        register.register_officer(act=act(cast.administrator), badge="4417", roles=[Role.OFFICER])

    assert refused.value.field == "badge"


def test_only_an_administrator_registers(cast, act):
    for register_something in (
        lambda: register.register_officer(act=act(cast.officer), badge="1", roles=[]),
        lambda: register.change_officer(act=act(cast.officer), officer=cast.crew, roles=[], clearance=1,
                                        is_active=True),
        lambda: register.record_contact(act=act(cast.officer), officer=cast.crew, email=None, phone=None),
        lambda: register.register_place(act=act(cast.officer), code_word="X", kind="store", jurisdiction="BE"),
        lambda: register.register_scale(act=act(cast.officer), code="X", capacity_mg=2, division_mg=1,
                                        calibrated_until=None),
    ):
        with pytest.raises(NotPermitted, match="administrator"):
            register_something()


def test_roles_change_with_an_event_and_never_ones_own(cast, act):
    changed = register.change_officer(act=act(cast.administrator), officer=cast.crew, roles=[Role.STOREKEEPER],
                                      clearance=3, is_active=False)

    assert changed.roles == ["storekeeper"]
    assert told([changed.stream_id])[0].type.code == "officer.changed/1"
    with pytest.raises(NotPermitted, match="another person"):
        register.change_officer(act=act(cast.administrator), officer=cast.administrator, roles=list(Role),
                                clearance=9, is_active=True)


def test_a_contact_is_recorded_and_changed(cast, act):
    register.record_contact(act=act(cast.administrator), officer=cast.crew, email="a@custody.invalid",
                            phone="+32 470 12 34 56", verified_at=NOW)
    contact = register.record_contact(act=act(cast.administrator), officer=cast.crew, email=None,
                                      phone="+32470123457", verified_at=NOW)

    assert Contact.objects.get(officer=cast.crew).phone == "+32470123457"
    assert selectors.contacts_of([cast.crew]) == {cast.crew.id: contact}


@pytest.mark.parametrize("phone", ["12345", "0470 12 34 56", "+32 2 123 45 67", "call me"])
def test_a_number_that_is_no_mobile_is_refused(cast, act, phone):
    with pytest.raises(InvalidInput, match="mobile number"):
        register.record_contact(act=act(cast.administrator), officer=cast.crew, email=None, phone=phone)


@pytest.mark.parametrize(
    ("changes", "sentence"), [({"kind": "cellar"}, "what kind"), ({"code_word": "heron"}, "in use")]
)
def test_a_place_that_cannot_be_is_refused(cast, act, changes, sentence):
    answers = {"code_word": "NEWONE", "kind": "store", "jurisdiction": "BE"} | changes
    with pytest.raises(InvalidInput, match=sentence):
        register.register_place(act=act(cast.administrator), **answers)


@pytest.mark.parametrize(("changes", "sentence"), [({"division_mg": 0}, "division"), ({"code": "s-bench"}, "in use")])
def test_a_scale_that_cannot_be_is_refused(cast, act, changes, sentence):
    answers = {"code": "S-NEW", "capacity_mg": 10, "division_mg": 1, "calibrated_until": date(2030, 1, 1)} | changes
    with pytest.raises(InvalidInput, match=sentence):
        register.register_scale(act=act(cast.administrator), **answers)


def _policy(cast, act, **changes):
    answers = {"approver": cast.second_administrator, "key": "clock.strip", "jurisdiction": "BE", "value": 12,
               "measure": "hours", "valid_from": NOW, "source": "test"} | changes
    return register.set_policy(act=act(cast.administrator), **answers)


def test_a_new_value_counts_from_its_moment_on(cast, act):
    _policy(cast, act)

    def value(at):
        return selectors.policy_value(key="clock.strip", jurisdiction="BE", at=at)

    assert value(NOW) == 12
    assert value(NOW - timedelta(seconds=1)) == 24
    assert Policy.objects.filter(key="clock.strip").count() == 2


def test_nobody_approves_his_own_value_and_none_is_negative(cast, act):
    with pytest.raises(NotPermitted, match="another person"):
        _policy(cast, act, approver=cast.administrator)
    with pytest.raises(NotPermitted, match="administrator"):
        _policy(cast, act, approver=cast.supervisor)
    with pytest.raises(InvalidInput, match="below zero"):
        _policy(cast, act, value=-1)


def test_a_rule_without_a_value_is_a_fault_of_the_house(cast):
    with pytest.raises(IntegrityBroken, match="No value"):
        selectors.policy_value(key="clock.strip", jurisdiction="XX", at=NOW)


@pytest.mark.parametrize(
    ("look", "field"),
    [
        (lambda: selectors.officer_by_badge(badge="0000"), "badge"),
        (lambda: selectors.place_by_code_word(code_word="NOWHERE"), "place"),
        (lambda: selectors.scales_by_code(["S-BENCH", "NONE"]), "scale"),
    ],
)
def test_what_is_not_there_is_said_at_its_field(cast, look, field):
    with pytest.raises(InvalidInput) as refused:
        look()

    assert refused.value.field == field


def test_reads_find_what_is_there(cast):
    place = selectors.place_by_code_word(code_word=" heron ")

    assert selectors.place_by_id(place_id=place.id) == place
    assert [each.kind for each in selectors.places(kinds=["furnace"])] == ["furnace"]
    assert len(selectors.places()) > 1
    assert selectors.scales_by_code(["s-bench"])["s-bench"] in selectors.scales()
    assert selectors.engine_officer().badge == "ENGINE"
    assert selectors.organisation_unit(code="none") is None
    assert cast.supervisor in selectors.officers_with_role(Role.SUPERVISOR)
    assert selectors.officers_by_pseudonym([cast.crew.pseudonym]) == {cast.crew.pseudonym: cast.crew}
    with pytest.raises(NotFound):
        selectors.place_by_id(place_id=cast.crew.id)


def test_the_engine_must_be_registered(cast, monkeypatch):
    monkeypatch.setattr(selectors.people, "ENGINE_BADGE", "NOBODY")

    with pytest.raises(IntegrityBroken, match="no badge"):
        selectors.engine_officer()


def test_an_inactive_officer_holds_no_role(cast):
    cast.crew.is_active = False

    with pytest.raises(NotPermitted, match="crew"):
        check_holds_role(cast.crew, Role.CREW)
    with pytest.raises(NotPermitted, match="officer"):
        check_holds_role(cast.storekeeper, Role.OFFICER)
    check_holds_role(cast.officer, Role.OFFICER)
    check_two_people(cast.officer, cast.crew)
