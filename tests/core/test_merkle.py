import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custody.core import merkle
from custody.core.errors import IntegrityBroken, InvalidInput
from tests.core import naive_merkle as naive
from tests.core.vectors import make_vectors

VECTORS = Path(__file__).parent / "vectors"
ENTRIES = [b"%d" % number for number in range(70)]
LEAVES = [merkle.leaf_hash(entry) for entry in ENTRIES]


def vectors(name, verdict):
    cases = json.loads((VECTORS / name).read_text(encoding="utf-8"))[verdict]
    return [{key: from_hex(value) for key, value in case.items() if key != "name"} for case in cases]


def from_hex(value):
    if isinstance(value, list):
        return [bytes.fromhex(item) for item in value]
    return bytes.fromhex(value) if isinstance(value, str) else value


def node_of(level, index):
    return naive.mth(ENTRIES[index << level : (index + 1) << level])


def refused(verify, case):
    with pytest.raises(IntegrityBroken) as refusal:
        verify(**case)
    return refusal.value.code == "merkle.unproved"


def test_leaf_and_node_hashes_cannot_be_taken_for_each_other():
    left, right = LEAVES[:2]

    assert merkle.leaf_hash(left + right) != merkle.node_hash(left, right)
    assert merkle.leaf_hash(b"") == naive.mth([b""])
    assert merkle.node_hash(left, right) == naive.mth(ENTRIES[:2])


def test_the_roots_of_all_sizes_are_those_of_the_standard():
    assert [merkle.root_of(LEAVES[:size]) for size in range(71)] == [
        naive.mth(ENTRIES[:size]) for size in range(71)
    ]


def test_all_proofs_of_small_trees_are_those_of_the_standard():
    for size in range(1, 24):
        for first in range(1, size + 1):
            inclusion = naive.path(first - 1, ENTRIES[:size])
            consistency = naive.proof(first, ENTRIES[:size])
            for source in (LEAVES, node_of):
                assert merkle.inclusion_path(source, first - 1, size) == inclusion
                assert merkle.consistency_path(source, first, size) == consistency


def test_all_proofs_of_small_trees_are_accepted():
    roots = [naive.mth(ENTRIES[:size]) for size in range(24)]
    for size in range(1, 24):
        for first in range(1, size + 1):
            merkle.verify_inclusion(
                leaf=LEAVES[first - 1], index=first - 1, size=size,
                path=naive.path(first - 1, ENTRIES[:size]), root=roots[size],
            )  # fmt: skip
            merkle.verify_consistency(
                size1=first, root1=roots[first], size2=size, root2=roots[size],
                path=naive.proof(first, ENTRIES[:size]),
            )  # fmt: skip


def test_the_good_vectors_are_accepted():
    for case in vectors("inclusion.json", "good"):
        merkle.verify_inclusion(**case)
    for case in vectors("consistency.json", "good"):
        merkle.verify_consistency(**case)


def test_every_forged_inclusion_is_refused():
    forged = vectors("inclusion.json", "forged")

    assert len(forged) > 100
    assert all(refused(merkle.verify_inclusion, case) for case in forged)


def test_every_forged_consistency_is_refused():
    forged = vectors("consistency.json", "forged")

    assert len(forged) > 100
    assert all(refused(merkle.verify_consistency, case) for case in forged)


@pytest.mark.parametrize("name", sorted(make_vectors.FILES))
def test_the_vectors_are_those_their_script_makes(name):
    assert (VECTORS / name).read_text(encoding="utf-8") == make_vectors.as_text(make_vectors.FILES[name]())


