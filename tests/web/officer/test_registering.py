"""Registering the units of a seizure: where they lie, what they are, and how many labels that makes."""

from __future__ import annotations

import itertools
from uuid import uuid4

import pytest

from custody.evidence.actions import seizure
from custody.evidence.actions.labels import print_roll
from custody.evidence.entries import NewExhibit
from custody.evidence.models import Countersignature, HandlingUnit, Seal, Seizure
from custody.evidence.selectors.labels import codes_of
from custody.evidence.selectors.places import place_now
from custody.organisation.actions import presence
from custody.organisation.models import Place
from tests import stories
from tests.web.shared.pages import one, read

_seals = itertools.count(700_001)


def unit_answers(**changes):
    return {"kind": "bag", "package_count": "25", "gross": "25.4", "scale": "S-FLOOR",
            "seal_number": f"RG{next(_seals)}"} | changes


@pytest.fixture
def found(cast, page_for):
    """A seizure of something found on its own, opened on the page."""
    sent = page_for(cast.officer, "/seizures/open/?more", {
        "substance": "cocaine", "form": "pressed_brick", "field_test": "positive", "concealment": "",
        "second_badge": cast.second_officer.badge})
    assert sent.status == 302
    return sent.location.split("/")[2]


def wrong_fields(page):
    return {field.get("name") for field in read(page.html).iter("input") if field.get("aria-invalid") == "true"}


def test_a_find_on_its_own_is_asked_where_it_lies(cast, page_for, found):
    path = f"/seizures/{found}/units/"

    refused = page_for(cast.officer, path, unit_answers())

    assert "Where does it lie?" in page_for(cast.officer, path).words
    assert refused.status == 422
    assert wrong_fields(refused) == {"place", "place_near"}
    assert 'href="#id_place_0_0"' in refused.html

    assert page_for(cast.officer, path, unit_answers(place="HERON")).status == 302
    assert place_now(HandlingUnit.objects.get()).code_word == "HERON"


def test_the_units_after_it_lie_with_it_unless_somebody_says_otherwise(cast, page_for, found):
    path = f"/seizures/{found}/units/"
    page_for(cast.officer, path, unit_answers(place="HERON"))

    shown = page_for(cast.officer, path).words
    second = page_for(cast.officer, path, unit_answers())
    third = page_for(cast.officer, path, unit_answers(place="BITTERN"))

    assert (second.status, third.status) == (302, 302), second.words + third.words
    assert "Leave empty when it lies with the unit before it" in shown
    units = HandlingUnit.objects.order_by("held_since")
    assert [place_now(unit).code_word for unit in units] == ["HERON", "HERON", "BITTERN"]


def test_what_was_found_in_a_container_is_not_asked_where_it_lies(cast, page_for):
    opened = stories.opened_seizure(cast)

    assert "Where does it lie?" not in page_for(cast.officer, f"/seizures/{opened.id}/units/").words


def test_a_find_without_a_place_is_refused_at_every_door(cast):
    opened = seizure.open_seizure(
        act=stories.act_of(cast.officer), second_badge=cast.second_officer.badge, conveyance_id=None,
        exhibits=[NewExhibit(substance="cocaine", form="pressed_brick")])

    with pytest.raises(Exception, match="Scan or choose the place") as refused:
        stories.seized(cast, of=opened)

    assert refused.value.field == "place"


