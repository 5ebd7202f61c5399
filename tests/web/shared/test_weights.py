"""What an officer types for a weight, in each of the four languages."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from custody.core.mass import in_words
from custody.web.shared.forms import CustodyForm, WeightField
from custody.web.shared.weights import GramField, Typed, shown
from tests.web.shared.pages import one, rendered, words

KG = 1_000_000
LANGUAGES = ["nl", "fr", "de", "en"]


def refusal(text):
    with pytest.raises(ValidationError) as refused:
        WeightField().clean(Typed(text))
    return refused.value


# What is typed, and the milligrams it means in every language.
READ = {
    "0": 0,
    "412": 412 * KG,
    "412 kg": 412 * KG,
    "412kg": 412 * KG,
    "412 KG": 412 * KG,
    "412 kgs.": 412 * KG,
    " 412 ": 412 * KG,
    "412.5": 412_500_000,
    "412,5": 412_500_000,
    "412,50": 412_500_000,
    "412.50 kg": 412_500_000,
    "0.412": 412_000,
    "0,412": 412_000,
    "012.500": 12_500_000,
    ".5": 500_000,
    ",5": 500_000,
    "1 412": 1_412 * KG,
    "1\u2009412": 1_412 * KG,
    "1\u00a0412": 1_412 * KG,
    "1\u202f412,5": 1_412_500_000,
    "1 412.500": 1_412_500_000,
    "1'412.5": 1_412_500_000,
    "1’412,5": 1_412_500_000,
    "1.412,50": 1_412_500_000,
    "1,412.50": 1_412_500_000,
    "1.412,500": 1_412_500_000,
    "141.412,25": 141_412_250_000,
    "1412": 1_412 * KG,
    "1412.0": 1_412 * KG,
    "1412,500": 1_412_500_000,
    "12,5": 12_500_000,
    "1.4125": 1_412_500,
    "1,4125": 1_412_500,
    "33.14": 33_140_000,
    "0,000001": 1,
    # As the page itself spells a weight apart.
    "12 kg 300 g": 12_300_000,
    "12kg300g": 12_300_000,
    "12 KG 300 G.": 12_300_000,
    "12\u00a0kg\u202f300\u00a0g": 12_300_000,
    "12 kg 5 g": 12_005_000,
    "12 kg 300 g 5 mg": 12_300_005,
    "12 kg 5 mg": 12_000_005,
    "1412 kg 500 g": 1_412_500_000,
    "1 412 kg 500 g": 1_412_500_000,
    "300 g": 300_000,
    "412 g": 412_000,
    "12 300 g": 12_300_000,
    "1500 g": 1_500_000,
    "500 mg": 500,
}
# One mark and three digits: both weights, the mark as decimal mark first.
ASKED = {
    "1.412": (1_412_000, 1_412 * KG),
    "1,412": (1_412_000, 1_412 * KG),
    "1.412 kg": (1_412_000, 1_412 * KG),
    "12.500": (12_500_000, 12_500 * KG),
    "12,500": (12_500_000, 12_500 * KG),
    "412.500": (412_500_000, 412_500 * KG),
    "1,000": (1_000_000, 1_000 * KG),
}
REFUSED = ["-1", "−3,2", "abc", "1.2.3", "1,412,5", "1.412 500", "412 5", "4 12", "1 4 12", "1. 412", "412,",
           "12 kg 300", "12 kg 1300 g", "12,5 kg 300 g", "12 kg, 300 g", "12 kg 0,3 g", "1.500 g", "1,500 g", "12,5 g",
           "1 50 g", "12 g 300 kg", "12 kg 300 g 5", "kg 300 g", "g", "12 kg g", "-5 g", "5 Mg", "12 m 300 g", "１２ g",
           "1,5 t", "12 stone", "--", "5-", "1e3", "1_412", "½", "１４１２", "٤١٢", "٤١٢x", "O.5",
           "1·412", "9" * 30, "1.0000001", "1.412.500"]  # fmt: skip

assert len(READ) + len(ASKED) + len(REFUSED) >= 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_spelling_becomes_another_weight_in_any_language(language):
    with translation.override(language):
        assert {text: WeightField().clean(Typed(text)) for text in READ} == READ
        for text, both in ASKED.items():
            asked = refusal(text)
            assert (text, asked.code) == (text, "ambiguous")
            assert [shown(mg) for mg in both] == [asked.params["first"], asked.params["second"]]
            assert [WeightField().clean(Typed(text, reading=str(mg))) for mg in both] == list(both)
        for text in REFUSED:
            refused = refusal(text)
            assert refused.code.startswith("weight."), text
            assert "{" not in refused.message


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_weight_that_stood_in_the_line_comes_back_as_it_was_or_is_asked(language):
    with translation.override(language):
        for milligrams in {*READ.values(), 999_999_000, 1_000_500_000, 7_001_000}:
            text = WeightField().widget.format_value(milligrams)
            ways = [Typed(text), Typed(text, reading=str(milligrams))]
            asked = re.fullmatch("[1-9][0-9]{0,2}[.,][0-9]{3}\\D*", text)
            assert WeightField().clean(ways[bool(asked)]) == milligrams
            if asked:
                assert refusal(text).code == "ambiguous"


def test_the_answer_to_the_question_is_taken():
    assert WeightField().clean(Typed("1.412", reading="1412000")) == 1_412_000
    assert WeightField().clean(Typed("1.412", reading="1412000000")) == 1_412 * KG


def test_an_answer_to_another_text_is_not_taken():
    with pytest.raises(ValidationError) as refused:
        WeightField().clean(Typed("2.500", reading="1412000"))

    assert refused.value.code == "ambiguous"


def test_the_scale_and_the_kind_of_unit_decide_where_they_can():
    field = WeightField()

    field.limit(capacity_mg=150 * KG)
    assert field.clean(Typed("1.412")) == 1_412_000

    field.limit(capacity_mg=3_000 * KG, plausible_mg=(20 * KG, 1_500 * KG))
    assert field.clean(Typed("1.412")) == 1_412 * KG


def test_a_rare_weight_is_taken():
    assert WeightField(plausible_mg=(20 * KG, 1_500 * KG)).clean(Typed("3")) == 3 * KG


@pytest.mark.parametrize("milligrams", [*READ.values(), 999_999_999_999, 1_000_001, 12_000_001])
def test_what_the_page_says_in_words_is_read_as_the_same_weight(milligrams):
    assert WeightField().clean(Typed(in_words(milligrams))) == milligrams


def test_nothing_is_an_error_only_where_a_weight_is_due():
    assert WeightField(required=False).clean(Typed("  ")) is None
    with pytest.raises(ValidationError) as refused:
        WeightField().clean(Typed(""))
    assert refused.value.code == "required"


class Weighing(CustodyForm):
    gross = WeightField(label="Gross weight")


def test_the_page_asks_with_two_radios_that_say_both_weights_in_words():
    tree = rendered(Weighing({"gross": "1.412"}))

    radios = tree.findall(".//input[@type='radio']")
    assert [radio.get("value") for radio in radios] == ["1412000", "1412000000"]
    assert words(one(tree, ".//fieldset")).startswith("Which weight did the scale show?")
    assert "1 kg 412 g" in words(tree)
    assert "1412 kg" in words(tree)
    assert one(tree, ".//input[@name='gross']").get("value") == "1.412"


def test_a_chosen_reading_stays_chosen_when_another_answer_has_a_problem():
    tree = rendered(Weighing({"gross": "1.412", "gross_reading": "1412000"}))

    chosen = [radio for radio in tree.findall(".//input[@type='radio']") if "checked" in radio.attrib]
    assert [radio.get("value") for radio in chosen] == ["1412000"]


def test_the_page_echoes_a_clear_weight_in_words():
    tree = rendered(Weighing({"gross": "412,5"}))

    assert words(one(tree, ".//output")) == "412 kg 500 g"
    assert not tree.findall(".//input[@type='radio']")


def test_a_given_weight_stands_in_the_language_of_the_reader():
    with translation.override("de"):
        tree = rendered(Weighing(initial={"gross": 412_500_000}))

    assert one(tree, ".//input[@name='gross']").get("value") == "412,5"


def test_the_field_is_a_field_like_any_other():
    assert isinstance(WeightField(), forms.Field)
    assert not WeightField().has_changed(None, Typed(""))
    assert WeightField().has_changed(None, Typed("1"))


# What is typed for a sample, and the milligrams: of grams, unless kilograms are said.
GRAMS = {
    "5": 5_000, "5 g": 5_000, "12,345": 12_345, "12.345": 12_345, "12.34": 12_340, "0,5": 500, "1 412": 1_412_000,
    "1412,5": 1_412_500, "0.005 kg": 5_000, "0,005kg": 5_000, "5.000": 5_000, ".25": 250, "0,001": 1,
    "1 kg 412 g": 1_412_000, "5 g 250 mg": 5_250, "250 mg": 250,
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("typed", "mg"), GRAMS.items())
def test_a_sample_is_written_in_grams(language, typed, mg):
    with translation.override(language):
        assert GramField(plausible_mg=(1, 2_000_000)).clean(Typed(typed)) == mg


@pytest.mark.parametrize(("typed", "says"), [
    ("1.412", "1.412"), ("1,2345", "three decimals"), ("five", "in grams"), ("-5", "negative"), ("", "in g"),
])
def test_a_sample_whose_grams_may_be_two_weights_or_none_is_asked_about(typed, says):
    with pytest.raises(ValidationError) as refused:
        GramField(label="Gross weight of the sample", plausible_mg=(100, 2_000_000)).clean(Typed(typed))

    assert says in " ".join(refused.value.messages) or says in shown_of(refused.value)


def shown_of(error):
    return " ".join(str(value) for value in (error.params or {}).values()).replace("0.001412", "1.412")
