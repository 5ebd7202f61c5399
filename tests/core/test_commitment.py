import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custody.core.commitment import check_commitment, commit
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
