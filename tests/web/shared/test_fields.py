"""Codes off doors, seals, labels and badges; counts, remarks and places."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from custody.web.shared.forms import (
    BadgeField,
    CheckField,
    ChoiceField,
    ContainerField,
    CountField,
    CustodyForm,
    LabelField,
    PlaceField,
    RemarkField,
    ScanField,
    SealField,
    SealsField,
    TextField,
    Words,
)
from tests.web.shared.pages import one, rendered, words

RIGHT = "MSCU 123456 6"
WRONG = "MSCU 123456 7"


def refusal(field, value):
    with pytest.raises(ValidationError) as refused:
        field.clean(value)
    return refused.value.error_list[0]


# The door -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [RIGHT, "mscu1234566", "MSCU-123456-6", "mscu 123456/6"])
def test_a_container_number_is_read_however_it_is_spaced(text):
    read = ContainerField().clean((text, ""))

    assert (read.number, read.display, read.is_doubtful) == ("MSCU1234566", RIGHT, False)


def test_a_wrong_check_digit_is_an_error_that_does_not_tell_the_right_one():
    error = refusal(ContainerField(), (WRONG, ""))

    assert error.code == "container.check_digit"
    assert "123456 6" not in error.message


def test_what_the_door_really_shows_is_taken_with_a_mark():
    read = ContainerField().clean((WRONG, "MSCU1234567"))

    assert read.number == "MSCU1234567"
    assert read.is_doubtful


def test_a_tick_for_one_number_does_not_vouch_for_the_next():
    error = refusal(ContainerField(), ("MSCU 123456 8", "MSCU1234567"))

    assert error.code == "container.check_digit"


def test_an_empty_container_number_is_an_error_only_where_it_is_due():
    assert refusal(ContainerField(), ("", "")).code == "required"
    assert ContainerField(required=False).clean(("", "")) is None


class Door(CustodyForm):
    container = ContainerField()


def test_the_box_appears_once_the_check_digit_was_found_wrong():
    untried = rendered(Door())
    wrong = rendered(Door({"container": WRONG}))

    assert not untried.findall(".//input[@type='checkbox']")
    assert one(wrong, ".//input[@type='checkbox']").get("value") == "MSCU1234567"
    assert one(wrong, ".//input[@name='container']").get("value") == WRONG


# Codes ----------------------------------------------------------------------------------------------------


def test_a_seal_number_comes_in_the_spelling_by_which_seals_are_compared():
    assert SealField().clean("an48 2217") == "AN482217"


@pytest.mark.parametrize("typed", ["K7001..K7063", "K7001…K7063", "K7001 - K7063", "K7001-K7063", "K7001–7063",
                                   "K7001 t/m K7063", "K7001 tot 7063", "van K7001 tot en met K7063", "K7001 K7063"])
def test_a_row_of_seals_never_passes_for_one_seal(typed):
    assert refusal(SealField(), typed).code == "row"


def test_a_row_with_a_bare_dash_is_asked_about_and_a_seal_with_a_dash_is_one():
    error = refusal(SealsField(), "BE-1\nK7001-K7064")
    assert error.code == "seal"
    error = refusal(SealsField(), "K7001-K7064")
    assert error.code == "dash"
    assert "two points between the first and the last: K7001..K7064" in error.message % error.params
    assert SealsField().clean("K7001..K7003\nAN-482217\n1234-1300") == [
        "K7001", "K7002", "K7003", "AN482217", "12341300",
    ]
    assert refusal(SealsField(), "K7001-7064").params["row"] == "K7001..K7064"
    assert SealField().clean("AN48-2217") == "AN482217"


@pytest.mark.parametrize("between", [
    " t/m ", "t/m", " tm ", " tot ", " tot en met ", " à ", " au ", " jusqu'à ", " bis ", " to ", " through ", "-",
    "–", " ",
])  # fmt: skip
def test_a_row_in_words_is_a_row_where_it_has_as_many_numbers_as_there_are_units_and_else_asked_about(between):
    field = SealsField()
    for first, last in (("A1001", "A1064"), ("100101", "100164")):
        typed, field.wanted = f"{first}{between}{last}", 64
        row = field.clean(typed)
        assert (len(row), row[0], row[-1]) == (64, first, last)
        field.wanted = 60
        error = refusal(field, typed)
        assert error.code == ("blank" if between == " " else "dash")
        assert f"{first}..{last}" in error.message % error.params


def test_two_numbers_on_a_line_are_two_seals_or_asked_about_and_never_one():
    assert SealsField().clean("A1001, A1003; B2002") == ["A1001", "A1003", "B2002"]
    assert SealsField().clean("A1001..A1003, A1005") == ["A1001", "A1002", "A1003", "A1005"]
    assert SealsField().clean("AN48 2217") == ["AN482217"]
    for typed in ("A1001 B2002", "A1001 A1002 A1003", "A1001 t/m B1064", "A1064 tot A1001", "A1001 en B1064"):
        assert refusal(SealsField(), typed).code in {"row", "seal"}


@pytest.mark.parametrize("typed", ["A1001, 1002", "A1001,1002,1003", "1002; A1001"])
def test_letters_that_are_written_once_are_asked_for_at_each(typed):
    field = SealsField()
    field.wanted = typed.count("0") // 2
    assert refusal(field, typed).code == "whole"
    assert SealsField().clean("1001, 1002") == ["1001", "1002"]



def test_a_seal_number_without_a_digit_is_refused_in_the_words_of_the_rule():
    error = refusal(SealField(), "ABCDEF")

    assert error.code == "seal.malformed"
    assert "4 to 24" in error.message


@pytest.mark.parametrize("text", ["7KQ4-M2XD-J", "7kq4m2xdj", "C1:7KQ4M2XDJ", "7KQ4 M2XD J"])
def test_a_label_is_one_label_scanned_or_typed(text):
    assert LabelField().clean(text) == "7KQ4-M2XD-J"


def test_a_badge_is_scanned_with_its_prefix_or_typed_without():
    assert BadgeField().clean("B1:4417") == BadgeField().clean(" 4417 ") == "4417"


def test_any_code_is_taken_in_capitals():
    assert ScanField().clean("p1:heron") == "P1:HERON"
    assert SealField(required=False).clean("") == ""


# Places ---------------------------------------------------------------------------------------------------


def offered(field):
    field.offer([("id-1", "Heron"), ("id-2", "BITTERN")])
    return field


@pytest.mark.parametrize("text", ["HERON", "heron", " Heron ", "P1:HERON"])
def test_a_place_is_named_by_its_code_word(text):
    assert offered(PlaceField()).clean(text) == "id-1"


def test_a_place_that_was_not_offered_is_not_told_from_one_that_is_not():
    first, second = (refusal(offered(PlaceField()), text) for text in ("CURLEW", "NOWHERE"))

    assert first.code == second.code == "unknown"


def test_offered_places_do_not_leak_into_the_next_form():
    class Move(CustodyForm):
        place = PlaceField()

    first, second = Move(), Move()
    first.fields["place"].offer([("id-1", "HERON")])

    assert "HERON" in str(first)
    assert "HERON" not in str(second)


# Counts and words -----------------------------------------------------------------------------------------


COUNTS = [
    ("64", 64), (" 64 ", 64), ("007", 7), ("0", 0), ("1 575", 1_575), ("1'575", 1_575), ("1’575", 1_575),
    ("1\u202f575", 1_575), ("1\u00a0575", 1_575), ("12 000", 12_000), ("1 000 000", 1_000_000), ("1000", 1_000),
]  # fmt: skip
NO_COUNTS = {
    "marked": ["1.000", "10.000", "2.000", "1,000", "1.0", "1,0", "25.", "25,", ".5", "12,5", "1.000.000", "1 000.0",
               "1'000,00", "394.", "1٫000", "1٬000", "1．0"],
    "invalid": ["many", "1 0", "1 00", "1'0", "1  000", "0 100", "12 0000", "1_000", "1e3", "+5", "٥", "０５", "½",
                "0x1f", "1-2", "1/2", "9" * 5_000],
    "min_value": ["0", "-1"],
    "max_value": ["5001", "12 000"],
}  # fmt: skip


@pytest.mark.parametrize(("text", "number"), COUNTS)
@pytest.mark.parametrize("language", ["en", "nl", "fr", "de"])
def test_a_count_is_a_whole_number(text, number, language):
    with translation.override(language):
        assert CountField().clean(text) == number


@pytest.mark.parametrize(("text", "code"), [(text, code) for code, texts in NO_COUNTS.items() for text in texts])
@pytest.mark.parametrize("language", ["en", "nl", "fr", "de"])
def test_what_may_be_two_counts_or_none_is_refused(text, code, language):
    with translation.override(language):
        assert refusal(CountField(least=1, most=5_000), text).code == code


def test_nothing_is_no_count():
    assert refusal(CountField(), "  ").code == "required"
    assert CountField(required=False).clean(" ") is None


def test_a_count_that_is_refused_still_stands_in_its_line():
    class Bricks(CustodyForm):
        bricks = CountField(label="Bricks counted")

    form = Bricks({"bricks": "1.000"})

    assert one(rendered(form), ".//input[@name='bricks']").get("value") == "1.000"
    assert form.errors["bricks"] == [
        "Bricks counted: enter a whole number, without a point or a comma, for example 1000"
    ]


def test_emoji_and_every_script_are_kept_in_a_remark():
    text = "Deur was nat 😀🚢\nдверь 门"

    assert RemarkField().clean(text) == text


def test_ten_thousand_characters_are_refused_and_still_there():
    class Remark(CustodyForm):
        remark = RemarkField()

    form = Remark({"remark": "é" * 10_000})

    tree = rendered(form)
    assert "10000" in form.errors["remark"][0]
    assert one(tree, ".//textarea").text.count("é") == 10_000
    assert one(tree, ".//textarea").get("maxlength") is None


def test_a_line_of_text_has_an_end():
    assert refusal(TextField(), "x" * 201).code == "max_length"


def test_radios_carry_a_quieter_line_and_choose_nothing_beforehand():
    class Scale(CustodyForm):
        scale = ChoiceField(label="Scale", choices=[("a", Words("Pallet scale", "calibrated")), ("b", "Bench scale")])
        present = CheckField(label="Present")

    tree = rendered(Scale())

    assert [radio.get("value") for radio in tree.findall(".//input[@type='radio']")] == ["a", "b"]
    assert not [each for each in tree.findall(".//input") if "checked" in each.attrib]
    assert "Pallet scalecalibrated" in words(tree).replace("scale calibrated", "scalecalibrated")
    assert one(tree, ".//legend").text.strip() == "Scale"


def test_a_scanned_label_finds_the_field_for_its_kind():
    class Load(CustodyForm):
        label = LabelField()
        badge = BadgeField()
        place = PlaceField()
        seal = SealField()

    kinds = {each.get("name"): each.get("data-scan") for each in rendered(Load()).findall(".//input[@data-scan]")}

    assert kinds == {"label": "C", "badge": "B", "place": "P", "seal": "S"}


def test_a_form_lists_badges_and_places_but_never_by_mistake_anything_else():
    class Load(CustodyForm):
        badge = BadgeField()
        seal = SealField()

    form = Load()
    form.offer("badge", ["4501"])

    assert [each.get("value") for each in rendered(form).findall(".//option")] == ["4501"]
    with pytest.raises(AssertionError):
        form.offer("seal", ["AN48"])


@pytest.mark.parametrize(
    ("field", "given", "says"),
    [
        (CountField(label="How many bags?"), "", "How many bags: enter the number, in digits"),
        (CountField(label="How many bags?"), "12 and a half", "How many bags: enter a whole number, in digits"),
        (CountField(label="Combien\N{NO-BREAK SPACE}?", least=1), "0", "Combien: enter 1 or more"),
        (ChoiceField(label="Scale", choices=[("a", "A")]), "", "Scale: choose an answer"),
        (ChoiceField(label="Scale", choices=[("a", "A")]), "b", "Scale: choose one of the answers shown"),
        (ChoiceField(label="Scale", missing="Choose the scale", choices=[("a", "A")]), "", "Choose the scale"),
        (TextField(label="Ship"), "", "Ship: fill this in"),
        (RemarkField(label="Why 100 %?", required=True), "", "Why 100 %: fill this in"),
        (ScanField(label="Ticket"), "", "Ticket: scan or type the code"),
        (BadgeField(label="Second officer"), "", "Second officer: scan or type the badge"),
        (PlaceField(label="Where?"), "", "Where: scan or choose the place"),
    ],
)
def test_what_is_wrong_is_said_by_the_name_of_the_answer(field, given, says):
    assert refusal(field, given).messages == [says]


@pytest.mark.parametrize("typed", ["AN48 2217 AN48 2218", "A1001 en A1003", "A1001 t/m 3", "zegel A1001"])
def test_the_field_of_one_seal_takes_one(typed):
    assert refusal(SealField(), typed).code in {"several", "row"}
    assert SealField().clean("DOUANE 123456") == "DOUANE123456"
