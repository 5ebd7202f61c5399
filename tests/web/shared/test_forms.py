"""A form knows its key and the version it is about; a refusal lands on it and nothing is lost."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from custody.core.act import Basis, Door
from custody.core.errors import (
    AlreadyRecorded,
    IntegrityBroken,
    InvalidInput,
    KeyReused,
    LockTimeout,
    NotAllowedNow,
    NotFound,
    NotPermitted,
    StaleVersion,
)
from custody.web.shared.forms import CountField, CustodyForm, OccurredAtField, SealField, act_for, attempt
from custody.web.shared.summary import summary_of
from tests.web.shared.pages import one, rendered

KEY = "6b1c1c1e-7d0e-4a37-9a6a-0c2f7b1f9f10"


class SealForm(CustodyForm):
    seal_number = SealField(help_text="As printed on the bag")
    bricks = CountField(label="Bricks", required=False)

    also_called = {"package_count": "bricks"}


def sent(**changes):
    return {"idempotency_key": KEY, "expected_seq": "7", "seal_number": "AN48 2217", "bricks": "25"} | changes


# The key --------------------------------------------------------------------------------------------------


def test_each_empty_form_gets_a_key_of_its_own():
    first, second = (one(rendered(SealForm()), ".//input[@name='idempotency_key']").get("value") for _ in "ab")

    assert UUID(first) != UUID(second)


def test_a_form_shown_again_keeps_its_key_because_nothing_was_recorded():
    form = SealForm(sent(seal_number=""), seen=7)

    assert not form.is_valid()
    assert one(rendered(form), ".//input[@name='idempotency_key']").get("value") == KEY
    assert form.status == 422


@pytest.mark.parametrize("key", ["", "not a key"])
def test_a_form_without_its_key_gets_a_new_one_and_is_not_carried_out(key):
    form = SealForm(sent(idempotency_key=key), seen=7)

    assert not form.is_valid()
    assert UUID(one(rendered(form), ".//input[@name='idempotency_key']").get("value"))
    assert "lost its number" in form.non_field_errors()[0]


def test_a_key_used_for_something_else_is_replaced():
    form = SealForm(sent(), seen=7)
    form.full_clean()

    form.refuse(KeyReused())

    assert one(rendered(form), ".//input[@name='idempotency_key']").get("value") != KEY
    assert form.status == 409


def test_two_presses_of_one_button_have_one_body_and_a_changed_answer_has_another():
    def body(data, files=None):
        return SealForm(data, files).body_hash()

    as_browser = QueryDict(mutable=True)
    as_browser.update(sent(csrfmiddlewaretoken="one"))
    again = QueryDict(mutable=True)
    again.update(sent(csrfmiddlewaretoken="two"))

    assert body(as_browser) == body(again) == body(sent())
    assert body(sent()) != body(sent(bricks="26"))
    assert body(sent(seal_number="a", bricks="bc")) != body(sent(seal_number="ab", bricks="c"))


def test_a_photo_is_part_of_the_body():
    def body(content):
        return SealForm(sent(), {"photo": SimpleUploadedFile("p.jpg", content)}).body_hash()

    assert body(b"one") == body(b"one")
    assert body(b"one") != body(b"two")


# The version ----------------------------------------------------------------------------------------------


def test_a_stale_form_is_refused_keeps_its_answers_and_moves_on_to_the_facts_now():
    form = SealForm(sent(expected_seq="6"), seen=7)

    assert not form.is_valid()
    tree = rendered(form)
    assert form.status == 409
    assert one(tree, ".//input[@name='expected_seq']").get("value") == "7"
    assert one(tree, ".//input[@name='seal_number']").get("value") == "AN48 2217"
    assert SealForm(sent(expected_seq="7"), seen=7).is_valid()


@pytest.mark.parametrize("version", ["", "soon"])
def test_a_form_that_lost_its_version_counts_as_stale(version):
    form = SealForm(sent(expected_seq=version), seen=7)

    assert not form.is_valid()
    assert form.status == 409


def test_a_form_about_nothing_that_exists_has_no_version():
    assert SealForm(sent(expected_seq="")).is_valid()


# Refusals -------------------------------------------------------------------------------------------------


def carried_out(error):
    form = SealForm(sent(), seen=7)
    assert form.is_valid()
    with attempt(form, again="weighing") as done:
        if error is not None:
            raise error
        done.ref = "new"
    return form, done.ref


def test_an_act_that_went_through_says_what_to_show_next():
    form, ref = carried_out(None)

    assert ref == "new"
    assert not form.errors


def test_a_repeated_request_shows_the_first_answer():
    assert carried_out(AlreadyRecorded({"weighing": "first"}))[1] == "first"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotPermitted("people.same", "Choose another person"), 403),
        (NotAllowedNow("unit.frozen", "Unit {label} is frozen", label="7KQ4"), 409),
        (StaleVersion(), 409),
        (KeyReused(), 409),
        (LockTimeout(), 503),
        (InvalidInput("seal.known", "Seal {seal} is already in use", seal="AN48"), 422),
    ],
)
def test_a_refusal_stands_above_the_form_in_its_own_words(error, status):
    form, ref = carried_out(error)

    assert not ref
    assert form.status == status
    assert summary_of(form)[0].message == error.sentence()


def test_a_refusal_about_an_input_stands_beside_it():
    form, _ = carried_out(InvalidInput("seal.known", "This seal is already in use", field="seal_number"))

    line = summary_of(form)[0]
    tree = rendered(form)
    assert (line.target, line.message) == ("id_seal_number", "This seal is already in use")
    assert one(tree, ".//input[@name='seal_number']").get("aria-invalid") == "true"


def test_a_form_may_call_an_input_otherwise_than_the_room():
    form, _ = carried_out(InvalidInput("count.low", "Count again", field="package_count"))

    assert form.errors["bricks"] == ["Count again"]


def test_an_input_the_form_does_not_have_is_named_above_it():
    form, _ = carried_out(InvalidInput("x.y", "The tare is too much", field="tare_mg"))

    assert form.non_field_errors() == ["The tare is too much"]


@pytest.mark.parametrize("error", [NotFound(), IntegrityBroken("a.b", "Broken")])
def test_what_is_no_matter_of_the_form_passes_through(error):
    with pytest.raises(type(error)):
        carried_out(error)


# The act --------------------------------------------------------------------------------------------------


class TimedForm(SealForm):
    occurred_at = OccurredAtField()


def test_an_act_takes_its_key_and_body_from_the_form():
    officer = SimpleNamespace(id=uuid4())
    form = TimedForm(sent(occurred_at_choice="now"), seen=7)
    assert form.is_valid()

    act = act_for(SimpleNamespace(user=officer), form)

    assert (act.actor, act.door, act.key, act.basis) == (officer, Door.PAGE, UUID(KEY), Basis.LIVE)
    assert act.body_hash == form.body_hash()
    assert act.occurred_at is None


def test_a_claim_about_the_past_makes_the_act_late():
    from custody.web.shared.times import wall_clock

    moment = wall_clock().replace(second=0, microsecond=0)
    form = TimedForm(sent(occurred_at_choice=moment.isoformat()), seen=7)
    assert form.is_valid()

    act = act_for(SimpleNamespace(user=None), form)

    assert (act.basis, act.occurred_at) == (Basis.LATE, moment)


# The markup -----------------------------------------------------------------------------------------------


def test_an_input_is_described_by_its_hint_and_its_error():
    tree = rendered(SealForm(sent(seal_number=""), seen=7))

    described = one(tree, ".//input[@name='seal_number']").get("aria-describedby").split()
    assert described == ["id_seal_number_helptext", "id_seal_number_error"]
    assert {each.get("id") for each in tree.iter()} >= set(described)


def test_nothing_is_left_to_the_browsers_own_bubbles():
    html = str(SealForm())

    assert " required" not in html
    assert "maxlength" not in html
    assert 'type="number"' not in html


def test_every_label_leads_to_its_input():
    tree = rendered(TimedForm())

    ids = {each.get("id") for each in tree.iter("input")}
    assert {label.get("for") for label in tree.iter("label")} <= ids


def test_what_may_be_left_out_says_so():
    html = str(SealForm())

    assert html.count("(optional)") == 1
