import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custody.core.canonical import canonical_bytes
from custody.core.commitment import check_commitment, commit, commit_written
from custody.core.errors import IntegrityBroken, InvalidInput

SALT = bytes(range(32))


def test_a_commitment_is_the_hash_the_design_prescribes():
    expected = hashlib.sha256(b"custody-commit-v1\x00" + SALT + b'["gross_mg",412500000]').digest()

    assert commit("gross_mg", 412_500_000, SALT) == expected


def test_the_true_value_is_confirmed_and_every_other_refused():
    commitment = commit("seal", "H1234567", SALT)

    check_commitment(commitment, "seal", "H1234567", SALT)
    for field, value, salt in [
        ("seal", "H1234568", SALT),
        ("seal", None, SALT),
        ("place", "H1234567", SALT),
        ("seal", "H1234567", bytes(32)),
    ]:
        with pytest.raises(IntegrityBroken) as refusal:
            check_commitment(commitment, field, value, salt)
        assert refusal.value.sentence() == f"The disclosed value of {field} is not the one that was recorded"


def test_a_commitment_to_nothing_hides_that_there_is_nothing():
    assert commit("remark", None, SALT) != commit("remark", "", SALT)
    assert len(commit("remark", None, SALT)) == 32


@given(st.binary(max_size=40).filter(lambda salt: len(salt) != 32))
def test_a_salt_of_another_length_is_refused(salt):
    with pytest.raises(InvalidInput, match="32 bytes"):
        commit("seal", "H1234567", salt)


@given(st.integers(0, 10_000), st.binary(min_size=32, max_size=32))
def test_a_short_value_cannot_be_found_by_trying_without_the_salt(value, salt):
    tried = {hashlib.sha256(b'["gross_mg",%d]' % guess).digest() for guess in range(200)}

    assert commit("gross_mg", value, salt) not in tried


@given(
    st.from_regex(r"[a-z0-9_]+", fullmatch=True),
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(codec="utf-8"))
    | st.lists(st.text(st.characters(codec="utf-8"), max_size=5), max_size=4),
)
def test_a_value_that_is_written_already_is_bound_by_the_same_bytes(field, value):
    assert commit_written(field, canonical_bytes(value), SALT) == commit(field, value, SALT)


def test_a_written_value_is_held_to_the_same_length_and_the_same_salt():
    longest = "x" * (65_535 - len('["seal",""]'))

    assert commit_written("seal", canonical_bytes(longest), SALT) == commit("seal", longest, SALT)
    with pytest.raises(InvalidInput, match="longer than"):
        commit("seal", longest + "x", SALT)
    with pytest.raises(InvalidInput, match="longer than"):
        commit_written("seal", canonical_bytes(longest + "x"), SALT)
    with pytest.raises(InvalidInput, match="32 bytes"):
        commit_written("seal", b"null", bytes(31))
