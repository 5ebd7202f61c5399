"""Breaks of the pure room. Others stand in ``ledger_mutants.py`` and so on; every list is called MUTANTS."""

from tests.mutants.harness import Mutant

CANONICAL = "custody/core/canonical.py"
COMMITMENT = "custody/core/commitment.py"
MERKLE = "custody/core/merkle.py"
TILES = "custody/core/tiles.py"
NOTE = "custody/core/note.py"
CLOCKS = "custody/core/clocks.py"
MASS = "custody/core/mass.py"
IDENTIFIERS = "custody/core/identifiers.py"
SAMPLING = "custody/core/sampling.py"
SEEDED = "custody/core/seeded.py"
SIZES = "custody/core/size_model.py"
PACKING = "custody/core/packing.py"


def broken(name, file, snippet, replacement, test):
    tests = file.replace("custody/core/", "tests/core/test_").replace("test_seeded", "test_size_model")
    return Mutant(
        name=name, file=file, snippet=snippet, replacement=replacement, killed_by=f"{tests}::test_{test}"
    )


# fmt: off
MUTANTS = [
    # Events and commitments
    broken(
        "other spellings of an event are read",
        CANONICAL, "if canonical_bytes(value) != data:", "if False:",
        "every_forged_spelling_is_refused_for_its_own_reason",
    ),
    broken(
        "a key may stand twice",
        CANONICAL, "if len(value) != len(pairs):", "if False:",
        "every_forged_spelling_is_refused_for_its_own_reason",
    ),
    broken(
        "2 to the 53 is a whole number",
        CANONICAL, "abs(value) > LARGEST_INTEGER", "abs(value) > LARGEST_INTEGER + 1",
        "every_forged_spelling_is_refused_for_its_own_reason",
    ),
    broken(
        "one byte too many is taken",
        CANONICAL, "if len(data) > LARGEST_BYTES:", "if len(data) > LARGEST_BYTES + 1:",
        "every_forged_spelling_is_refused_for_its_own_reason",
    ),
    broken(
        "one level too few is allowed",
        CANONICAL, "if depth > DEEPEST:", "if depth >= DEEPEST:",
        "the_limits_themselves_are_allowed",
    ),
    broken(
        "keys come in the order they were written",
        CANONICAL, "sort_keys=True, ", "",
        "every_forged_spelling_is_refused_for_its_own_reason",
    ),
    broken(
        "letters beyond ASCII are escaped",
        CANONICAL, "ensure_ascii=False", "ensure_ascii=True",
        "characters_are_kept_as_they_came",
    ),
    broken(
        "local time is written as if it were UTC",
        CANONICAL, "at.astimezone(UTC).isoformat", "at.replace(tzinfo=UTC).isoformat",
        "a_time_is_written_in_utc_with_six_decimals",
    ),
    broken(
        "a commitment does not bind the name of the field",
        COMMITMENT, "canonical_bytes([field, value])", "canonical_bytes(value)",
        "the_true_value_is_confirmed_and_every_other_refused",
    ),
    broken(
        "a commitment is not salted",
        COMMITMENT, "_DOMAIN + salt + ", "_DOMAIN + ",
        "the_true_value_is_confirmed_and_every_other_refused",
    ),
    # The tree
    broken(
        "leaves are hashed like nodes",
        MERKLE, 'hashlib.sha256(b"\\x00" + entry)', 'hashlib.sha256(b"\\x01" + entry)',
        "leaf_and_node_hashes_cannot_be_taken_for_each_other",
    ),
    broken(
        "everything is consistent with the empty tree",
        MERKLE, 'if not 0 < size1 <= size2:\n        raise _unproved("The sizes',
        'if size1 == 0:\n        return\n    if size1 > size2:\n        raise _unproved("The sizes',
        "nothing_is_consistent_with_the_empty_tree",
    ),
    broken(
        "a hash of any length verifies",
        MERKLE, "if any(len(value) != HASH_BYTES for value in values):", "if False:",
        "a_hash_that_is_not_32_bytes_never_verifies",
    ),
    broken(
        "a fork at the same size passes",
        MERKLE, "        if root1 != root2:\n", "        if False:\n",
        "two_roots_of_one_size_are_a_fork_even_without_a_path",
    ),
    broken(
        "the earlier root is not looked at",
        MERKLE, "    if earlier != root1:", "    if False:",
        "every_forged_consistency_is_refused",
    ),
    broken(
        "the later root is not looked at",
        MERKLE, "    if later != root2:", "    if False:",
        "every_forged_consistency_is_refused",
    ),
    broken(
        "the root of an inclusion is not looked at",
        MERKLE, "    if hash_ != root:", "    if False:",
        "every_forged_inclusion_is_refused",
    ),
    broken(
        "a leaf past the end is included",
        MERKLE, "if not 0 <= index < size:\n        raise _unproved",
        "if not 0 <= index <= size:\n        raise _unproved",
        "every_forged_inclusion_is_refused",
    ),
    broken(
        "a lone right edge is hashed with the wrong hand",
        MERKLE, "        if node & 1 or node == last:\n            hash_ =",
        "        if node & 1:\n            hash_ =",
        "all_proofs_of_small_trees_are_accepted",
    ),
    broken(
        "the frontier forgets to carry",
        MERKLE, "            joined >>= 1\n", "            joined = 0\n",
        "the_roots_of_all_sizes_are_those_of_the_standard",
    ),
    broken(
        "a full tile is believed unread",
        TILES, "            if tile_root(hashes) != parent[number % TILE_WIDTH]:", "            if False:",
        "a_damaged_tile_on_each_level_of_a_tall_tree_is_noticed",
    ),
    broken(
        "the edge of the tree is believed",
        TILES, "if Frontier(size, frontier).root() != root:", "if False:",
        "a_damaged_tile_on_each_level_of_a_tall_tree_is_noticed",
    ),
    broken(
        "a tile is written again",
        TILES, "for number in range(old, new)", "for number in range(max(0, old - 1), new)",
        "growing_in_steps_writes_each_tile_once",
    ),
    # Notes
    broken(
        "a wrong signature of a known key is passed over",
        NOTE, 'raise IntegrityBroken("note.signature", "The signature of {name} is wrong", name=key.name)',
        "continue",
        "a_wrong_signature_of_a_known_key_is_not_outvoted",
    ),
    broken(
        "a note nobody known signed is good",
        NOTE, "    if not names:", "    if False:",
        "unknown_keys_are_passed_over_but_are_not_enough",
    ),
    broken(
        "one key counts as often as it signs",
        NOTE, "known.pop((line.name, line.key_id), None)", "known.get((line.name, line.key_id))",
        "a_key_that_signs_twice_counts_once",
    ),
    broken(
        "a key is known by its name alone",
        NOTE, "if key.key_id.hex() != parts", "if False and parts",
        "a_damaged_verifier_key_is_refused",
    ),
    # Clocks
    broken(
        "the ladder ends after a day",
        CLOCKS, 'f"+{24 * (late - 1)}h"', '"+24h"',
        "the_ladder_never_ends",
    ),
    broken(
        "a doubtful local time is the later one",
        CLOCKS, "return min(local.replace", "return max(local.replace",
        "a_local_time_that_comes_twice_is_the_first_one",
    ),
    broken(
        "a risk clock stands still under a hold",
        CLOCKS, "    if not legal:\n", "    if False:\n",
        "a_risk_clock_runs_on_under_a_hold",
    ),
    broken(
        "holds that overlap count twice",
        CLOCKS, "            moved += end - begin\n            counted_to = end\n",
        "            moved += end - begin\n",
        "holds_that_overlap_count_once",
    ),
    broken(
        "a hold saves a clock that was due",
        CLOCKS, "        if pause.began_at >= moved:\n            break\n", "",
        "a_hold_after_the_clock_was_due_changes_nothing",
    ),
    broken(
        "a stage fires one instant late",
        CLOCKS, "    if fire_at > at:\n        return None\n    first = stage_number",
        "    if fire_at >= at:\n        return None\n    first = stage_number",
        "nothing_is_reached_before_its_time",
    ),
    broken(
        "an outage hides the stages it swallowed",
        CLOCKS, "for number in range(first, highest)", "for number in range(highest, highest)",
        "after_an_outage_the_highest_stage_stands_for_all",
    ),
    # Masses
    broken(
        "a point before three digits is a decimal point",
        MASS, "    if len(candidates) == 2:\n        return Ambiguous(*candidates)\n", "",
        "it_asks_only_where_both_readings_fit_the_scale_and_the_unit",
    ),
    broken(
        "neither reading plausible: the first is taken",
        MASS, "    candidates = likely or possible\n", "    candidates = likely or possible[:1]\n",
        "where_neither_reading_is_plausible_it_still_asks_rather_than_guess",
    ),
    broken(
        "the scale carries anything",
        MASS, "(capacity_mg is None or mg <= capacity_mg)", "True",
        "more_than_the_scale_carries_is_refused_in_words",
    ),
    broken(
        "a coarse scale is as good as a fine one",
        MASS, "max(rule.default_mg, steps_mg)", "rule.default_mg",
        "a_coarse_scale_widens_the_tolerance_until_bricks_must_be_counted",
    ),
    broken(
        "a missing brick hides in the tolerance",
        MASS, "3 * tolerance.mg > brick_mg", "tolerance.mg > brick_mg",
        "a_count_is_needed_from_a_third_of_a_brick_on",
    ),
    broken(
        "only a loss is a difference",
        MASS, "abs(found_mg - expected_mg) > tolerance.mg", "expected_mg - found_mg > tolerance.mg",
        "a_weighing_differs_beyond_its_tolerance_in_either_direction",
    ),
    broken(
        "samples taken are still expected",
        MASS, "last_mg + sum(added_mg) - sum(removed_mg)", "last_mg + sum(added_mg)",
        "samples_taken_are_expected_to_be_missing",
    ),
    # Identifiers
    broken(
        "letters of a container count without gaps",
        IDENTIFIERS, "for value in range(10, 39) if value % 11)", "for value in range(10, 36))",
        "every_container_of_the_vectors_gets_its_verdict",
    ),
    broken(
        "the right check digit is given away",
        IDENTIFIERS, '"{number} does not pass its own check: read the door again",',
        'f"{{number}} should end in {number._remainder() % 10}",',
        "a_wrong_check_digit_is_refused_without_giving_the_right_one_away",
    ),
    broken(
        "two swapped characters of a label pass",
        IDENTIFIERS, "check = _doubled(check ^ ALPHABET.index(char))", "check ^= ALPHABET.index(char)",
        "every_misread_character_and_every_swapped_pair_shows",
    ),
    broken(
        "the label of a place passes for that of a unit",
        IDENTIFIERS, 'if prefix not in ("", kind):', "if False:",
        "the_label_of_something_else_is_refused",
    ),
    broken(
        "pin and barrel may differ",
        IDENTIFIERS, "    if on_pin != on_barrel:", "    if False:",
        "pin_and_barrel_must_say_the_same",
    ),
    # Sampling and demo data
    broken(
        "one positive too many is supposed",
        SAMPLING, "-(-proved * packages // 1) - 1", "-(-proved * packages // 1)",
        "the_ends_of_the_range",
    ),
    broken(
        "the choice does not follow from the seed",
        SAMPLING, '.to_bytes(2, "big") + seed + ', '.to_bytes(2, "big") + ',
        "the_choice_follows_from_the_seed_and_the_labels_alone",
    ),
    broken(
        "low numbers come more often",
        SEEDED, "fair = _RANGE - _RANGE % limit", "fair = _RANGE",
        "whole_numbers_are_drawn_fairly_even_where_the_range_does_not_divide",
    ),
    broken(
        "a year misses its total by the rounding",
        SIZES, "        masses[place] += added_mg\n", "",
        "a_year_weighs_its_published_total_to_the_milligram",
    ),
    broken(
        "rounding loses milligrams between bags",
        PACKING, "mass_mg * (taken + count) // packages - mass_mg * taken // packages",
        "mass_mg * count // packages",
        "published_counts_are_kept",
    ),
]
# fmt: on