def test_who_found_drugs_in_a_container_goes_from_the_stop_to_the_seizure_with_one_answer_more(cast, page_for):
    """Number, place and second officer at the stop; then what it is. Nothing is asked twice."""
    stopped = page_for(cast.officer, "/stop/?found", {
        "kind": "container", "container_number": "MSCU 123456 6", "place_near": "HERON", "second_badge": "4418"})
    assert stopped.location.endswith("/seize/")
    asked = page_for(cast.officer, stopped.location)
    form = one(read(asked.html), ".//main//form")
    assert {field.get("name") for field in form.iter("input") if field.get("type") != "hidden"} == {
        "substance"}

    [unit] = HandlingUnit.objects.all()
    opened = page_for(cast.officer, stopped.location, {"substance": "cocaine", "expected_seq": str(unit.last_seq)})
    assert opened.status == 302, opened.words

    found = Seizure.objects.get()
    assert (found.second_officer.badge, found.conveyance.custody_state) == ("4418", "extraction")
    assert list(found.exhibits.values_list("substance", "form", "field_test")) == [("cocaine", "unknown", None)]

    later = f"/seizures/{found.id}/describe/"
    owed = page_for(cast.officer, f"/seizures/{found.id}/").words
    assert "its form, the field test, where it was hidden, who had it" in owed
    said = {"form": "pressed_brick", "expected_seq": str(found.last_seq)}
    assert page_for(cast.officer, later, said).status == 302
    assert "In which form?" not in page_for(cast.officer, later).words
    found.refresh_from_db()
    refusal = {"holder": "refused", "expected_seq": str(found.last_seq)}
    assert page_for(cast.officer, later, refusal).status == 302
    assert "Whoever had it refused to sign" in page_for(cast.second_officer, f"/seizures/{found.id}/").words
    found.refresh_from_db()
    said = {"field_test": "positive", "expected_seq": str(found.last_seq)}
    assert page_for(cast.third_officer, later, said).status == 403
    assert list(found.exhibits.values_list("form", "field_test")) == [("pressed_brick", None)]
    last = {"field_test": "positive", "concealment": "in_load", "expected_seq": str(found.last_seq)}
    sent = page_for(cast.officer, later, last)
    assert sent.status == 302, sent.words
    all_said = page_for(cast.officer, later).words
    assert "All of it is described" in all_said
    assert "Save it" not in all_said
    assert list(found.exhibits.values_list("form", "field_test")) == [("pressed_brick", "positive")]


def test_a_container_is_in_custody_before_anybody_knows_the_place(cast, page_for):
    answers = {"kind": "container", "container_number": "MSCU 123456 6", "second_badge": "4418"}
    sent = page_for(cast.officer, "/stop/", answers | {"place_near": "unknown"})
    assert sent.status == 302, sent.words
    unit = HandlingUnit.objects.get()
    assert (unit.custody_state, place_now(unit)) == ("contained", None)
    for wrong, said in (({}, "Choose the place"), ({"place_near": "other"}, "Scan the label of the place"),
                        ({"place_near": "other", "place": "NOWHERE"}, "not a place you can choose here"),
                        ({"place_near": "HERON", "place": "P1:LAPWING"}, "not both"),
                        ({"place_near": "unknown", "place": "LAPWING"}, "not both")):
        refused = page_for(cast.officer, "/stop/", answers | wrong)
        assert refused.status == 422
        assert said in refused.words
    assert page_for(cast.officer, "/stop/", answers | {
        "place_near": "other", "place": "P1:LAPWING", "container_number": "CSQU 305438 3"}).status == 302
    assert {place_now(each).code_word for each in HandlingUnit.objects.exclude(pk=unit.pk)} == {"LAPWING"}


def test_the_quay_of_the_own_site_stands_in_front_in_words_and_is_not_chosen_beforehand(cast, page_for):
    assert "checked" not in places_on(page_for(cast.officer, "/stop/").html)
    presence.come(act=stories.act_of(cast.officer), site=Place.objects.get(code_word="HERON").site.code_word)

    page = page_for(cast.officer, "/stop/")

    assert 'value="HERON"' in places_on(page.html)
    assert "checked" not in places_on(page.html)
    assert "Quay · at the site where you are" in page.words
    assert page.words.index("HERON") < page.words.index("I do not know") < page.words.index("Another place")

    answers = {"kind": "container", "container_number": "MSCU 123456 6", "second_badge": "4418"}
    assert page_for(cast.officer, "/stop/", answers | {"place_near": "HERON"}).status == 302
    again = page_for(cast.officer, "/stop/")
    assert "Quay · the last you named" in again.words
    assert "checked" not in places_on(again.html)


def places_on(html):
    return html[html.index('class="c-places"'):html.index('class="c-clock"')]


