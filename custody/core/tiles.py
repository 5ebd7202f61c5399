"""The tree cut into tiles, as C2SP tlog-tiles publishes it: 256 hashes wide, eight levels high.

The tile ``(level, number)`` holds the hashes of the tree's level ``8 * level`` from ``256 * number`` on. A
full tile never changes again; the right edge is made of partial tiles, at most one per level.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from custody.core.errors import IntegrityBroken, InvalidInput
from custody.core.merkle import HASH_BYTES, Frontier, node_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TILE_WIDTH = 256
TILE_HEIGHT = 8


class Tile(NamedTuple):
    """The place of one tile, and how many hashes it holds."""

    level: int
    number: int
    width: int = TILE_WIDTH

    @property
    def path(self) -> str:
        """Where tlog-tiles publishes it: ``tile/0/x001/234.p/5``."""
        path = f"tile/{self.level}/{_number_path(self.number)}"
        return path if self.width == TILE_WIDTH else f"{path}.p/{self.width}"


def full_tiles(old_size: int, new_size: int) -> list[Tile]:
    """Return the tiles that became full while the tree grew from one size to the other, lowest first."""
    if not 0 <= old_size <= new_size:
        raise InvalidInput(
            "tiles.sizes", "A tree does not grow from {old} to {new}", old=old_size, new=new_size
        )
    tiles = []
    level = 0
    old, new = old_size // TILE_WIDTH, new_size // TILE_WIDTH
    while new > 0:
        tiles += [Tile(level, number) for number in range(old, new)]
        old //= TILE_WIDTH
        new //= TILE_WIDTH
        level += 1
    return tiles


def partial_tiles(size: int) -> list[Tile]:
    """Return the partial tiles at the right edge of a tree of ``size`` leaves, lowest first."""
    tiles = []
    level = 0
    while size > 0:
        number, width = divmod(size, TILE_WIDTH)
        if width:
            tiles.append(Tile(level, number, width))
        size = number
        level += 1
    return tiles


def split_tile(data: bytes) -> list[bytes]:
    """Return the hashes in a tile. Raises IntegrityBroken when they are none, too many, or cut off."""
    if not data or len(data) % HASH_BYTES or len(data) > TILE_WIDTH * HASH_BYTES:
        raise IntegrityBroken(
            "tiles.length", "A tile of {length} bytes holds no whole hashes", length=len(data)
        )
    return [data[start : start + HASH_BYTES] for start in range(0, len(data), HASH_BYTES)]


def tile_root(hashes: Sequence[bytes]) -> bytes:
    """Return the root over the 256 hashes of a full tile: one hash of the tile above it."""
    if len(hashes) != TILE_WIDTH:
        raise InvalidInput("tiles.not_full", "A tile of {width} hashes is not full", width=len(hashes))
    return _node_in(hashes, TILE_HEIGHT, 0)


class TileReader:
    """A node reader over stored tiles that believes no tile it did not check.

    The partial tiles must together give the root, and each full tile must give the hash its parent holds for
    it. Go's reader left some full tiles unchecked (CVE-2026-56865); here a flipped bit in any tile that is
    read raises IntegrityBroken.
    """

    def __init__(self, *, read: Callable[[Tile], bytes], size: int, root: bytes) -> None:
        """Read the right edge of the tree of ``size`` leaves with ``read`` and hold it against ``root``."""
        self._read = read
        self._size = size
        self._edges: dict[int, list[bytes]] = {}
        self._full: dict[Tile, list[bytes]] = {}
        frontier: list[bytes] = []
        for tile in reversed(partial_tiles(size)):
            hashes = self._hashes_of_width(tile)
            self._edges[tile.level] = hashes
            frontier += _frontier_of(hashes)
        if Frontier(size, frontier).root() != root:
            raise IntegrityBroken("tiles.root", "The tiles at the edge do not lead to the root")

    def __call__(self, level: int, index: int) -> bytes:
        """Return the root of the perfect subtree at ``(level, index)``; raise InvalidInput when absent."""
        if level < 0 or index < 0 or (index + 1) << level > self._size:
            raise InvalidInput(
                "tiles.node",
                "A tree of {size} leaves has no node {index} on level {level}",
                size=self._size,
                index=index,
                level=level,
            )
        tile_level, height = divmod(level, TILE_HEIGHT)
        first = index << height
        hashes = self._hashes(tile_level, first // TILE_WIDTH)
        return _node_in(hashes, height, (first % TILE_WIDTH) >> height)

    def _hashes(self, level: int, number: int) -> list[bytes]:
        """Return the checked hashes of one tile, partial when it stands at the edge."""
        if number == (self._size >> (TILE_HEIGHT * level)) // TILE_WIDTH:
            return self._edges[level]
        tile = Tile(level, number)
        if tile not in self._full:
            hashes = self._hashes_of_width(tile)
            parent = self._hashes(level + 1, number // TILE_WIDTH)
            if tile_root(hashes) != parent[number % TILE_WIDTH]:
                raise IntegrityBroken("tiles.altered", "The tile {path} was altered", path=tile.path)
            self._full[tile] = hashes
        return self._full[tile]

    def _hashes_of_width(self, tile: Tile) -> list[bytes]:
        hashes = split_tile(self._read(tile))
        if len(hashes) != tile.width:
            raise IntegrityBroken("tiles.width", "The tile {path} has another width", path=tile.path)
        return hashes


def _frontier_of(hashes: list[bytes]) -> list[bytes]:
    """Return the roots of the perfect subtrees over ``hashes``, widest first."""
    frontier = Frontier()
    frontier.extend(hashes)
    return frontier.to_bytes_list()


def _node_in(hashes: Sequence[bytes], height: int, index: int) -> bytes:
    """Return the root over the ``index``-th run of ``2**height`` hashes."""
    row = list(hashes[index << height : (index + 1) << height])
    while len(row) > 1:
        row = [node_hash(row[i], row[i + 1]) for i in range(0, len(row), 2)]
    return row[0]


def _number_path(number: int) -> str:
    """Return ``number`` in groups of three digits, all but the last marked with an x."""
    groups = [f"{number % 1000:03d}"]
    while number >= 1000:
        number //= 1000
        groups.insert(0, f"x{number % 1000:03d}")
    return "/".join(groups)
