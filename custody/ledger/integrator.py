"""Gives every committed event its place in the tree: single writer, stateless, gap-free.

One pass is one transaction: lock the one tree row, take what is pending in the order of the ids, write leaves and full
tiles, move the tree. Two integrators harm nothing: the row lock lets one at a time through. Nothing in memory is
trusted between passes.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO
from itertools import groupby

from django.db import connection, transaction

from custody.core.merkle import HASH_BYTES, Frontier
from custody.core.tiles import TILE_WIDTH, Tile, full_tiles, tile_root
from custody.ledger.models import Leaf
from custody.ledger.models import Tile as StoredTile

BATCH = 5000


def integrate(*, limit: int = BATCH) -> int:
    """Integrate up to ``limit`` pending events; return how many there were."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SELECT size, frontier FROM custody_tree WHERE id = 1 FOR UPDATE")
        size, stored = cursor.fetchone()
        cursor.execute(
            "SELECT e.id, e.leaf_hash FROM custody_pending p JOIN custody_event e ON e.id = p.event_id "
            "ORDER BY e.id LIMIT %s",
            [limit],
        )
        taken = [(row[0], bytes(row[1])) for row in cursor.fetchall()]
        if not taken:
            return 0
        frontier = Frontier.from_bytes_list(size, split(bytes(stored)))
        frontier.extend(leaf for _, leaf in taken)
        _write_leaves(cursor.cursor, size, taken)
        _write_tiles(size, frontier.size)
        cursor.execute(
            "UPDATE custody_tree SET size = %s, frontier = %s, root = %s, integrated_at = clock_timestamp() "
            "WHERE id = 1",
            [frontier.size, b"".join(frontier.to_bytes_list()), frontier.root()],
        )
        cursor.execute("DELETE FROM custody_pending WHERE event_id = ANY (%s)", [[event for event, _ in taken]])
    return len(taken)


def split(joined: bytes) -> list[bytes]:
    """Return the 32-byte hashes that were stored one after the other."""
    return [joined[at : at + HASH_BYTES] for at in range(0, len(joined), HASH_BYTES)]


def _write_leaves(cursor: object, size: int, taken: Sequence[tuple[int, bytes]]) -> None:
    lines = StringIO()
    for place, (event, leaf) in enumerate(taken):
        lines.write(f"{size + place}\t{event}\t\\\\x{leaf.hex()}\n")
    lines.seek(0)
    cursor.copy_expert('COPY custody_leaf ("index", event_id, leaf_hash) FROM STDIN', lines)  # type: ignore[attr-defined]


def _write_tiles(old_size: int, new_size: int) -> None:
    # Level by level: a tile is made from the tiles below it, and the last of those became full in this very pass.
    for _, tiles in groupby(full_tiles(old_size, new_size), key=lambda tile: tile.level):
        StoredTile.objects.bulk_create(
            [StoredTile(level=tile.level, index=tile.number, hashes=b"".join(hashes_of(tile))) for tile in tiles]
        )


def hashes_of(tile: Tile) -> list[bytes]:
    """Return the 256 hashes that belong into a full tile, from the leaves or from the tiles below it.

    The table refuses a tile of any other width, so what lies below must be stored already.
    """
    first, last = tile.number * TILE_WIDTH, (tile.number + 1) * TILE_WIDTH
    if tile.level == 0:
        rows = Leaf.objects.filter(index__gte=first, index__lt=last).order_by("index")
        return [bytes(row) for row in rows.values_list("leaf_hash", flat=True)]
    below = StoredTile.objects.filter(level=tile.level - 1, index__gte=first, index__lt=last).order_by("index")
    return [tile_root(split(bytes(row))) for row in below.values_list("hashes", flat=True)]
