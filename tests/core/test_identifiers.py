import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import imo, iso6346

from custody.core import identifiers
from custody.core.code_words import WORDS
from custody.core.errors import InvalidInput
from custody.core.identifiers import ALPHABET, LabelKind, SealClass

VECTORS = Path(__file__).parent / "vectors" / "iso6346_test_vectors.csv"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
OWNERS = st.text(LETTERS, min_size=3, max_size=3)
CONTAINERS = st.builds("{}{}{:07d}".format, OWNERS, st.sampled_from("UJZ"), st.integers(0, 9_999_999))
RANDOM = st.binary(min_size=5, max_size=8)


def refusal(parse, text, **options):
    with pytest.raises(InvalidInput) as refused:
        parse(text, **options)
    assert refused.value.sentence()
    return refused.value.code


# Containers and ships -------------------------------------------------------------------------------------


def test_every_container_of_the_vectors_gets_its_verdict():
    with VECTORS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))

    assert len(rows) == 55
    for row in rows:
        number = identifiers.parse_container_number(row["container_number"])
        assert number.is_right == row["expected"].startswith("valid")
        assert number.is_discouraged or "remainder 10" not in row["expected"]
        assert str(number) == row["container_number"]


@given(CONTAINERS)
def test_check_digits_of_containers_are_those_of_stdnum(text):
    number = identifiers.parse_container_number(text)

    assert number.is_right == iso6346.is_valid(text)
    assert number.display == iso6346.format(text)


@given(st.text(LETTERS + "0123456789 -", max_size=13) | CONTAINERS.map(str.lower))
def test_the_shape_of_a_container_number_is_that_of_stdnum(text):
    joined = text.replace(" ", "").replace("-", "").upper()
    try:
        shaped = bool(identifiers.parse_container_number(text))
    except InvalidInput:
        shaped = False

    # The class R of stdnum (refrigerated sets) is not in the standard that the rule table names.
    assert shaped == (len(joined) == 11 and bool(iso6346._iso6346_re.match(joined)) and joined[3] != "R")


@pytest.mark.parametrize(
    "text", ["MSCU1234566", "mscu 123456-6", " MSCU\u00a0123.456/6 ", "MSCU 123456\u20116"]
)
def test_a_container_number_is_read_however_it_is_spaced(text):
    number = identifiers.parse_container_number(text)

    assert (number.owner, number.category, number.serial, number.check_digit) == ("MSC", "U", "123456", "6")
    assert number.display == "MSCU 123456 6"
    identifiers.check_container_number(number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "MSCU123456",
        "MSCX1234566",
        "MSC11234566",
        "MSCU12345667",
        "ＭSCU1234566",
        "MSCU１２３４５６６",
        "ſSCU1234566",
        "MSCU1234566" + " " * 60,
        "MSCU1234566\x00",
        "MSCU123456😀",
    ],
)
def test_another_shape_is_not_a_container_number(text):
    assert refusal(identifiers.parse_container_number, text) == "container.malformed"


def test_a_wrong_check_digit_is_refused_without_giving_the_right_one_away():
    number = identifiers.parse_container_number("MSCU1234565")

    with pytest.raises(InvalidInput) as refused:
        identifiers.check_container_number(number)

    assert refused.value.code == "container.check_digit"
    assert refused.value.sentence() == "MSCU 123456 5 does not pass its own check: read the door again"


@given(st.integers(0, 9_999_999).map("{:07d}".format))
def test_check_digits_of_ships_are_those_of_stdnum(digits):
    if imo.is_valid(digits):
        assert identifiers.parse_imo_number(f"imo {digits}") == digits
    else:
        assert refusal(identifiers.parse_imo_number, digits) == "imo.check_digit"


def test_a_ship_has_seven_digits():
    assert identifiers.parse_imo_number("IMO 9074729") == "9074729"
    for text in ("", "IMO", "907472", "90747299", "MMO9074729", "９０７４７２９"):
        assert refusal(identifiers.parse_imo_number, text) == "imo.malformed"


# Codes and seals ------------------------------------------------------------------------------------------


def test_places_and_tariffs_have_a_shape():
    assert identifiers.parse_locode("be anr") == "BEANR"
    assert identifiers.parse_locode("NL2RT") == "NL2RT"
    assert identifiers.parse_hs_code("0803.90") == "080390"
    assert [len(identifiers.parse_hs_code("1234567890"[:size])) for size in (4, 6, 8, 10)] == [4, 6, 8, 10]
    for text in ("", "BEAN", "BEANRX", "B1ANR", "BEAN1", "BEAN0", "ΒEANR"):
        assert refusal(identifiers.parse_locode, text) == "locode.malformed"
    for text in ("", "080", "08039", "0803901", "12345678901", "080a", "٠٨٠٣"):
        assert refusal(identifiers.parse_hs_code, text) == "hs.malformed"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("h 0012345", "H0012345"),
        ("BE-12/34.56", "BE123456"),
        ("0012345", "0012345"),
        ("A" * 23 + "1", "A" * 23 + "1"),
    ],
)
def test_a_seal_has_one_spelling(text, number):
    assert identifiers.parse_seal_number(text) == number


