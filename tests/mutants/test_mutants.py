"""Every named break of the house is noticed by the test that is named beside it."""

import importlib
from pathlib import Path

import pytest

from tests.mutants import harness
from tests.mutants.harness import Mutant


def all_mutants():
    """The lists called MUTANTS in the files ``*_mutants.py`` of this folder."""
    files = sorted(Path(__file__).parent.glob("*_mutants.py"))
    modules = [
        importlib.import_module(f"tests.mutants.{file.stem}") for file in files if file.stem != "test_mutants"
    ]
    return [mutant for module in modules for mutant in module.MUTANTS]


MUTANTS = all_mutants()
ORDINARILY = 6


def in_turn(mutants):
    """All that are loaded here, and every sixth that needs a run of its own; ``-m nightly`` tries the others."""
    of_their_own = [mutant for mutant in mutants if not mutant.runs_here]
    late = {mutant.name for number, mutant in enumerate(of_their_own) if number % ORDINARILY}
    return [
        pytest.param(mutant, id=mutant.name, marks=[pytest.mark.nightly] if mutant.name in late else [])
        for mutant in mutants
    ]


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    return harness.copied_tree(tmp_path_factory.mktemp("mutants"))


@pytest.mark.parametrize("mutant", in_turn(MUTANTS))
def test_a_mutant_is_killed(mutant, request):
    if mutant.runs_here:
        harness.check_killed_here(mutant)
    else:
        harness.check_killed_in_copy(mutant, request.getfixturevalue("tree"))


def test_mutants_are_many_and_each_has_its_own_name():
    names = [mutant.name for mutant in MUTANTS]

    assert len(names) == len(set(names))
    assert sum(not each.marks for each in in_turn(MUTANTS)) >= 30


def test_every_mutant_finds_what_it_breaks_and_who_kills_it():
    for mutant in MUTANTS:
        assert mutant.source()
        file, _, name = mutant.killed_by.partition("::")
        assert f"def {name}(" in (harness.ROOT / file).read_text(encoding="utf-8"), mutant.killed_by


# The harness itself ---------------------------------------------------------------------------------------

MERKLE = "custody/core/merkle.py"
FORK = "tests/core/test_merkle.py::test_two_roots_of_one_size_are_a_fork_even_without_a_path"


def broken(**changes):
    parts = {
        "name": "a fork passes",
        "file": MERKLE,
        "snippet": "        if root1 != root2:\n",
        "replacement": "        if False:\n",
        "killed_by": FORK,
    }
    return Mutant(**{**parts, **changes})


def refusal(mutant):
    with pytest.raises(AssertionError) as refused:
        harness.check_killed_here(mutant)
    return str(refused.value)


def test_a_mutant_that_a_test_notices_passes():
    harness.check_killed_here(broken())


def test_a_mutant_that_nobody_notices_is_named():
    assert "survives" in refusal(broken(replacement="        if root2 != root1:\n"))


def test_a_snippet_that_no_longer_stands_there_once_is_named():
    assert "stands 0 times" in refusal(broken(snippet="        if root1 is not root2:\n"))
    assert "times" in refusal(broken(snippet="node_hash"))
    assert "nothing is broken" in refusal(broken(replacement="        if root1 != root2:\n"))


def test_a_slip_of_the_pen_does_not_count_as_a_kill():
    assert "slip" in refusal(broken(replacement="        if roots1 != root2:\n"))


def test_a_test_with_parameters_is_not_a_killer():
    killer = "tests/core/test_merkle.py::test_the_vectors_are_those_their_script_makes"

    assert "without parameters" in refusal(broken(killed_by=killer))


def test_the_real_modules_are_back_when_a_mutant_is_done():
    from custody.core import merkle

    harness.run_here(FORK, broken())
    harness.run_here(FORK, None)

    assert importlib.import_module("custody.core.merkle") is merkle
    assert importlib.import_module("custody").core.merkle is merkle


def test_a_copy_of_the_tree_is_broken_and_mended(tree):
    real = (tree / MERKLE).read_bytes()

    harness.check_killed_in_copy(broken(), tree)

    assert (tree / MERKLE).read_bytes() == real


def test_a_killer_that_cannot_run_kills_nothing_in_a_copy(tree):
    absent = "tests/core/test_merkle.py::test_that_nobody_wrote"

    with pytest.raises(AssertionError, match="did not run"):
        harness.check_killed_in_copy(broken(killed_by=absent), tree)
    with pytest.raises(AssertionError, match="survives"):
        harness.check_killed_in_copy(broken(replacement="        if root2 != root1:\n"), tree)
