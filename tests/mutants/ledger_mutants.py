"""Breaks of the ledger. Each runs the named test in a copy of the tree."""

from tests.mutants.harness import Mutant

RECORDING = "custody/ledger/recording.py"
SIGNER = "custody/ledger/signer.py"
INTEGRATOR = "custody/ledger/integrator.py"
VERIFY = "custody/ledger/verify.py"
REPLAY = "custody/ledger/replay.py"


def broken(name, file, snippet, replacement, test):
    return Mutant(name=name, file=file, snippet=snippet, replacement=replacement, killed_by=f"tests/ledger/{test}")


MUTANTS = [
    broken(
        "the tiles of one pass are all made before the first is written",
        INTEGRATOR, "key=lambda tile: tile.level", "key=lambda tile: 0",
        "test_tall_tree.py::test_a_tile_of_the_second_level_holds_the_last_tile_that_filled_it",
    ),
    broken(
        "an empty act is recorded",
        RECORDING, "    if not record.entries:", "    if False:",
        "test_recording.py::test_a_block_without_an_event_is_refused",
    ),
    broken(
        "a used key is not noticed",
        RECORDING, "    if known is None:", "    if True:",
        "test_recording.py::test_the_same_key_with_another_body_is_refused",
    ),
    broken(
        "a key of somebody else is taken",
        RECORDING, "known.author == act.actor.id and bytes", "bytes",
        "test_edges.py::test_a_key_of_somebody_else_is_refused",
    ),
    broken(
        "a live act believes a claimed time",
        RECORDING, "act.occurred_at if act.basis is not Basis.LIVE else None", "act.occurred_at",
        "test_edges.py::test_a_claimed_time_counts_for_every_basis_but_a_live_one",
    ),
    broken(
        "the signer signs a tree that shrank",
        SIGNER, "if tree.size < self.memory.size:", "if False:",
        "test_tree.py::test_the_signer_refuses_a_tree_that_shrank_or_forked",
    ),
    broken(
        "the signer trusts the leaves",
        SIGNER, "if index != frontier.size or hashed != bytes(stored):", "if index != frontier.size:",
        "test_forgeries.py::test_a_signer_refuses_leaves_that_do_not_carry_their_events",
    ),
    broken(
        "the signer publishes before it remembers",
        SIGNER,
        '        _write_durably(self._directory / "memory.json", self.memory.to_json())\n        after_persist()\n',
        '        self._publish()\n        after_persist()\n        _write_durably(self._directory / "memory.json", '
        "self.memory.to_json())\n",
        "test_tree.py::test_a_signer_killed_between_remembering_and_publishing_publishes_the_same_note",
    ),
    broken(
        "verification believes the stored hash",
        VERIFY, "hashed = leaf_hash(raw)", "hashed = bytes(stored) if stored else leaf_hash(raw)",
        "test_tree.py::test_one_changed_byte_of_an_event_is_named",
    ),
    broken(
        "replay compares no column",
        REPLAY, "elif _plain(wanted) != have:", "elif False:",
        "test_tree.py::test_a_row_changed_behind_the_ledger_is_named_with_its_column",
    ),
    broken(
        "an erased value may stand in the table",
        REPLAY, "            right = have is None\n", "            right = True\n",
        "test_tree.py::test_an_erased_value_is_right_only_where_the_column_is_empty",
    ),
]