@pytest.mark.parametrize(
    "text", ["", "123", "ABCDE", "A" * 24 + "1", "1234_5", "12345é", "12345😀", "1" * 10_000]
)
def test_what_cannot_be_a_seal_number_is_refused(text):
    assert refusal(identifiers.parse_seal_number, text) == "seal.malformed"


@pytest.mark.parametrize("between", [
    " t/m ", "t/m", " T/M ", " tm ", " tot ", " tot en met ", " à ", " au ", " jusqu'à ", " jusqu’au ", " bis ",
    " to ", " through ", " - ", " – ", "-", "..", "…", " ", "/", " / ", ".", "\t",
])  # fmt: skip
def test_the_first_and_the_last_of_a_row_are_never_one_seal(between):
    assert refusal(identifiers.parse_seal_number, f"A1001{between}A1064") == "seal.row"
    assert identifiers.ends_of_a_row(f"A1001{between}A1064") == ["A1001", "A1064"]


@pytest.mark.parametrize("text", [
    "AN48 2217 AN48 2218", "A1001 A1002 A1003", "AB12345 CD67890", "A1001 B2002", "A1003 A1001", "A1001 en A1003",
    "A1001 of A1003", "between A1001 and A1003", "A1001 t/m 3", "AN100001T/M2", "zegel A1001", "A1001 kapot",
    "nr. A1001", "A1001\tB1002",
])  # fmt: skip
def test_several_seals_or_a_word_beside_one_are_never_one_seal(text):
    assert identifiers.is_more_than_one(text)


@pytest.mark.parametrize("text", [
    "NO 1234567", "NO-0012345", "DOUANE 123456", "KLPD-123456", "BE-ANTW-12345", "HLCU 123456", "ONEY-AB12345",
    "MLBE 0012345", "AB12-CD34-EF56", "AN48 2217", "BE12 A 3456", "12345 A",
])  # fmt: skip
def test_a_number_with_letters_before_it_is_one_seal(text):
    assert not identifiers.is_more_than_one(text)
    assert identifiers.parse_seal_number(text)


@pytest.mark.parametrize("text", [
    "SEAL1234", "ML-CN0123456",
    "AN48 2217", "1234 5678", "1234-1300", "BE12 A 3456", "MAU 1234", "TO 12 TO 3", "AN-48-2217", "AN48/2217",
    "1234.1300",
])  # fmt: skip
def test_one_number_that_is_printed_in_parts_is_one_seal(text):
    assert identifiers.parse_seal_number(text) == "".join(each for each in text if each.isalnum())


def test_seals_come_in_classes():
    assert [identifiers.parse_seal_class(text) for text in ("i", "S", " h ", "BAG")] == list(SealClass)
    for text in ("", "X", "IS"):
        assert refusal(identifiers.parse_seal_class, text) == "seal.class"


def test_pin_and_barrel_must_say_the_same():
    assert identifiers.check_bolt_seal(pin="h-0012345", barrel="H0012345") == "H0012345"
    with pytest.raises(InvalidInput) as refused:
        identifiers.check_bolt_seal(pin="H0012345", barrel="H0012346")
    assert refused.value.sentence() == "The pin says H0012345 and the barrel says H0012346"


# Labels and names -----------------------------------------------------------------------------------------


@given(RANDOM)
def test_a_new_label_reads_back_from_hand_and_scanner(random_bytes):
    label = identifiers.new_label(random_bytes)

    assert len(label) == 11
    for text in (label, label.lower(), label.replace("-", " "), identifiers.label_content(label)):
        assert identifiers.parse_label(text) == label
    for kind in LabelKind:
        assert identifiers.parse_label(identifiers.label_content(label, kind=kind), kind=kind) == label


def test_letters_that_look_like_digits_are_taken_for_them():
    label = identifiers.new_label(bytes.fromhex("0000008421"))

    assert label[:9] == "0000-1111"
    assert identifiers.parse_label("oO0o-iIlL-" + label[-1]) == label


def times(a, b):
    """The product in GF(32), by long multiplication and division by x^5 + x^2 + 1."""
    product = 0
    for bit in range(5):
        product ^= (a << bit) * (b >> bit & 1)
    for bit in range(9, 4, -1):
        product ^= (0b100101 << bit - 5) * (product >> bit & 1)
    return product


@given(RANDOM)
def test_the_check_character_is_the_weighted_sum_in_gf_32(random_bytes):
    *data, check = (ALPHABET.index(char) for char in identifiers.new_label(random_bytes).replace("-", ""))
    expected, weight = 0, 1
    for value in data:
        weight = times(weight, 2)
        expected ^= times(weight, value)

    assert check == expected


