"""Refusals that no page and no address of the API can meet: by group, why, and the only files that raise them.

Nothing is put here because its row is hard to write: what a form or an address can be answered with belongs in a row.
A code that begins to be raised in another file fails, for then somebody may meet it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Doorless:
    """Some codes without a door, why, the files that raise them, and where tests prove them."""

    why: str
    raised_in: frozenset[str]
    proved_in: str
    codes: frozenset[str]


GROUPS = (
    Doorless(
        "what came in while nobody was signed in is shown by a GET and told so: a row posts, and is somebody",
        frozenset({"custody/web/shared/forms.py"}), "tests/web/lock/test_session_gone.py",
        frozenset({"form.only_shown"}),
    ),
    Doorless(
        "what is masked is refused to a GET: a row posts", frozenset({"custody/api/v1/bays.py"}),
        "tests/api/test_bays.py", frozenset({"plan.masked"}),
    ),
    Doorless(
        "a packet needs a signed log, and what a row records is rolled back before anybody signs it",
        frozenset({"custody/ledger/packet.py"}), "tests/evidence/test_packets.py", frozenset({"packet.no_quorum"}),
    ),
    Doorless(
        "both doors refuse what is read there, for who counts, before any act; a row tries what acts",
        frozenset({"custody/evidence/selectors/counting.py"}), "tests/web/test_blind_counts.py",
        frozenset({"inventory.blind"}),
    ),
    Doorless(
        "only bytes that another hand wrote reach it: the house writes its own in the one form there is",
        frozenset({"custody/core/canonical.py", "custody/core/clocks.py"}), "tests/core/test_canonical.py",
        frozenset({
            "canonical.depth", "canonical.duplicate", "canonical.float", "canonical.integer", "canonical.key",
            "canonical.length", "canonical.malformed", "canonical.not_canonical", "canonical.surrogate",
            "canonical.type", "time.malformed", "time.naive", "time.out_of_range",
        }),
    ),
    Doorless(
        "the acts of the house fill the fields of an event, and nobody else: it is a slip in the code",
        frozenset({"custody/core/events/schema.py"}), "tests/core/test_events.py",
        frozenset({"event.missing_field", "event.unknown_field", "event.wrong_kind"}),
    ),
    Doorless(
        "only a checkpoint that was forged or cut short reaches it",
        frozenset({"custody/core/note.py"}), "tests/core/test_note.py", frozenset({"note.malformed"}),
    ),
    Doorless(
        "the ledger asks it of its own salts, hashes and sizes, and a verifier of a bundle of others",
        frozenset({"custody/core/commitment.py", "custody/core/merkle.py", "custody/core/tiles.py"}),
        "tests/core/test_merkle.py",
        frozenset({
            "commitment.salt", "merkle.frontier", "merkle.hash", "merkle.index", "merkle.leaves", "merkle.sizes",
            "tiles.node", "tiles.not_full", "tiles.sizes",
        }),
    ),
    Doorless(
        "the rules of the house and its sites feed the clocks: a rule with another measure is refused when it is set",
        frozenset({"custody/core/clocks.py"}), "tests/core/test_clocks.py",
        frozenset({"clock.measure", "clock.stage", "time.not_local", "time.zone"}),
    ),
    Doorless(
        "the house draws its own lots and samples with seeds of its own, of what it counted itself",
        frozenset({"custody/core/identifiers.py", "custody/core/lottery.py", "custody/core/sampling.py"}),
        "tests/core/test_sampling.py",
        frozenset({
            "lottery.impossible", "lottery.seed", "random.short", "sampling.duplicate", "sampling.impossible",
            "sampling.number", "sampling.seed", "sampling.size",
        }),
    ),
    Doorless(
        "the estimates of the house are made of weights and counts that were checked when they were recorded",
        frozenset({"custody/core/mass.py", "custody/core/packing.py", "custody/core/size_model.py"}),
        "tests/core/test_mass.py",
        frozenset({"model.days", "model.total", "packing.counts", "packing.mass", "weight.basis"}),
    ),
    Doorless(
        "tried, and another gate comes first: who holds goods back takes them out of their burn (or is told that both "
        "witnesses signed), and what an authority holds is lifted by its own decision. Each is a second lock of "
        "invariant 3, and stays",
        frozenset({"custody/destruction/law_policies.py", "custody/destruction/policies.py"}), "tests/destruction",
        frozenset({"burn.hold", "hold.lasts"}),
    ),
    Doorless(
        "the page shows the month before instead; a command of the host says it to who typed it there",
        frozenset({"custody/reports/alert_load.py"}), "tests/reports/test_alert_load.py", frozenset({"report.month"}),
    ),
    Doorless(
        "who looks for what no code word is finds nothing: it is told as what is not there",
        frozenset({"custody/core/identifiers.py"}), "tests/core/test_identifiers.py",
        frozenset({"code_word.malformed"}),
    ),
    Doorless(
        "a command of the host reads it out of a file, and says which cell is wrong",
        frozenset({"custody/core/mass.py"}), "tests/core/test_mass.py", frozenset({"weight.not_plain"}),
    ),
    Doorless(
        "a command of the host loads a scenario from a file, into a demo: no door of the house leads there",
        frozenset({
            "custody/scenario/actions.py", "custody/scenario/demo.py", "custody/scenario/house.py",
            "custody/scenario/loading.py", "custody/scenario/rows.py",
        }), "tests/scenario",
        frozenset({
            "demo.only", "row.cells", "row.characters", "row.containers", "row.country", "row.csv", "row.date",
            "row.date_range", "row.kg", "row.kg_range", "row.long", "row.missing", "row.twice", "rows.columns",
            "rows.no_csv", "scenario.empty",
            "scenario.file", "scenario.furnace", "scenario.other_rows", "scenario.people", "scenario.place",
            "scenario.production", "scenario.rules", "scenario.witnesses",
        }),
    ),
)  # fmt: skip

DOORLESS = frozenset(code for group in GROUPS for code in group.codes)
"""All of them."""
