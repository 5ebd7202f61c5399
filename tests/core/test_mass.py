import pytest
from hypothesis import given
from hypothesis import strategies as st

from custody.core import mass
from custody.core.errors import InvalidInput
from custody.core.mass import Ambiguous, Basis, Tolerance, Weight

KG = 1_000_000
GRAM = 1_000
MASSES = st.integers(0, 999_999 * KG)
LOCALES = st.sampled_from(["nl", "fr-BE", "de_DE", "en", "xx"])


def refusal(text, **limits):
    with pytest.raises(InvalidInput) as refused:
        mass.parse_weight(text, **limits)
    return refused.value


# What an officer writes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "mg"),
    [
        ("0", 0),
        ("412", 412 * KG),
        ("412.5", 412_500_000),
        ("412,5", 412_500_000),
        ("412,50", 412_500_000),
        ("412.5 kg", 412_500_000),
        ("412,5KG.", 412_500_000),
        ("  412 kgs\n", 412 * KG),
        (".5", 500 * GRAM),
        (",412", 412 * GRAM),
        ("0.412", 412 * GRAM),
        ("0,412000", 412 * GRAM),
        ("0.000001", 1),
        ("007", 7 * KG),
        ("1412", 1_412 * KG),
        ("1412.500", 1_412_500_000),
        ("1 412", 1_412 * KG),
        ("1 412,500", 1_412_500_000),
        ("1\u00a0412.5", 1_412_500_000),
        ("1\u202f412.5\u00a0kg", 1_412_500_000),
        ("1\u2009412", 1_412 * KG),
        ("1'412.5", 1_412_500_000),
        ("1\u2019412", 1_412 * KG),
        ("1.412,5", 1_412_500_000),
        ("1,412.5", 1_412_500_000),
        ("1.412,500", 1_412_500_000),
        ("12,345,6".replace(",6", ".6"), 12_345_600_000),
        ("012.500", 12_500_000),
        ("1.4120", 1_412 * GRAM),
        ("999 999.999999", 999_999_999_999),
        ("12 kg 300 g", 12_300_000),
        ("300 g", 300 * GRAM),
        ("1 412 kg 999 g 999 mg", 1_412_999_999),
    ],
)
def test_a_weight_without_doubt_is_read(text, mg):
    assert mass.parse_weight(text) == Weight(mg)


@pytest.mark.parametrize("text", ["1.412", "1,412", " 1.412 kg"])
def test_one_mark_before_three_digits_has_two_readings(text):
    assert mass.parse_weight(text) == Ambiguous(1_412 * GRAM, 1_412 * KG)


def test_it_asks_only_where_both_readings_fit_the_scale_and_the_unit():
    pallet, bag = mass.plausible_range("pallet"), mass.plausible_range("bag")

    assert mass.parse_weight("1.412", capacity_mg=40 * KG) == Weight(1_412 * GRAM)
    assert mass.parse_weight("1.412", capacity_mg=1_412 * KG) == Ambiguous(1_412 * GRAM, 1_412 * KG)
    assert mass.parse_weight("1.412", capacity_mg=1_412 * KG - 1) == Weight(1_412 * GRAM)
    assert mass.parse_weight("1.412", capacity_mg=3_000 * KG, plausible_mg=pallet) == Weight(1_412 * KG)
    assert mass.parse_weight("33.500", capacity_mg=60_000 * KG, plausible_mg=bag) == Weight(33_500 * GRAM)
    assert mass.parse_weight("12.500", plausible_mg=(KG, 60_000 * KG)) == Ambiguous(
        12_500 * GRAM, 12_500 * KG
    )


def test_the_ends_of_the_plausible_range_belong_to_it():
    narrow = (1_412 * GRAM, 1_412 * KG)

    assert isinstance(mass.parse_weight("1.412", plausible_mg=narrow), Ambiguous)
    assert mass.parse_weight("1.412", plausible_mg=(narrow[0] + 1, narrow[1])) == Weight(1_412 * KG)
    assert mass.parse_weight("1.412", plausible_mg=(narrow[0], narrow[1] - 1)) == Weight(1_412 * GRAM)


def test_where_neither_reading_is_plausible_it_still_asks_rather_than_guess():
    assert mass.parse_weight("1.412", plausible_mg=(20 * KG, 60 * KG)) == Ambiguous(1_412 * GRAM, 1_412 * KG)