def test_a_label_is_forty_random_bits_and_a_check():
    assert identifiers.new_label(bytes(5)) == "0000-0000-0"
    assert identifiers.new_label(b"\xff" * 5 + b"more") == identifiers.new_label(b"\xff" * 5)
    assert identifiers.new_label(bytes(4) + b"\x01")[:9] == "0000-0001"
    assert identifiers.new_label(b"\x80" + bytes(4))[:9] == "G000-0000"


def test_every_misread_character_and_every_swapped_pair_shows():
    for random_bytes in (bytes(5), b"\x7f\x81\x33\xd5\x0c", bytes(range(5))):
        right = identifiers.new_label(random_bytes).replace("-", "")
        wrong = {right[:i] + char + right[i + 1 :] for i in range(9) for char in ALPHABET}
        for i in range(9):
            for j in range(i):
                wrong.add(right[:j] + right[i] + right[j + 1 : i] + right[j] + right[i + 1 :])
        wrong.discard(right)

        assert len(wrong) >= 9 * 31
        assert {refusal(identifiers.parse_label, text) for text in wrong} == {"label.check"}


def test_a_mistyped_label_says_which_character_to_look_at_and_not_what_should_stand_there():
    assert identifiers.parse_label("7KQ4-M2XD-J") == "7KQ4-M2XD-J"
    for text, sentence in {
        "7KO4-M2XD-J": "7K04-M2XD-J is not a label. Look again at character 3 (0)",
        "7KQ4-M2X0-J": "7KQ4-M2X0-J is not a label. Look again at character 8 (0)",
        "7KQ4-N2XD-J": "7KQ4-N2XD-J is not a label. Look again at character 5 (N)",
        "7KQ4-M2XD-Z": "7KQ4-M2XD-Z is not a label: one character was misread",
        "7KQ4-UX2D-J": "No label has such a character. Look again at character 5 (U)",
        "7KQ4-M2XD": "A label is nine letters and digits, like 7KQ4-M2XD-J",
    }.items():
        with pytest.raises(InvalidInput) as refused:
            identifiers.parse_label(text)
        assert refused.value.sentence() == sentence


def test_the_label_of_something_else_is_refused():
    label = identifiers.new_label(b"\x7f\x81\x33\xd5\x0c")

    for prefix in ("P1:", "b1:", "X1:", "1:", "CC1:"):
        assert refusal(identifiers.parse_label, prefix + label) == "label.kind"
    assert refusal(identifiers.parse_label, "C1:" + label, kind=LabelKind.PLACE) == "label.kind"
    for text in ("", "C2:" + label, label[:-1], label + "0", "U" + label[1:], "7KQ4-M2XD-é", "C1:"):
        assert refusal(identifiers.parse_label, text) == "label.malformed"


def test_a_reference_says_nothing_and_counts_nothing():
    assert identifiers.new_public_ref(bytes(5)) == "000000"
    assert identifiers.new_public_ref(b"\xff" * 8, length=7) == "ZZZZZZZ"
    assert identifiers.new_public_ref(bytes.fromhex("08864298e8")) == "123456"


def test_code_words_are_many_short_plain_and_distinct():
    assert len(WORDS) == len(set(WORDS)) == 256
    assert all(word.isascii() and word.isalpha() and word.isupper() and 4 <= len(word) <= 8 for word in WORDS)


@given(RANDOM)
def test_a_new_code_word_reads_back(random_bytes):
    code_word = identifiers.new_code_word(random_bytes)

    assert identifiers.parse_code_word(code_word.lower().replace("-", " ")) == code_word


def test_a_code_word_is_a_word_and_a_number_from_10_to_999():
    assert identifiers.new_code_word(bytes(4)) == f"{WORDS[0]}-10"
    assert identifiers.new_code_word(b"\xff\x00\x03\xdd") == f"{WORDS[255]}-999"
    assert identifiers.new_code_word(b"\x00\x00\x03\xde") == f"{WORDS[0]}-10"
    for text in ("", "KESTREL", "41", "KESTREL-4", "KESTREL-041", "KESTREL-1000", "KESTRÉL-41"):
        assert refusal(identifiers.parse_code_word, text) == "code_word.malformed"


def test_too_few_random_bytes_make_nothing():
    for make, count in [
        (identifiers.new_label, 4),
        (identifiers.new_public_ref, 4),
        (identifiers.new_code_word, 3),
    ]:
        assert refusal(make, bytes(count)) == "random.short"


@pytest.mark.parametrize(("text", "shown"), [
    ("AN000125", "AN000125"), ("?" * 32, "?" * 32), ("?" * 33, "?" * 28 + " +5"), ("?" * 120, "?" * 27 + " +93"),
])
def test_what_is_longer_than_its_column_says_how_much_longer(text, shown):
    assert identifiers.shortened(text, most=32) == shown
    assert len(shown) <= 32
