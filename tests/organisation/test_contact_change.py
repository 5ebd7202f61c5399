"""How an officer is reached changes only with a code that arrived, and a second person or a day of waiting."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.alerts.models import Alert, Delivery
from custody.alerts.notices import opened
from custody.alerts.passes.contacts import contacts
from custody.core.errors import InvalidInput, NotAllowedNow, NotFound, NotPermitted
from custody.core.events import FieldClass
from custody.core.rule_values import CONTACT_CHANGE
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.organisation import selectors
from custody.organisation.actions import contact as acting
from custody.organisation.actions import register
from custody.organisation.contact_codes import TRIES, contact_code
from custody.organisation.models import Contact, ContactChange
from tests import stories
from tests.stories import act_of, now
from tests.template import LONG_AGO

NEW = "+32470001111"


def asked(cast, officer=None, **new):
    return acting.ask_contact_change(act=act_of(officer or cast.officer), **(new or {"phone": "+32 470 00 11 11"}))


def confirmed(cast, change):
    return acting.confirm_contact_change(act=act_of(change.officer), change_id=change.id, code=contact_code(change))


def sent(kind):
    rows = Delivery.objects.filter(kind=kind).order_by("channel")
    return [(row.channel, *opened(row)) for row in rows]


def codes_told(officer):
    lines = told([officer.stream_id], classes=frozenset(FieldClass))
    return [line.type.code for line in reversed(lines) if line.type.code.startswith("contact.")]


# --- asking ---------------------------------------------------------------------------------------------


def test_a_code_goes_to_the_new_number_a_warning_to_the_old_ones_and_an_alert_is_raised(cast):
    change = asked(cast)

    assert sent("code") == [("sms", NEW, contact_code(change))]
    assert sent("notice") == [("email", "4417@custody.invalid", ""), ("sms", "+32470004417", "")]
    assert Contact.objects.get(officer=cast.officer).phone == "+32470004417", "nothing has changed yet"
    alert = Alert.objects.get(rule="AL17")
    assert (alert.level, alert.stage, alert.about) == (2, "contact", [cast.officer.id])
    assert timedelta(hours=24) - timedelta(minutes=1) < change.effective_at - now() <= timedelta(hours=24)


def test_another_mailbox_gets_its_own_code(cast):
    change = asked(cast, email="new@custody.invalid")

    assert sent("code") == [("email", "new@custody.invalid", contact_code(change))]


def test_the_wait_is_a_value_of_the_rules(cast):
    register.set_policy(act=act_of(cast.administrator), approver=cast.second_administrator, key=CONTACT_CHANGE,
                        jurisdiction="BE", value=72, measure="hours", valid_from=LONG_AGO, source="tests")  # fmt: skip

    assert asked(cast).effective_at - now() > timedelta(hours=71)


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ({"phone": "+32 2 555 12 12"}, "contact.phone"),  # a fixed line
        ({"phone": "0470001111"}, "contact.phone"),
        ({"phone": "12345"}, "contact.phone"),
        ({"email": "nowhere"}, "contact.email"),
        ({"phone": NEW, "email": "new@custody.invalid"}, "contact.one"),
        ({"phone": "", "email": ""}, "contact.one"),
        ({"phone": "+32470004417"}, "contact.same"),
        ({"email": "4417@custody.invalid"}, "contact.same"),
    ],
)
def test_what_is_no_change_is_refused(cast, new, code):
    with pytest.raises(InvalidInput) as refused:
        asked(cast, **new)

    assert refused.value.code == code
    assert not ContactChange.objects.exists()
    assert not Delivery.objects.filter(kind__in=["code", "notice"]).exists()


def test_a_second_change_waits_for_the_first(cast):
    asked(cast)

    with pytest.raises(NotAllowedNow) as refused:
        asked(cast, email="new@custody.invalid")
    assert refused.value.code == "contact.open"


def test_a_machine_has_no_contact(cast):
    with pytest.raises(NotPermitted):
        asked(cast, officer=cast.device)


def test_who_had_no_contact_gets_a_first_one_the_same_way(cast):
    change = asked(cast, officer=cast.witness)
    assert sent("notice") == []
    confirmed(cast, change)
    acting.approve_contact_change(act=act_of(cast.supervisor), change_id=change.id)

    assert selectors.contacts_of([cast.witness])[cast.witness.id].phone == NEW


# --- the code -------------------------------------------------------------------------------------------


def test_a_code_that_arrived_and_a_second_person_change_the_contact(cast):
    change = asked(cast)
    confirmed(cast, change)
    assert Contact.objects.get(officer=cast.officer).phone == "+32470004417"

    acting.approve_contact_change(act=act_of(cast.supervisor), change_id=change.id)

    contact = Contact.objects.get(officer=cast.officer)
    assert (contact.phone, contact.email) == (NEW, "4417@custody.invalid")
    change.refresh_from_db()
    assert (change.outcome, change.code_token, change.approved_by) == ("applied", None, cast.supervisor)
    assert Alert.objects.get(rule="AL17").state == "resolved"
    assert codes_told(cast.officer) == [
        "contact.recorded/1", "contact.change_asked/1", "contact.change_confirmed/1", "contact.change_approved/1",
        "contact.recorded/1", "contact.change_ended/1",
    ]  # fmt: skip


def test_approved_first_it_changes_with_the_code(cast):
    change = asked(cast)
    acting.approve_contact_change(act=act_of(cast.administrator), change_id=change.id)
    assert Contact.objects.get(officer=cast.officer).phone == "+32470004417"

    confirmed(cast, change)

    assert Contact.objects.get(officer=cast.officer).phone == NEW


def test_without_a_second_person_it_waits_its_day(cast):
    change = asked(cast)
    confirmed(cast, change)
    assert contacts(engine="test") == 0
    with pytest.raises(NotAllowedNow) as early:
        acting.apply_contact_change(act=act_of(selectors.engine_officer()), change_id=change.id)
    assert early.value.code == "contact.early"


def test_when_its_day_has_passed_it_takes_effect_by_itself_once(house_cast):
    cast = house_cast
    register.set_policy(act=act_of(cast.administrator), approver=cast.second_administrator, key=CONTACT_CHANGE,
                        jurisdiction="BE", value=0, measure="hours", valid_from=LONG_AGO, source="tests")  # fmt: skip
    change = asked(cast)
    code = contact_code(change)
    ContactChange.objects.filter(pk=change.pk).update(code_tries=1)
    assert contacts(engine="test") == 0, "the code was not shown yet"
    acting.confirm_contact_change(act=act_of(cast.officer), change_id=change.id, code=f" {code[:3]} {code[3:]} ")
    assert Contact.objects.get(officer=cast.officer).phone == NEW

    assert contacts(engine="test") == 0
    assert replay_state().findings == []


def test_the_pass_applies_what_is_due_and_goes_on_when_one_is_refused(cast, monkeypatch):
    change = asked(cast)
    confirmed(cast, change)
    later = change.effective_at + timedelta(seconds=1)
    real = acting._is_ready
    monkeypatch.setattr("custody.alerts.passes.contacts.database_now", lambda: later)
    assert contacts(engine="test") == 0, "the clock of the database decides in the end"
    monkeypatch.setattr(acting, "_is_ready", lambda change, now: real(change, later))

    assert contacts(engine="test") == 1

    assert Contact.objects.get(officer=cast.officer).phone == NEW


def test_a_wrong_code_is_counted_and_after_five_no_code_helps(cast):
    change = asked(cast)
    wrong = "000000" if contact_code(change) != "000000" else "000001"
    for _ in range(TRIES):
        with pytest.raises(InvalidInput):
            acting.confirm_contact_change(act=act_of(cast.officer), change_id=change.id, code=wrong)

    with pytest.raises(NotAllowedNow) as refused:
        confirmed(cast, change)
    assert refused.value.code == "contact.tries"


def test_an_old_code_is_refused_and_no_code_is_no_code(cast):
    change = asked(cast)
    ContactChange.objects.filter(pk=change.pk).update(code_expires_at=now() - timedelta(seconds=1))
    with pytest.raises(NotAllowedNow) as refused:
        confirmed(cast, change)
    assert refused.value.code == "contact.expired"
    ContactChange.objects.filter(pk=change.pk).update(code_token=None)
    with pytest.raises(InvalidInput):
        acting.confirm_contact_change(act=act_of(cast.officer), change_id=change.id, code="")


# --- who ------------------------------------------------------------------------------------------------


def refusal(what, *args, **more):
    with pytest.raises((NotPermitted, NotAllowedNow)) as refused:
        what(*args, **more)
    return refused.value.code


@pytest.mark.parametrize(
    ("who", "approves", "cancels", "confirms"),
    [
        ("officer", "role.missing", None, None),  # whose contact it is
        ("second_officer", "role.missing", "role.missing", "contact.not_yours"),
        ("supervisor", None, None, "contact.not_yours"),
        ("administrator", None, None, "contact.not_yours"),
        ("auditor", "role.missing", "role.missing", "contact.not_yours"),
    ],
)
def test_who_may_do_what_with_a_change(cast, who, approves, cancels, confirms):
    from custody.organisation import permissions

    change, actor = asked(cast), getattr(cast, who)
    for check, code in (
        (permissions.check_can_approve_contact, approves),
        (permissions.check_can_cancel_contact, cancels),
        (permissions.check_can_confirm_contact, confirms),
    ):
        if code is None:
            check(actor, change)
        else:
            assert refusal(check, actor, change) == code


def test_a_supervisor_does_not_approve_the_own_contact(cast):
    change = asked(cast, officer=cast.supervisor)

    assert refusal(acting.approve_contact_change, act=act_of(cast.supervisor), change_id=change.id) == "contact.own"
    acting.approve_contact_change(act=act_of(cast.second_supervisor), change_id=change.id)


def test_nothing_is_done_twice_or_after_the_end(cast):
    change = asked(cast)
    acting.approve_contact_change(act=act_of(cast.supervisor), change_id=change.id)
    again = act_of(cast.second_supervisor)
    assert refusal(acting.approve_contact_change, act=again, change_id=change.id) == "contact.approved"
    change = asked(cast, officer=cast.storekeeper)
    confirmed(cast, change)
    with pytest.raises(NotAllowedNow) as refused:
        acting.confirm_contact_change(act=act_of(cast.storekeeper), change_id=change.id, code="")
    assert refused.value.code == "contact.confirmed"
    acting.cancel_contact_change(act=act_of(cast.storekeeper), change_id=change.id)
    for what in (acting.cancel_contact_change, acting.approve_contact_change):
        assert refusal(what, act=act_of(cast.second_supervisor), change_id=change.id) == "contact.ended"


def test_a_change_that_was_dropped_changes_nothing_and_ends_its_alert(cast):
    change = asked(cast)

    acting.cancel_contact_change(act=act_of(cast.supervisor), change_id=change.id)

    change.refresh_from_db()
    assert (change.outcome, change.code_token) == ("cancelled", None)
    assert Contact.objects.get(officer=cast.officer).phone == "+32470004417"
    assert Alert.objects.get(rule="AL17").state == "resolved"
    asked(cast)


def test_no_change_that_is_not_there_is_found(cast):
    from uuid import uuid4

    for act in (acting.approve_contact_change, acting.cancel_contact_change):
        with pytest.raises(NotFound):
            act(act=act_of(cast.supervisor), change_id=uuid4())


def test_who_sees_which_changes(cast):
    mine, theirs = asked(cast), asked(cast, officer=cast.supervisor)

    assert list(selectors.visible_changes(cast.officer)) == [mine]
    assert set(selectors.visible_changes(cast.supervisor)) == {mine, theirs}
    assert list(selectors.changes_to_approve(cast.supervisor)) == [mine]
    assert list(selectors.changes_to_approve(cast.second_supervisor)) == [mine, theirs]
    assert selectors.open_change_of(cast.officer) == mine
    with pytest.raises(NotFound):
        selectors.change_for(cast.officer, change_id=theirs.id)
    cast.officer.is_active = False
    assert list(selectors.visible_changes(cast.officer)) == []


# --- reached again --------------------------------------------------------------------------------------


def test_a_verified_number_cures_that_somebody_cannot_be_reached(house_cast):
    from custody.alerts.broken import mark_broken

    cast = house_cast
    mark_broken(cast.officer, "sms", opted_out=False, engine="test")
    mark_broken(cast.officer, "sms", opted_out=False, engine="test")
    mark_broken(cast.officer, "sms", opted_out=True, engine="test")
    mark_broken(cast.witness, "sms", opted_out=False, engine="test")
    [reach] = Alert.objects.filter(rule="AL16")
    assert reach.state == "open"

    change = asked(cast, phone="+32470004417")  # the same number, which works again
    acting.approve_contact_change(act=act_of(cast.supervisor), change_id=change.id)
    confirmed(cast, change)

    contact = Contact.objects.get(officer=cast.officer)
    assert (contact.phone_broken_at, contact.opted_out_at) == (None, None)
    reach.refresh_from_db()
    assert reach.state == "resolved"
    assert replay_state().findings == []
    assert stories.now() - contact.verified_at < timedelta(minutes=1)