@given(st.data())
def test_the_verifiers_agree_with_the_naive_twin_on_damaged_proofs(data):
    size = data.draw(st.integers(1, 40))
    first = data.draw(st.integers(1, size))
    claimed_size = data.draw(st.integers(size - 1, size + 1))
    claimed_first = data.draw(st.integers(first - 1, first + 1))
    hashes = st.sampled_from([naive.mth(ENTRIES[:first]), LEAVES[first - 1], bytes(32)])

    inclusion = damaged(data, naive.path(first - 1, ENTRIES[:size]), hashes)
    root = naive.mth(ENTRIES[:size])
    verdict = naive.is_included(LEAVES[first - 1], claimed_first - 1, claimed_size, inclusion, root)
    case = {"leaf": LEAVES[first - 1], "index": claimed_first - 1, "size": claimed_size}
    assert accepts(merkle.verify_inclusion, **case, path=inclusion, root=root) == verdict

    consistency = damaged(data, naive.proof(first, ENTRIES[:size]), hashes)
    root1 = naive.mth(ENTRIES[:first])
    verdict = naive.is_consistent(claimed_first, root1, claimed_size, root, consistency)
    case = {"size1": claimed_first, "root1": root1, "size2": claimed_size, "root2": root}
    assert accepts(merkle.verify_consistency, **case, path=consistency) == verdict


def damaged(data, path, hashes):
    how = data.draw(st.sampled_from(["not", "longer", "shorter", "changed"]))
    place = data.draw(st.integers(0, max(0, len(path) - 1)))
    if how == "longer":
        return [*path[:place], data.draw(hashes), *path[place:]]
    if how == "shorter":
        return path[:place] + path[place + 1 :]
    if how == "changed" and path:
        return [*path[:place], data.draw(hashes), *path[place + 1 :]]
    return path


def accepts(verify, **case):
    try:
        verify(**case)
    except IntegrityBroken:
        return False
    return True


def test_nothing_is_consistent_with_the_empty_tree():
    root = merkle.root_of(LEAVES[:5])

    for root1 in (merkle.EMPTY_ROOT, root):
        for path in ([], [root], LEAVES[:2]):
            case = {"size1": 0, "root1": root1, "size2": 5, "root2": root, "path": path}
            assert refused(merkle.verify_consistency, case)
    assert refused(
        merkle.verify_consistency,
        {"size1": 0, "root1": merkle.EMPTY_ROOT, "size2": 0, "root2": merkle.EMPTY_ROOT, "path": []},
    )


def test_a_hash_that_is_not_32_bytes_never_verifies():
    assert refused(merkle.verify_inclusion, {"leaf": b"", "index": 0, "size": 1, "path": [], "root": b""})
    assert refused(
        merkle.verify_consistency, {"size1": 1, "root1": b"", "size2": 1, "root2": b"", "path": []}
    )


def test_two_roots_of_one_size_are_a_fork_even_without_a_path():
    case = {"size1": 5, "root1": LEAVES[0], "size2": 5, "root2": LEAVES[1], "path": []}

    assert refused(merkle.verify_consistency, case)


def test_a_proof_that_cannot_exist_is_not_made():
    for index, size in [(-1, 3), (3, 3), (0, 0)]:
        with pytest.raises(InvalidInput, match="is not in a tree"):
            merkle.inclusion_path(LEAVES, index, size)
    for size1, size2 in [(0, 3), (4, 3), (0, 0), (-1, 1)]:
        with pytest.raises(InvalidInput, match="No tree of"):
            merkle.consistency_path(LEAVES, size1, size2)
    with pytest.raises(InvalidInput, match="only 2 leaves, not 3"):
        merkle.inclusion_path(LEAVES[:2], 0, 3)


@given(st.integers(0, 60), st.integers(0, 10))
def test_a_frontier_goes_on_where_it_was_left(size, more):
    stored = merkle.Frontier()
    stored.extend(LEAVES[:size])

    frontier = merkle.Frontier.from_bytes_list(stored.size, stored.to_bytes_list())
    frontier.extend(LEAVES[size : size + more])

    assert frontier.size == size + more
    assert frontier.root() == naive.mth(ENTRIES[: size + more])
    assert len(frontier.to_bytes_list()) == (size + more).bit_count()
    assert stored.size == size


def test_a_frontier_that_does_not_fit_its_size_is_refused():
    for size, hashes in [(1, []), (2, LEAVES[:2]), (3, LEAVES[:1]), (-1, LEAVES[:1]), (0, LEAVES[:1])]:
        with pytest.raises(InvalidInput, match="not the frontier"):
            merkle.Frontier.from_bytes_list(size, hashes)
    with pytest.raises(InvalidInput, match="32 bytes"):
        merkle.Frontier(1, [b"short"])
    with pytest.raises(InvalidInput, match="32 bytes"):
        merkle.Frontier().append(b"x" * 33)