def test_a_weight_that_is_possible_but_not_plausible_is_taken_and_marked():
    limits = {"capacity_mg": 60 * KG, "plausible_mg": (20 * KG, 40 * KG)}

    assert mass.parse_weight("41", **limits) == Weight(41 * KG, is_plausible=False)
    assert mass.parse_weight("1.412", **limits) == Weight(1_412 * GRAM, is_plausible=False)
    assert mass.parse_weight("40", **limits) == Weight(40 * KG)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "weight.empty"),
        ("   ", "weight.empty"),
        ("kg", "weight.empty"),
        ("-5", "weight.negative"),
        ("\u22125", "weight.negative"),
        ("\u20135", "weight.negative"),
        ("- 0", "weight.negative"),
        ("+5", "weight.malformed"),
        ("abc", "weight.malformed"),
        ("1e3", "weight.malformed"),
        ("0x10", "weight.malformed"),
        ("nan", "weight.malformed"),
        ("Infinity", "weight.malformed"),
        ("５", "weight.malformed"),
        ("٤١٢", "weight.malformed"),
        ("½", "weight.malformed"),
        ("5😀", "weight.malformed"),
        ("5 \u212ag", "weight.malformed"),
        ("5\u200b", "weight.malformed"),
        ("12 kg 300", "weight.malformed"),
        ("12 kg 1300 g", "weight.malformed"),
        ("1.500 g", "weight.malformed"),
        ("412 lb", "weight.malformed"),
        ("1 t", "weight.malformed"),
        ("kg 5", "weight.malformed"),
        ("5 kg kg", "weight.malformed"),
        (".", "weight.malformed"),
        ("412.", "weight.malformed"),
        ("4..5", "weight.malformed"),
        ("1.41.2", "weight.malformed"),
        ("1,412,5", "weight.malformed"),
        ("12.34,5", "weight.malformed"),
        ("1.412,", "weight.malformed"),
        ("1.412,5.3", "weight.malformed"),
        ("1 41", "weight.malformed"),
        ("1 4125", "weight.malformed"),
        ("1 412 5", "weight.malformed"),
        ("4 1 2", "weight.malformed"),
        ("0 412", "weight.malformed"),
        ("1 412.5,5", "weight.malformed"),
        ("5\x00", "weight.malformed"),
        ("1\n412", "weight.malformed"),
        ("9" * 10_000, "weight.malformed"),
        ("1.2345678", "weight.too_fine"),
        ("1.0000000", "weight.too_fine"),
        ("1000001", "weight.too_heavy"),
        ("1.412.500", "weight.too_heavy"),
    ],
)
def test_nonsense_is_refused_with_a_sentence(text, code):
    refused = refusal(text)

    assert refused.code == code
    assert len(refused.sentence()) > 10


def test_more_than_the_scale_carries_is_refused_in_words():
    assert (
        refusal("150", capacity_mg=60 * KG).sentence() == "150 kg is more than this scale can carry (60 kg)"
    )
    assert refusal("70.500", capacity_mg=60 * KG).code == "weight.over_capacity"
    assert mass.parse_weight("60", capacity_mg=60 * KG) == Weight(60 * KG)


@given(st.text(max_size=12) | st.text("0123456789.,' kg-", max_size=10))
def test_whatever_is_written_gives_a_weight_a_question_or_a_refusal(text):
    try:
        read = mass.parse_weight(text)
    except InvalidInput:
        return
    readings = [read.mg] if isinstance(read, Weight) else [read.first_mg, read.second_mg]
    assert all(0 <= mg <= mass.LARGEST_MG for mg in readings)


@given(st.integers(1, 999), st.integers(0, 999), st.sampled_from(".,"))
def test_a_factor_of_a_thousand_is_never_silent(whole, rest, mark):
    read = mass.parse_weight(f"{whole}{mark}{rest:03d}")

    assert read == Ambiguous(whole * KG + rest * GRAM, (whole * 1_000 + rest) * KG)


@given(MASSES, LOCALES)
def test_what_is_shown_reads_back_as_the_same_mass(mg, locale):
    read = mass.parse_weight(mass.kg_text(mg, locale))

    assert (read.mg if isinstance(read, Weight) else read.first_mg) == mg


# What files hold ------------------------------------------------------------------------------------------