def test_a_kind_is_chosen_beforehand_only_for_the_next_of_several(cast, page_for):
    path = f"/seizures/{stories.opened_seizure(cast).id}/units/"

    def chosen():
        tree = read(page_for(cast.officer, path).html)
        return [each.get("value") for each in tree.iter("input")
                if each.get("name") == "kind" and each.get("checked") is not None]

    before = chosen()
    page_for(cast.officer, path, unit_answers())
    after = chosen()
    sent = page_for(cast.officer, path, unit_answers(another="1"))

    assert before == after == []
    assert sent.location == f"{path}?kind=bag"


@pytest.mark.parametrize(("answers", "sentence"), [
    ({"inner_count": "16"}, "Choose pallet, or leave the number of bags on it empty"),
    ({"inner_count": "0"}, "Choose pallet, or leave the number of bags on it empty"),
    ({"kind": "pallet"}, "Enter how many bags are on the pallet; 0 when there is none"),
    ({"kind": "pallet", "inner_count": "1901"}, "Bags on the pallet: enter 1900 or less"),
    ({"kind": "pallet", "inner_count": "2", "how_many": "2"}, "Each pallet is registered by itself"),
    ({"how_many": "201"}, "How many of them: enter 200 or less"),
    ({"how_many": "64"}, "Several are weighed one by one"),
    ({"how_many": "2", "seal_numbers": "A1001..A1003"}, "There are 2, but 3 seal numbers. Check both"),
    ({"how_many": "2", "seal_numbers": "A1001..B1003"}, "A1001..B1003 is no row of seals"),
    ({"how_many": "2", "seal_numbers": "A1001\nA1001"}, "Seal A1001 stands there twice"),
    ({"how_many": "1", "seal_number": ""}, "Enter the seal number"),
    ({"kind": ""}, "Choose what kind of unit it is"),
])
def test_bags_are_counted_on_a_pallet_and_only_there(cast, page_for, answers, sentence):
    sent = unit_answers(**answers)

    page = page_for(cast.officer, f"/seizures/{stories.opened_seizure(cast).id}/units/", sent)

    assert page.status == 422
    assert page.words.count(sentence) == 2  # in the summary, and at its field
    for name in ("package_count", "gross", "seal_number"):
        assert not sent[name] or f'value="{sent[name]}"' in page.html
    assert not HandlingUnit.objects.filter(kind__in=["bag", "pallet"]).exists()


def test_a_pallet_without_bags_is_said_and_not_guessed(cast, page_for):
    path = f"/seizures/{stories.opened_seizure(cast).id}/units/"

    page_for(cast.officer, path, unit_answers(kind="pallet", inner_count="0"))

    assert [unit.kind for unit in HandlingUnit.objects.filter(kind__in=["bag", "pallet"])] == ["pallet"]
    assert "labels of their own" not in page_for(cast.officer, path).words


def test_after_a_pallet_it_says_how_many_bag_labels_were_made_and_where_they_stand(cast, page_for):
    path = f"/seizures/{stories.opened_seizure(cast).id}/units/"

    page_for(cast.officer, path, unit_answers(kind="pallet", inner_count="16"))
    page = page_for(cast.officer, path)

    pallet = HandlingUnit.objects.get(kind="pallet")
    assert "16 bags on it have labels of their own: mark each bag with its label" in page.words
    assert f'href="/units/{pallet.id}/"' in page.html


def test_the_quay_asks_for_count_and_seal_and_waits_for_no_scale(cast, page_for, found):
    path = f"/seizures/{found}/units/"

    short = page_for(cast.officer, path, unit_answers(place="HERON", scale=""))
    sent = page_for(cast.officer, path, unit_answers(place="HERON", gross="", scale=""))

    assert wrong_fields(short) == {"scale"}, short.words
    assert sent.status == 302
    unit = HandlingUnit.objects.get()
    assert (unit.gross_mg, unit.package_count, unit.custody_state) == (None, 25, "seized")


