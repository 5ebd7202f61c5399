from itertools import pairwise

import pytest

from custody.core import merkle, tiles
from custody.core.errors import IntegrityBroken, InvalidInput
from custody.core.tiles import Tile, TileReader
from tests.core import naive_merkle as naive


def leaves_of(size):
    return [merkle.leaf_hash(b"%d" % number) for number in range(size)]


def stored_tiles(leaves):
    """All tiles of the tree over the leaves, as bytes, cut from its levels."""
    store = {}
    row, level = leaves, 0
    while row:
        for start in range(0, len(row), 256):
            cut = row[start : start + 256]
            store[Tile(level, start // 256, len(cut))] = b"".join(cut)
        row = [naive_root(row[start : start + 256]) for start in range(0, len(row) - 255, 256)]
        level += 1
    return store


def naive_root(hashes):
    while len(hashes) > 1:
        hashes = [naive.node(*hashes[start : start + 2]) for start in range(0, len(hashes), 2)]
    return hashes[0]


def reads_everything(store, size, root):
    """Read each stored hash once through the reader, which checks on the way."""
    reader = TileReader(read=store.__getitem__, size=size, root=root)
    for tile in store:
        reader(8 * tile.level, 256 * tile.number)


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 66_000])
def test_full_and_partial_tiles_are_the_whole_tree(size):
    expected = stored_tiles([bytes(32)] * size)

    found = {*tiles.full_tiles(0, size), *tiles.partial_tiles(size)}

    assert found == set(expected)


def test_only_tiles_that_became_full_are_written():
    assert tiles.full_tiles(0, 255) == []
    assert tiles.full_tiles(255, 256) == [Tile(0, 0)]
    assert tiles.full_tiles(256, 256) == []
    assert tiles.full_tiles(300, 800) == [Tile(0, 1), Tile(0, 2)]
    assert tiles.full_tiles(65_535, 65_536) == [Tile(0, 255), Tile(1, 0)]
    with pytest.raises(InvalidInput, match="does not grow"):
        tiles.full_tiles(2, 1)
    with pytest.raises(InvalidInput, match="does not grow"):
        tiles.full_tiles(-1, 1)


def test_growing_in_steps_writes_each_tile_once():
    steps = [0, 1, 256, 700, 701, 65_000, 66_000, 140_000]

    written = [tile for old, new in pairwise(steps) for tile in tiles.full_tiles(old, new)]

    assert len(written) == len(set(written))
    assert set(written) == set(tiles.full_tiles(0, 140_000))


def test_a_tile_is_published_where_tlog_tiles_says():
    assert Tile(0, 0).path == "tile/0/000"
    assert Tile(0, 5, 17).path == "tile/0/005.p/17"
    assert Tile(1, 1_000).path == "tile/1/x001/000"
    assert Tile(2, 1_234_067, 1).path == "tile/2/x001/x234/067.p/1"


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 600])
def test_proofs_from_tiles_are_those_from_the_leaves(size):
    leaves = leaves_of(size)
    reader = TileReader(read=stored_tiles(leaves).__getitem__, size=size, root=merkle.root_of(leaves))

    for first in range(1, size + 1, 7):
        assert merkle.inclusion_path(reader, first - 1, size) == merkle.inclusion_path(
            leaves, first - 1, size
        )
        assert merkle.consistency_path(reader, first, size) == merkle.consistency_path(leaves, first, size)


def test_a_flipped_bit_in_any_byte_of_any_tile_is_noticed():
    leaves = leaves_of(258)
    store, root = stored_tiles(leaves), merkle.root_of(leaves)
    reads_everything(store, 258, root)
    unnoticed = []

    for tile, data in store.items():
        for place in range(len(data)):
            damaged = bytearray(data)
            damaged[place] ^= 1 << place % 8
            try:
                reads_everything({**store, tile: bytes(damaged)}, 258, root)
            except IntegrityBroken:
                continue
            unnoticed.append((tile, place))

    assert sum(len(data) for data in store.values()) == 259 * 32
    assert unnoticed == []


def test_a_damaged_tile_on_each_level_of_a_tall_tree_is_noticed():
    leaves = [bytes(32)] * 66_000
    store, root = stored_tiles(leaves), merkle.root_of(leaves)
    reader = TileReader(read=store.__getitem__, size=66_000, root=root)
    assert reader(0, 0) == bytes(32)
    assert reader(3, 5) == naive_root([bytes(32)] * 8)
    assert reader(16, 0) == naive_root([bytes(32)] * 65_536)

    for tile in [Tile(0, 3), Tile(0, 257, 208), Tile(1, 0), Tile(1, 1, 1), Tile(2, 0, 1)]:
        damaged = bytes([store[tile][0] ^ 1]) + store[tile][1:]
        with pytest.raises(IntegrityBroken):
            TileReader(read={**store, tile: damaged}.__getitem__, size=66_000, root=root)(0, 256 * 3)


def test_a_tile_is_read_once():
    leaves = leaves_of(600)
    store, asked = stored_tiles(leaves), []

    def read(tile):
        asked.append(tile)
        return store[tile]

    reader = TileReader(read=read, size=600, root=merkle.root_of(leaves))
    for index in range(512):
        assert reader(0, index) == leaves[index]

    assert sorted(asked) == sorted(store)


def test_a_node_outside_the_tree_is_not_read():
    leaves = leaves_of(5)
    reader = TileReader(read=stored_tiles(leaves).__getitem__, size=5, root=merkle.root_of(leaves))

    for level, index in [(0, 5), (1, 2), (3, 0), (-1, 0), (0, -1), (8, 0)]:
        with pytest.raises(InvalidInput, match="has no node"):
            reader(level, index)


def test_a_tile_of_a_wrong_length_is_refused():
    leaves = leaves_of(257)
    store, root = stored_tiles(leaves), merkle.root_of(leaves)

    for tile in store:
        for data in (b"", store[tile][:-1], store[tile] + bytes(32), store[tile][:-32]):
            with pytest.raises(IntegrityBroken):
                reads_everything({**store, tile: data}, 257, root)


def test_only_a_full_tile_has_a_root():
    leaves = leaves_of(256)

    assert tiles.tile_root(leaves) == merkle.root_of(leaves)
    assert tiles.split_tile(b"".join(leaves)) == leaves
    for hashes in (leaves[:255], [*leaves, leaves[0]], []):
        with pytest.raises(InvalidInput, match="not full"):
            tiles.tile_root(hashes)


def test_the_empty_tree_has_no_tiles_and_its_own_root():
    assert tiles.partial_tiles(0) == tiles.full_tiles(0, 0) == []
    TileReader(read={}.__getitem__, size=0, root=merkle.EMPTY_ROOT)
    with pytest.raises(IntegrityBroken, match="edge"):
        TileReader(read={}.__getitem__, size=0, root=bytes(32))
