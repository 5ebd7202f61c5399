"""The pages on which an officer changes how they are reached, and a supervisor approves it."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.urls import reverse

from custody.organisation.actions.contact import ask_contact_change
from custody.organisation.contact_codes import contact_code
from custody.organisation.models import Contact, ContactChange
from tests.stories import act_of
from tests.web.desk import MOST_QUERIES, browser_of, errors_in, foreseen, page_of, queries_of, send, text_of

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
MINE, CHANGE, WAITING = reverse("contact:mine"), reverse("contact:change"), reverse("contact:waiting")
NEW = "+32470001111"


def code_now():
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(SECRET, counter))


@pytest.fixture
def officer(cast):
    """Return an officer whose authenticator is set up."""
    cache.clear()
    TOTP.activate(cast.officer, SECRET)
    return cast.officer


@pytest.fixture
def asked(cast):
    return ask_contact_change(act=act_of(cast.officer), phone=NEW)


def address(name, change):
    return reverse(f"contact:{name}", args=[change.id])


def test_who_is_not_signed_in_is_led_to_the_sign_in(client, db):
    for path in (MINE, CHANGE, WAITING):
        assert client.get(path)["Location"].startswith("/sign-in/")


def test_an_officer_changes_the_number_with_a_code_and_a_supervisor(cast, officer):
    assert "+32470004417" in text_of(officer, MINE)

    said = {"phone": "+32 470 00 11 11", "email": ""}
    seen, text = foreseen(officer, CHANGE, said)
    for words in ("+32470004417 → +32470001111", "a supervisor approved it", "Alerts go where they go now"):
        assert words in text
    assert "Code of your authenticator" in text
    assert not ContactChange.objects.exists()
    sent = send(officer, CHANGE, said | seen | {"code": code_now()})
    change = ContactChange.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, address("confirm", change))
    assert NEW in text_of(officer, address("confirm", change))
    assert "A change is open" in text_of(officer, MINE)

    shown = send(officer, address("confirm", change), {"received_code": contact_code(change)})
    assert (shown.status_code, shown["Location"]) == (302, MINE)
    assert Contact.objects.get(officer=officer).phone == "+32470004417"

    assert "4417" in text_of(cast.supervisor, WAITING)
    assert NEW not in text_of(cast.supervisor, WAITING), "a supervisor needs no number to say yes"
    approved = send(cast.supervisor, address("approve", change), {})
    assert (approved.status_code, approved["Location"]) == (302, WAITING)
    assert Contact.objects.get(officer=officer).phone == NEW
    assert NEW in text_of(officer, MINE)
    assert "No change waits for you" in text_of(cast.supervisor, WAITING)


def test_without_the_authenticator_nothing_is_asked(cast, officer):
    right, said = code_now(), {"phone": NEW, "email": ""}
    seen, _text = foreseen(officer, CHANGE, said)
    for code, says in (
        ("", "Enter the code of your authenticator"),
        ("000000" if right != "000000" else "111111", "The code does not match. Codes change every 30 seconds"),
    ):
        refused = send(officer, CHANGE, said | seen | {"code": code})
        assert refused.status_code == 422
        assert errors_in(refused) == [says]
        assert NEW in refused.content.decode(), "what was typed is not lost"
    unset = send(cast.storekeeper, CHANGE, said | seen | {"code": right})
    assert errors_in(unset) == ["Set up the one-time code first: sign in with your badge and password"]
    assert not ContactChange.objects.exists()


def test_a_number_that_is_not_mobile_is_refused_at_its_field(officer):
    refused = send(officer, CHANGE, {"phone": "+32 2 555 12 12", "email": ""})

    assert refused.status_code == 422
    assert errors_in(refused) == ["Enter a mobile number with its country, like +32 470 00 00 00"]


def test_a_wrong_code_keeps_the_contact(cast, asked):
    wrong = "000000" if contact_code(asked) != "000000" else "000001"

    refused = send(cast.officer, address("confirm", asked), {"received_code": wrong})

    assert errors_in(refused) == ["This is not the code that was sent. Read it again"]
    asked.refresh_from_db()
    assert (asked.confirmed_at, asked.code_tries) == (None, 1)


def test_a_change_is_dropped_by_its_officer_or_by_who_approves(cast, asked):
    dropped = send(cast.officer, address("cancel", asked), {})
    assert (dropped.status_code, dropped["Location"]) == (302, MINE)
    again = ask_contact_change(act=act_of(cast.officer), phone=NEW)
    dropped = send(cast.supervisor, address("cancel", again), {})
    assert (dropped.status_code, dropped["Location"]) == (302, WAITING)

    assert set(ContactChange.objects.values_list("outcome", flat=True)) == {"cancelled"}


def test_nobody_else_finds_or_approves_it(cast, asked):
    other = cast.second_officer
    for path in (address("confirm", asked), address("cancel", asked)):
        assert send(other, path, {}).status_code == 404
    assert send(cast.officer, address("approve", asked), {}).status_code == 403
    assert browser_of(cast.officer).get(WAITING).status_code == 403
    own = ask_contact_change(act=act_of(cast.supervisor), phone="+32470002222")
    browser = browser_of(cast.supervisor)
    refused = browser.post(address("approve", own), {"idempotency_key": "00000000-0000-4000-8000-000000000001"},
                           follow=True)  # fmt: skip
    assert "Another person must approve how you are reached" in refused.content.decode()
    own.refresh_from_db()
    assert own.approved_by is None


def test_looking_changes_nothing(cast, asked):
    for name in ("approve", "cancel"):
        assert browser_of(cast.supervisor).get(address(name, asked)).status_code == 405
    page_of(cast.supervisor, address("confirm", asked))
    assert ContactChange.objects.get().ended_at is None


def test_a_double_click_asks_once(cast, officer):
    from uuid import uuid4

    key, said = uuid4(), {"phone": NEW, "email": ""}
    answers = said | foreseen(officer, CHANGE, said, key=key)[0] | {"code": code_now()}
    first = send(officer, CHANGE, answers, key=key)
    assert first.status_code == 302
    second = send(officer, CHANGE, answers, key=key)
    assert second["Location"] == first["Location"], "the code was good once, and the first answer stands"
    assert ContactChange.objects.count() == 1


def test_what_does_not_work_is_shown(cast):
    from custody.alerts.broken import mark
    from custody.core.act import Act, Door
    from custody.ledger.recording import recording
    from custody.organisation.selectors import engine_officer

    assert "You cannot be reached yet" in text_of(cast.witness, MINE)
    contact = Contact.objects.select_related("officer").get(officer=cast.officer)
    with recording(Act(actor=engine_officer(), door=Door.ENGINE)) as record:
        contact.phone_broken_at = contact.email_broken_at = record.at
        mark(record, contact, columns=["phone_broken_at", "email_broken_at"])
    assert text_of(cast.officer, MINE).count("Does not work") == 2


def test_the_pages_ask_little_of_the_database(cast, asked):
    for who, path in ((cast.officer, MINE), (cast.supervisor, WAITING)):
        assert queries_of(who, path) <= MOST_QUERIES