def test_sixty_four_bags_are_registered_in_one_go_each_with_its_label_and_seal(cast, page_for):
    path = f"/seizures/{stories.opened_seizure(cast).id}/units/"
    answers = {"kind": "bag", "how_many": "64", "seal_numbers": "AN 48 2001..AN 48 2030\nQX77001\n\nQX77002…QX77033\n"}

    sent = page_for(cast.officer, path, answers)

    assert sent.status == 302, sent.words
    bags = HandlingUnit.objects.filter(kind="bag")
    assert (bags.count(), bags.values("label").distinct().count()) == (64, 64)
    assert set(bags.values_list("parent", "gross_mg", "package_count")) == {(None, None, None)}
    seals = set(bags.values_list("seal", flat=True))
    assert len(seals - {None}) == 63
    assert {"AN482001", "AN482030", "QX77001", "QX77033"} <= seals
    saved = page_for(cast.officer, sent.location).words
    assert "Saved: 64 units, each with a label of its own. 63 of them with a seal, 1 without." in saved
    again = page_for(cast.officer, path, {"kind": "bag", "how_many": "2", "seal_numbers": "QX77099\nQX77002"})
    assert again.words.count("Bag 66: Seal QX77002 is already in use") == 2, again.words
    assert 'href="#id_seal_numbers"' in again.html


def test_a_row_of_seals_in_the_words_of_the_quay_is_a_row_and_never_one_seal(cast, page_for):
    path = f"/seizures/{stories.opened_seizure(cast).id}/units/"
    answers = {"kind": "bag", "how_many": "4", "seal_numbers": "A1001 t/m A1005"}

    asked = page_for(cast.officer, path, answers)
    assert (asked.status, "between the first and the last: A1001..A1005" in asked.words) == (422, True), asked.words
    assert not HandlingUnit.objects.filter(kind="bag").exists()

    assert page_for(cast.officer, path, answers | {"seal_numbers": "A1001 t/m A1004"}).status == 302
    assert set(HandlingUnit.objects.filter(kind="bag").values_list("seal", flat=True)) == {
        "A1001", "A1002", "A1003", "A1004"}  # fmt: skip


def test_bags_that_bear_a_row_of_labels_are_registered_by_the_first_and_the_last(cast, page_for):
    codes = codes_of(print_roll(act=stories.act_of(cast.storekeeper), count=5))
    path = f"/seizures/{stories.opened_seizure(cast).id}/units/"
    answers = {"kind": "bag", "how_many": "3", "first_label": codes[1], "last_label": codes[4]}

    said = page_for(cast.officer, path, answers)
    assert (said.status, said.words.count("there are 4 labels, for 3 units")) == (422, 2)
    assert not HandlingUnit.objects.filter(kind="bag").exists()

    assert page_for(cast.officer, path, answers | {"last_label": codes[3]}).status == 302
    assert set(HandlingUnit.objects.filter(kind="bag").values_list("label", flat=True)) == set(codes[1:4])


def test_the_seals_that_are_owed_are_put_on_one_page_and_counted(cast, page_for):
    opened = stories.opened_seizure(cast)
    page_for(cast.officer, f"/seizures/{opened.id}/units/", {"kind": "bag", "how_many": "3"})
    first, second, third = HandlingUnit.objects.filter(kind="bag").order_by("label")
    task, path = page_for(cast.officer, f"/seizures/{opened.id}/"), f"/seizures/{opened.id}/seals/"
    names = [f"seal_{unit.id.hex}" for unit in (first, second, third)]
    answers, key = {"second_badge": "4418"}, str(uuid4())

    assert "Put 3 seals on" in task.words
    assert f'href="{path}"' in task.html
    none = page_for(cast.officer, path, answers)
    twice = page_for(cast.officer, path, answers | {names[0]: "QX77101", names[1]: "qx 77101"})
    two = answers | {names[0]: "QX77101", names[1]: "QX77102", "idempotency_key": key}
    sent, again = (page_for(cast.officer, path, two) for _ in range(2))
    part = page_for(cast.officer, sent.location)
    rest = page_for(cast.officer, path)
    last = page_for(cast.officer, page_for(cast.officer, path, answers | {names[2]: "QX77103"}).location)

    assert "Scan the label of a unit, then the seal on it" in none.words
    assert f"This number stands at {first.label} already" in twice.words
    assert again.location == sent.location
    assert "2 seals are on" in part.words
    assert f"1 unit of {opened.code_word} still bears no seal" in part.words
    assert "QX77102" in part.words
    assert names[2] in rest.html
    assert names[0] not in rest.html
    assert "1 seal is on" in last.words
    done = page_for(cast.officer, path)
    assert "Nothing is owed on this load" in done.words
    assert "Sign the seals" not in done.words
    assert f"Every unit of {opened.code_word} in your custody bears a seal" in last.words
    assert "Put 1 seal on" not in page_for(cast.officer, f"/seizures/{opened.id}/").words
    assert page_for(cast.third_officer, sent.location).status == 404
    owed = Countersignature.objects.filter(about="seal.applied/1", signed_at__isnull=True)
    assert owed.count() == 2  # one for each act, not one for each seal