def test_a_file_writes_kilograms_with_a_plain_point():
    assert mass.parse_plain_kg("8032") == 8_032 * KG
    assert mass.parse_plain_kg(" 54.46 ") == 54_460 * GRAM
    assert mass.parse_plain_kg("1.412") == 1_412 * GRAM
    for text in ("", "54,46", "1 412", "-1", "+1", ".5", "5.", "1e3", "５", "5 kg", "5\n", "9" * 5000):
        with pytest.raises(InvalidInput) as refused:
            mass.parse_plain_kg(text)
        assert refused.value.code == "weight.not_plain"
    with pytest.raises(InvalidInput) as refused:
        mass.parse_plain_kg("1000000.000001")
    assert refused.value.code == "weight.too_heavy"
    with pytest.raises(InvalidInput) as refused:
        mass.parse_plain_kg("1.0000001")
    assert refused.value.code == "weight.too_fine"


# What is shown --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mg", "locale", "text"),
    [
        (0, "en", "0\u00a0kg"),
        (412_500_000, "en", "412.5\u00a0kg"),
        (412_500_000, "nl", "412,5\u00a0kg"),
        (1_412_500_000, "fr-be", "1\u202f412,5\u00a0kg"),
        (16_174 * KG, "de_DE", "16\u202f174\u00a0kg"),
        (1, "xx", "0.000001\u00a0kg"),
        (-250 * GRAM, "nl", "\u22120,25\u00a0kg"),
    ],
)
def test_a_mass_is_shown_in_the_readers_language(mg, locale, text):
    assert mass.kg_text(mg, locale) == text


@pytest.mark.parametrize(
    ("mg", "words"),
    [
        (0, "0 kg"),
        (412_500_000, "412 kg 500 g"),
        (1_412 * KG, "1412 kg"),
        (1_412 * GRAM, "1 kg 412 g"),
        (500 * GRAM, "500 g"),
        (1, "1 mg"),
        (1_001_001, "1 kg 1 g 1 mg"),
        (-1_500 * GRAM, "\u22121 kg 500 g"),
    ],
)
def test_a_mass_in_words_spells_its_units_apart(mg, words):
    assert mass.in_words(mg) == words


def test_a_masked_mass_shows_its_band_only():
    kilograms = [0, 9.99, 10, 99.99, 100, 499.99, 500, 1_500, 1_500.01]
    low, middle, high = "10–100 kg", "100–500 kg", "0.5–1.5 t"

    assert [mass.band(int(kg * KG)) for kg in kilograms] == [
        "0", "< 10 kg", low, low, middle, middle, high, high, "> 1.5 t",
    ]  # fmt: skip
    assert mass.band(1) == "< 10 kg"
    assert mass.band(-1) == "0"


@pytest.mark.parametrize("mg", [0, 1, 10 * KG - 1, 10 * KG, 100 * KG, 499 * KG, 500 * KG, 1_500 * KG, 1_500 * KG + 1])
def test_the_edges_of_a_band_hold_the_mass_and_no_other_band(mg):
    least, most = mass.band_edges_mg(mg)
    assert least <= mg
    assert most is None or mg <= most
    inside = max(least, 1) if mg else 0
    assert mass.band(inside + (most is None)) == mass.band(mg)


# What may differ ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("basis", "gross_kg", "tolerance", "counted"),
    [
        ("brick", 1.134, Tolerance(mg=5 * GRAM), False),
        ("bag", 33, Tolerance(mg=50 * GRAM), False),
        ("bag", 40, Tolerance(mg=50 * GRAM), False),
        ("bag", 72, Tolerance(mg=100 * GRAM), False),
        ("box", 10, Tolerance(mg=50 * GRAM), False),
        ("drum", 100, Tolerance(mg=100 * GRAM), False),
        ("drum", 101, Tolerance(mg=400 * GRAM, count_always=True), True),
        ("pallet", 1_000, Tolerance(mg=400 * GRAM, count_always=True), True),
        ("pallet", 1_001, Tolerance(mg=None, count_always=True), True),
        ("truck", 20_000, Tolerance(mg=None, count_always=True), True),
        ("brick", 10**9, Tolerance(mg=None, count_always=True), True),
    ],
)
def test_the_table_of_tolerances(basis, gross_kg, tolerance, counted):
    found = mass.tolerance(basis, gross_mg=int(gross_kg * KG))

    assert found == tolerance
    assert mass.needs_count(found, 1_134_000) is counted


