"""The tree past its first 65,536 leaves, where a tile of the second level becomes full together with one below it."""

from __future__ import annotations

from hashlib import sha256
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection

from custody.core.merkle import HASH_BYTES, Frontier
from custody.core.tiles import TILE_WIDTH, tile_root
from custody.ledger import integrator
from custody.ledger.models import Leaf, Tile, Tree
from custody.ledger.verify import Verified, _tiles
from custody.organisation.actions.register import register_place

SHORT_OF_THE_SECOND_LEVEL = TILE_WIDTH * TILE_WIDTH - 5


@pytest.fixture
def nearly_tall(house_cast, act, as_role):
    """A house whose tree is five leaves short of its first full tile of the second level; they stand for no event.

    The leaves go in through the integrator's own frontier and tiles, as 65,531 events would have, with the guards off.
    """
    leaves = [sha256(str(number).encode()).digest() for number in range(SHORT_OF_THE_SECOND_LEVEL)]
    frontier = Frontier()
    frontier.extend(leaves)
    with as_role("postgres"), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for guard in ("leaf_admit", "guard_keeps"):
            cursor.execute(f"ALTER TABLE custody_leaf DISABLE TRIGGER {guard}")
        cursor.execute("DELETE FROM custody_leaf")
        integrator._write_leaves(cursor.cursor, 0, [(-1 - number, leaf) for number, leaf in enumerate(leaves)])
        for guard in ("leaf_admit", "guard_keeps"):
            cursor.execute(f"ALTER TABLE custody_leaf ENABLE ALWAYS TRIGGER {guard}")
        cursor.execute("SET session_replication_role = origin")
    with as_role("custody_integrator"), connection.cursor() as cursor:
        integrator._write_tiles(0, len(leaves))
        cursor.execute(
            "UPDATE custody_tree SET size = %s, frontier = %s, root = %s",
            [frontier.size, b"".join(frontier.to_bytes_list()), frontier.root()],
        )
    for number in range(8):
        register_place(
            act=act(house_cast.administrator), code_word=f"W{number}", kind="store", jurisdiction="BE", name="n"
        )


def _leaves():
    rows = Leaf.objects.order_by("index").values_list("index", "leaf_hash")
    return {index: bytes(hashed) for index, hashed in rows}


def _faults():
    found = Verified()
    _tiles(found, _leaves())
    return [str(each) for each in found.faults]


def _integrate(as_role):
    with as_role("custody_integrator"):
        while integrator.integrate():
            pass


def test_a_tile_of_the_second_level_holds_the_last_tile_that_filled_it(nearly_tall, as_role):
    assert not Tile.objects.filter(level=1).exists()

    _integrate(as_role)

    tall = Tile.objects.get(level=1)
    below = Tile.objects.filter(level=0).order_by("index").values_list("hashes", flat=True)
    assert integrator.split(bytes(tall.hashes)) == [tile_root(integrator.split(bytes(each))) for each in below]
    assert len(below) == TILE_WIDTH
    assert Tree.objects.get().size > TILE_WIDTH * TILE_WIDTH
    assert _faults() == []


def test_the_table_refuses_a_tile_that_is_not_full(nearly_tall, as_role):
    with as_role("custody_integrator"), pytest.raises(IntegrityError, match="tile_is_full"):
        Tile.objects.create(level=1, index=0, hashes=b"x" * HASH_BYTES * (TILE_WIDTH - 1))


def test_a_tile_that_was_made_one_hash_short_is_made_again(nearly_tall, as_role):
    _integrate(as_role)
    with as_role("postgres"), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE custody_tile DISABLE TRIGGER guard_keeps")
        cursor.execute("ALTER TABLE custody_tile DROP CONSTRAINT tile_is_full")
        cursor.execute(
            "UPDATE custody_tile SET hashes = substring(hashes FOR %s) WHERE level = 1", [HASH_BYTES * (TILE_WIDTH - 1)]
        )
        cursor.execute("ALTER TABLE custody_tile ENABLE ALWAYS TRIGGER guard_keeps")
    assert _faults() == ["tile 1/0 hashes: does not hold what the leaves say"]

    with as_role("postgres"), connection.schema_editor() as editor:
        import_module("custody.migrations.0054_a_tile_is_full").make_short_tiles_again(apps, editor)

    assert _faults() == []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgenabled FROM pg_trigger WHERE tgrelid = 'custody_tile'::regclass AND tgname = 'guard_keeps'"
        )
        assert cursor.fetchone() == ("A",)