def test_a_list_without_seals_that_is_sent_again_from_an_old_page_is_not_taken_for_another_one(cast, page_for, found):
    path = f"/seizures/{found}/units/"
    bare = unit_answers(place="HERON", how_many="64", gross="", scale="", package_count="", seal_number="")

    first = page_for(cast.officer, path, bare | {"expected_seq": "0"})
    again = page_for(cast.officer, path, bare | {"expected_seq": "0"})

    assert (first.status, again.status) == (302, 409)
    assert "64 units are registered in this seizure by now" in again.words
    assert 'name="expected_seq" value="64"' in again.html
    assert HandlingUnit.objects.filter(kind="bag").count() == 64
    # Those with a seal tell themselves apart; and who has looked saves again.
    sealed = unit_answers(place="HERON") | {"expected_seq": "0"}
    assert page_for(cast.officer, path, sealed).status == 302
    assert page_for(cast.officer, path, bare | {"expected_seq": "65", "how_many": "2"}).status == 302


def test_the_kind_of_a_seal_is_asked_with_the_usual_one_in_it_and_a_bolt_has_two_numbers(cast, page_for):
    [unit] = stories.seized(cast, seal=None)
    path = f"/units/{unit.id}/seal/"
    bolt = {"seal_number": "BE770001", "seal_class": "H", "barrel_number": "BE770002", "second_badge": "4418",
            "expected_seq": str(stories.fresh([unit])[0].last_seq)}

    wrong = page_for(cast.officer, path, bolt)
    unread = page_for(cast.officer, path, bolt | {"seal_number": "BE77\x000001"})
    sent = page_for(cast.officer, path, bolt | {"barrel_number": "BE770001"})

    register = read(page_for(cast.officer, f"/seizures/{unit.seizure_id}/units/").html)
    assert [each.get("value") for each in register.iter("input") if each.get("name") == "seal_class"
            and each.get("checked") is not None] == ["bag"]  # fmt: skip
    assert "The pin says BE770001 and the barrel says BE770002" in wrong.words
    # On the quay, too.
    of_one = {"seal_number": "BE770003", "seal_class": "H", "barrel_number": "BE770004"}
    at_quay = page_for(cast.officer, f"/seizures/{unit.seizure_id}/units/", unit_answers(**of_one))
    assert "The pin says BE770003 and the barrel says BE770004" in at_quay.words
    saved = page_for(cast.officer, f"/seizures/{unit.seizure_id}/units/",
                     unit_answers(**of_one | {"barrel_number": "BE770003"}))  # fmt: skip
    assert saved.status == 302
    assert Seal.objects.get(number="BE770003").barrel_number == "BE770003"
    # What cannot be read is refused, and shown as that.
    assert unread.status == 422
    assert "\x00" not in unread.html
    assert "BE77\N{REPLACEMENT CHARACTER}0001" in unread.html
    assert sent.status == 302
    seal = Seal.objects.get(unit=unit)
    assert (seal.number, seal.seal_class, seal.barrel_number) == ("BE770001", "H", "BE770001")
