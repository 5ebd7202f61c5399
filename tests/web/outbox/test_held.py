"""What cannot be recorded as it was signed: held, never lost, put right by who signed it or set aside by two."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from custody.alerts.models import Alert
from custody.alerts.passes.fire import fire
from custody.core.errors import NotAllowedNow, NotPermitted
from custody.deadlines.models import Clock
from custody.evidence.actions import held as actions
from custody.evidence.models import HandlingUnit, HeldReport, Photo
from custody.evidence.models.seizure import Seizure
from custody.evidence.selectors.held import sealed_contents
from custody.ledger.replay import replay_state
from custody.ledger.selectors import begun_with
from tests import stories
from tests.alerts.conftest import let_pass
from tests.stories import act_of as act
from tests.web.outbox.test_outbox import HOUR_MS, STOP, item_of, sent

ALONE = [*STOP[:-1], ("second_badge", "4417")]


@pytest.fixture
def browsers(cast):
    """Give a browser for each badge that is asked for."""
    def browser(officer):
        client = Client()
        client.force_login(officer)
        return client
    return browser


@pytest.fixture
def client(browsers, cast):
    return browsers(cast.officer)


def refused(client, *, key=None, age=HOUR_MS, answers=ALONE):
    """Send a stop that names its own officer as the second; return its key and the row that holds it."""
    key = key or uuid4()
    assert sent(client, key, item_of(key=key, answers=answers), age=age).status_code == 202
    return key, HeldReport.objects.get(goes_on_as=key)


def put_right(client, held, **headers):
    return client.post(reverse("outbox:put_right", args=[held.id]), **headers)


def test_a_photo_that_is_cut_off_is_held_and_not_lost(client, cast):
    [unit] = stories.seized(cast)
    key, noise = uuid4(), io.BytesIO()
    Image.effect_noise((400, 300), 60).convert("RGB").save(noise, format="JPEG")
    part = noise.getvalue()[:9000]
    item = item_of(key=key, path=f"/seizures/{unit.seizure_id}/photo/", answers=[("slot", "total")], content=part,
                   file={"name": "photo", "type": "image/jpeg"})  # fmt: skip

    answer = sent(client, key, item)

    assert answer.status_code == 202, answer.content
    assert HeldReport.objects.filter(goes_on_as=key).exists()
    assert not Photo.objects.exists()


def runs(held):
    return Clock.objects.filter(subject_id=held.id, clock_type="HELD_OWED", closed_at__isnull=True).exists()


def test_what_is_refused_is_held_once_and_recorded_under_its_first_time_when_it_is_put_right(client, cast):
    key, held = refused(client)
    _again, same = refused(client, key=key)
    assert same.last_seq == held.last_seq == 1
    assert runs(held)
    assert not HandlingUnit.objects.exists()
    assert reverse("outbox:held_one", args=[held.id]) in client.get("/").content.decode()
    seen = client.get(reverse("outbox:held_one", args=[held.id])).content.decode()
    assert "one person cannot sign both sides" in seen or "Second officer" in seen

    page = put_right(client, held).content.decode()
    assert 'action="/stop/" data-outbox-held' in page
    assert 'value="MSCU 123456 6"' in page
    assert str(key) in page
    refused(client, key=key, answers=[*ALONE, ("remark", "still alone")], age=0)
    assert sealed_contents(HeldReport.objects.get()) != sealed_contents(held)

    assert sent(client, key, item_of(key=key)).status_code == 201
    held.refresh_from_db()
    assert (held.state, held.closed_by, runs(held)) == ("corrected", cast.officer, False)
    [unit] = HandlingUnit.objects.all()
    told = begun_with([unit.stream_id], names=["door", "occurred_at", "received_at"])[unit.stream_id]
    assert told["door"] == "outbox"
    assert told["occurred_at"] < (held.held_at - timedelta(minutes=59)).isoformat()
    assert "Nothing is held" not in client.get(reverse("outbox:held_list")).content.decode()
    assert replay_state().findings == []


def test_who_commands_sees_what_is_wrong_and_nothing_that_was_typed(client, browsers, cast):
    _key, held = refused(client, answers=[("kind", "container"), ("container_number", "ZZZZ 999999 9"),
                                          ("place_near", "other"), ("place", "NOWHERE"), ("second_badge", "4418")])
    boss = browsers(cast.supervisor)
    for path in (reverse("outbox:held_list"), reverse("outbox:held_one", args=[held.id]),
                 reverse("outbox:hand_back", args=[held.id])):
        page = re.sub(r"\s+", " ", boss.get(path).content.decode())
        assert "4417" in page
        assert not re.search("ZZZZ|999999|NOWHERE", page)
    assert "…" in boss.get(reverse("outbox:held_one", args=[held.id])).content.decode()
    assert put_right(boss, held).status_code == 403
    assert browsers(cast.second_officer).get(reverse("outbox:held_one", args=[held.id])).status_code == 404


def test_it_is_handed_back_with_a_note_and_set_aside_by_two(client, browsers, cast):
    _key, held = refused(client)
    boss, other = browsers(cast.supervisor), browsers(cast.second_supervisor)
    where = reverse("outbox:set_aside", args=[held.id])

    def post(browser, path, **answers):
        return browser.post(path, {"idempotency_key": str(uuid4()), **answers})

    assert post(boss, reverse("outbox:hand_back", args=[held.id]), note="Name who was with you").status_code == 302
    assert "Name who was with you" in client.get("/").content.decode()
    assert post(boss, where, reason="Made twice").status_code == 302
    let_pass(held, "HELD_OWED", past_due=timedelta(minutes=1))
    fire(engine="test")
    told = Alert.objects.filter(subject_kind="held", subject_id=held.id, level=2)
    assert told.get().state == "open"
    assert reverse("outbox:held_one", args=[held.id]) in boss.get(reverse("alerts:inbox")).content.decode()
    assert post(boss, where, answer="yes").status_code == 403
    assert reverse("outbox:held_one", args=[held.id]) in other.get("/").content.decode()
    assert post(other, where, answer="no").status_code == 302
    assert post(boss, where, reason="Made twice, the other one stands").status_code == 302
    assert post(other, where, answer="yes").status_code == 302

    held.refresh_from_db()
    assert (held.state, held.closed_by, runs(held)) == ("set_aside", cast.second_supervisor, False)
    assert told.get().state == "resolved"
    assert put_right(client, held).status_code == 409
    # What the officer still signs under the same key is heard: recorded when it is right, held anew when it is not.
    key = held.goes_on_as
    assert sent(client, key, item_of(key=key, answers=[*ALONE, ("remark", "again")])).status_code == 202
    assert HeldReport.objects.filter(state="open").count() == 1
    assert sent(client, key, item_of(key=key)).status_code == 201
    assert replay_state().findings == []


def test_a_key_that_comes_again_with_other_answers_is_refused_both_are_kept_and_a_supervisor_hears(client):
    key = uuid4()
    assert sent(client, key, item_of(key=key)).status_code == 201
    other = item_of(key=key, answers=[*STOP, ("remark", "other")])
    answers = [sent(client, key, other) for _ in range(2)]

    assert [each.status_code for each in answers] == [409, 409]
    assert "with other answers" in answers[0].json()["reasons"][0]
    [held] = HeldReport.objects.all()
    assert (held.sent_as, sealed_contents(held)) == (key, other)
    assert HandlingUnit.objects.count() == 1
    assert Alert.objects.filter(rule="AL14", stage="key").count() == 1

    # Whoever meant two things sends the second on as one of its own, under the key of what is held.
    page = put_right(client, held).content.decode()
    assert str(held.goes_on_as) in page
    second = [("container_number", "CSQU 305438 3") if name == "container_number" else (name, value)
              for name, value in STOP]
    goes_on = held.goes_on_as
    assert sent(client, goes_on, item_of(key=goes_on, answers=second)).status_code == 201
    held.refresh_from_db()
    assert held.state == "corrected"
    assert HandlingUnit.objects.count() == 2


def test_what_was_recorded_on_its_own_page_is_settled_when_it_is_opened(client, cast):
    key, held = refused(client)
    with pytest.raises(NotAllowedNow, match="not recorded yet"):
        actions.note_put_right(act=act(cast.officer), held_id=held.id)
    assert client.post("/stop/", {**dict(STOP), "idempotency_key": str(key)}).status_code == 302

    assert put_right(client, held).url == reverse("outbox:held_one", args=[held.id])
    held.refresh_from_db()
    assert (held.state, runs(held)) == ("corrected", False)


def test_what_was_recorded_elsewhere_is_recognised_and_set_aside_by_who_signed_it_and_another(client, browsers, cast):
    _key, held = refused(client)
    page, where = reverse("outbox:held_one", args=[held.id]), reverse("outbox:set_aside", args=[held.id])
    assert "Recorded elsewhere" not in client.get(page).content.decode()
    unit = stories.contained(cast)

    assert f"Recorded elsewhere: you stopped MSCU1234566, it is {unit.label}" in client.get("/").content.decode()
    seen = client.get(page).content.decode()
    assert f"Recorded elsewhere: you stopped MSCU1234566, it is {unit.label}" in seen
    assert "It was recorded elsewhere: set it aside" in seen
    assert unit.label in client.get(where).content.decode(), "the reason stands there, to be signed"
    assert unit.label not in browsers(cast.supervisor).get(page).content.decode()
    assert client.post(where, {"idempotency_key": str(uuid4()), "reason": "recorded by hand"}).status_code == 302
    assert "You asked to set it aside: another person decides" in client.get("/").content.decode()
    assert client.post(where, {"idempotency_key": str(uuid4()), "answer": "yes"}).status_code == 403
    decided = browsers(cast.supervisor).post(where, {"idempotency_key": str(uuid4()), "answer": "yes"})

    assert decided.status_code == 302
    held.refresh_from_db()
    assert (held.state, runs(held)) == ("set_aside", False)
    assert page not in client.get("/").content.decode()


def test_a_form_whose_seals_are_on_units_already_says_on_which(client, cast):
    [unit] = stories.seized(cast)
    key, path = uuid4(), f"/seizures/{unit.seizure_id}/units/"
    answers = [("kind", "bag"), ("package_count", "25"), ("gross", "25.4"), ("scale", "S-FLOOR"),
               ("seal_number", unit.seal)]
    assert sent(client, key, item_of(key=key, path=path, answers=answers)).status_code == 202
    held = HeldReport.objects.get()

    assert f"{unit.seal} → {unit.label}" in client.get(reverse("outbox:held_one", args=[held.id])).content.decode()


def test_who_commands_decides_nothing_about_what_they_signed(cast):
    held = actions.hold_report(act=act(cast.supervisor), sent_as=uuid4(), goes_on_as=uuid4(), form="stop:begin",
                               signed_at=stories.now(), sealed=b"", wrong=[])  # fmt: skip
    with pytest.raises(NotPermitted, match="You signed this"):
        actions.hand_back(act=act(cast.supervisor), held_id=held.id, note="x")


@pytest.mark.parametrize(("check", "who", "state", "refusal"), [
    ("note_put_right", "supervisor", "open", "held.not_yours"),
    ("hand_back", "officer", "open", "role.missing"),
    ("hand_back", "supervisor", "corrected", "held.closed"),
    ("ask_set_aside", "supervisor", "asked", "held.asked"),
    ("decide_set_aside", "supervisor", "asked", "held.own_request"),
    ("decide_set_aside", "second_supervisor", "open", "held.not_asked"),
])
def test_nobody_else_and_not_at_another_time(client, cast, check, who, state, refusal):
    key, held = refused(client)
    if state == "asked":
        actions.ask_set_aside(act=act(cast.supervisor), held_id=held.id, reason="Made twice")
    if state == "corrected":
        assert sent(client, key, item_of(key=key)).status_code == 201
    said = {"hand_back": {"note": "x"}, "ask_set_aside": {"reason": "x"}, "decide_set_aside": {"approve": True}}
    with pytest.raises((NotPermitted, NotAllowedNow)) as caught:
        getattr(actions, check)(act=act(getattr(cast, who)), held_id=held.id, **said.get(check, {}))
    assert caught.value.code == refusal


def test_a_seal_that_is_read_again_and_sent_as_told_leaves_nothing_that_waits(browsers, cast):
    unit, other = stories.seized(cast, count=2)
    offer = stories.offered(cast, [unit, other], receiver=cast.storekeeper)
    path, keeper = reverse("transfer:receive", args=[offer.id]), browsers(cast.storekeeper)
    read = {f"seal_{unit.id.hex}": "AN 000000", f"seal_{other.id.hex}": other.seal}
    answers = {"expected_seq": str(offer.last_seq), **read}
    keys = [uuid4() for _ in range(3)]

    def device(key, answers):
        sealed = item_of(key=key, badge=cast.storekeeper.badge, path=path, answers=list(answers.items()))
        return sent(keeper, key, sealed, author=cast.storekeeper.badge).status_code

    back = keeper.post(path, {**answers, "idempotency_key": str(keys[0])})
    # The page says under which key it came back: the device knows that nothing is lost.
    assert f'data-came-as="{keys[0]}"' in back.content.decode()
    # A device that did not see that page has it sent: the reading is asked for again, and it waits.
    assert device(keys[0], answers) == 202
    # What lacks another answer besides is no receipt that the second one says too.
    assert device(keys[1], {"expected_seq": answers["expected_seq"]}) == 202

    assert keeper.post(path, {**answers, "idempotency_key": str(keys[2])}).status_code == 302

    states = {held.goes_on_as: held.state for held in HeldReport.objects.all()}
    assert states == {keys[0]: "corrected", keys[1]: "open"}
    assert replay_state().findings == []


def test_a_page_that_answers_without_its_form_has_what_was_signed_held(client, browsers, cast):
    unit = stories.contained(cast)
    seize = f"/units/{unit.id}/seize/"
    browsers(cast.second_officer).post(seize, {"substance": "cocaine", "idempotency_key": uuid4(),
                                               "expected_seq": stories.fresh([unit])[0].last_seq})
    assert Seizure.objects.count() == 1
    key = uuid4()
    answers = [("substance", "heroin"), ("expected_seq", "")]

    assert sent(client, key, item_of(key=key, path=seize, answers=answers)).status_code == 202

    [held] = HeldReport.objects.all()
    page = client.get(reverse("outbox:held_one", args=[held.id])).content.decode()
    assert "What it is about has changed since" in page
    assert Seizure.objects.count() == 1


def test_the_question_of_the_scale_stands_with_what_is_held_and_no_answer_does(client, cast):
    [unit] = stories.seized(cast, reading=None)
    key = uuid4()
    answers = [("gross", "25.337891"), ("scale", "S-FLOOR")]
    assert sent(client, key, item_of(key=key, path=f"/units/{unit.id}/weigh/", answers=answers)).status_code == 202

    [sentence] = HeldReport.objects.get().reasons

    assert sentence.startswith("%(scale)s goes in steps of %(step)s: it shows no such weight")


@pytest.mark.parametrize("scale", ["S-FLOOR", "s-floor", "C1:S-FLOOR", " c1:s-floor "])
def test_the_code_on_the_scale_is_taken_as_it_is_read(client, cast, scale):
    [unit] = stories.seized(cast, reading=None)
    key = uuid4()
    item = item_of(key=key, path=f"/units/{unit.id}/weigh/", answers=[("gross", "25.34"), ("scale", scale)])

    assert sent(client, key, item).status_code == 201
    assert stories.fresh([unit])[0].gross_mg == 25_340_000


def test_a_find_beside_an_open_seizure_is_put_right_as_another_one_under_its_own_time(client, cast):
    unit, key, colleague = stories.contained(cast), uuid4(), Client()
    colleague.force_login(cast.second_officer)
    path = reverse("seizure:open", args=[unit.id])
    seen = stories.fresh([unit])[0].last_seq
    colleague.post(path, {"substance": "cocaine", "idempotency_key": uuid4(), "expected_seq": seen})
    found = item_of(key=key, path=path, answers=[("substance", "heroin"), ("expected_seq", "")])
    assert sent(client, key, found, age=HOUR_MS).status_code == 202
    held = HeldReport.objects.get()
    right = reverse("outbox:put_right", args=[held.id])

    page = client.post(right).content.decode()
    assert f'action="{right}?another"' in page
    assert reverse("outbox:held_one", args=[held.id]) in page
    client.post(f"{right}?another")

    assert Seizure.objects.count() == 2
    assert stories.now() - Seizure.objects.latest("seized_at").seized_at < timedelta(hours=2)
    held.refresh_from_db()
    assert held.state == "corrected"


def test_a_form_that_asks_nothing_and_is_looked_at_first_is_recorded_from_its_page(client, cast):
    unit, key = stories.opened(cast), uuid4()
    found = item_of(key=key, path=reverse("extraction:end", args=[unit.id]), answers=[("expected_seq", "")])
    assert sent(client, key, found, age=HOUR_MS, looked="unsure").status_code == 202
    held = HeldReport.objects.get()

    page = client.get(reverse("outbox:held_one", args=[held.id])).content.decode()
    assert "cannot be opened any more" not in page
    assert "I signed it: record it" in page