def test_a_coarse_scale_widens_the_tolerance_until_bricks_must_be_counted():
    bag = {"basis": "bag", "gross_mg": 33 * KG}

    assert mass.tolerance(**bag, divisions_mg=[10 * GRAM]).mg == 50 * GRAM
    assert mass.tolerance(**bag, divisions_mg=[1 * GRAM, 20 * GRAM]).mg == 100 * GRAM
    coarse = mass.tolerance(**bag, divisions_mg=[100 * GRAM])
    assert coarse == Tolerance(mg=500 * GRAM)
    assert mass.needs_count(coarse, 1_134 * GRAM)
    assert mass.tolerance("pallet", gross_mg=700 * KG, divisions_mg=[500 * GRAM]).mg == 1_000 * GRAM


def test_a_count_is_needed_from_a_third_of_a_brick_on():
    assert not mass.needs_count(Tolerance(mg=378 * GRAM), 1_134 * GRAM)
    assert mass.needs_count(Tolerance(mg=378 * GRAM + 1), 1_134 * GRAM)
    assert mass.needs_count(Tolerance(mg=0, count_always=True), 1_134 * GRAM)
    assert mass.needs_count(Tolerance(mg=None), 1_134 * GRAM)


def test_what_dries_or_soaks_may_lose_more():
    assert mass.tolerance("bag", gross_mg=20 * KG, drying_days=10).mg == 50 * GRAM + 1 * KG
    assert mass.tolerance("bag", gross_mg=20 * KG, carrier_per_mille=30).mg == 50 * GRAM + 600 * GRAM
    assert mass.tolerance("bag", gross_mg=20 * KG, drying_days=999).mg == 50 * GRAM + 20 * KG


def test_an_unknown_basis_is_refused():
    with pytest.raises(InvalidInput, match="by the bucket"):
        mass.tolerance("bucket", gross_mg=1)
    with pytest.raises(InvalidInput, match="by the bucket"):
        mass.plausible_range("bucket")


def test_a_weighing_differs_beyond_its_tolerance_in_either_direction():
    tolerance = Tolerance(mg=50 * GRAM)

    def differs(found_mg, tolerance=tolerance):
        return mass.differs(expected_mg=33 * KG, found_mg=found_mg, tolerance=tolerance)

    assert not differs(33 * KG + 50 * GRAM)
    assert not differs(33 * KG - 50 * GRAM)
    assert differs(33 * KG + 50 * GRAM + 1)
    assert differs(33 * KG - 50 * GRAM - 1)
    assert not differs(0, Tolerance(mg=None))


def test_samples_taken_are_expected_to_be_missing():
    assert mass.expected_mg(33 * KG) == 33 * KG
    assert mass.expected_mg(33 * KG, removed_mg=[5 * GRAM, 5 * GRAM], added_mg=[120 * GRAM]) == 33_110 * GRAM
    assert mass.expected_mg(5 * GRAM, removed_mg=[5 * GRAM]) == 0
    with pytest.raises(InvalidInput, match="More was taken out"):
        mass.expected_mg(5 * GRAM, removed_mg=[5 * GRAM + 1])


def test_net_is_gross_less_packaging():
    assert mass.net_mg(gross_mg=33 * KG, tare_mg=800 * GRAM) == 32_200 * GRAM
    assert mass.net_mg(gross_mg=KG, tare_mg=KG) == 0
    for tare_mg in (KG + 1, -1):
        with pytest.raises(InvalidInput) as refused:
            mass.net_mg(gross_mg=KG, tare_mg=tare_mg)
        assert refused.value.field == "tare_mg"


def test_a_count_of_bricks_says_best_what_is_plausible():
    assert mass.plausible_range("bag", bricks=25) == (22_500 * GRAM, 35 * KG)
    assert all(least < most for least, most in map(mass.plausible_range, Basis))
    assert mass.plausible_range("bag", bricks=0) == mass.plausible_range("bag")


def test_a_scale_shows_only_multiples_of_its_step():
    assert mass.is_on_division(33_010 * GRAM, division_mg=10 * GRAM)
    assert not mass.is_on_division(33_012 * GRAM, division_mg=10 * GRAM)
