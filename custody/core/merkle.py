"""The Merkle tree of RFC 6962: hashes, roots, proofs and their verification.

Two rules are stricter than the letter of the standard, because forged proofs pass without them: a tree of
size zero is consistent with nothing, and a hash has exactly 32 bytes.

A *node reader* is a function ``(level, index) -> hash``: the root of the perfect subtree over the leaves
``index * 2**level`` up to, not including, ``(index + 1) * 2**level``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Self, TypeAlias

from custody.core.errors import IntegrityBroken, InvalidInput

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

NodeReader: TypeAlias = Callable[[int, int], bytes]
Source: TypeAlias = Sequence[bytes] | NodeReader


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash under which ``entry`` stands in the tree."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of the node above ``left`` and ``right``."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a growing tree: the roots of its perfect subtrees, widest first.

    It holds at most one hash per bit of the size, and is all that appending and the root need.
    """

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        """Take up a tree of ``size`` leaves where it was left; raises InvalidInput when the two disagree."""
        self._size = size
        self._hashes = list(hashes)
        if size < 0 or len(self._hashes) != size.bit_count():
            raise InvalidInput(
                "merkle.frontier", "These hashes are not the frontier of {size} leaves", size=size
            )
        for hash_ in self._hashes:
            _check_is_hash(hash_)

    @classmethod
    def from_bytes_list(cls, size: int, hashes: Iterable[bytes]) -> Self:
        """Return the frontier that `to_bytes_list` wrote for a tree of ``size`` leaves."""
        return cls(size, hashes)

    def to_bytes_list(self) -> list[bytes]:
        """Return the hashes to store beside the size."""
        return list(self._hashes)

    @property
    def size(self) -> int:
        """The number of leaves in the tree."""
        return self._size

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash at the right. Raises InvalidInput for anything that is not 32 bytes."""
        _check_is_hash(leaf)
        hash_ = leaf
        joined = self._size
        # Each low one-bit of the old size is a perfect subtree that the new leaf completes a pair with.
        while joined & 1:
            hash_ = node_hash(self._hashes.pop(), hash_)
            joined >>= 1
        self._hashes.append(hash_)
        self._size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaf hashes at the right, in order."""
        for leaf in leaves:
            self.append(leaf)

    def root(self) -> bytes:
        """Return the root of the tree as it stands; of the empty tree, SHA-256 of nothing."""
        if not self._hashes:
            return EMPTY_ROOT
        return _fold(self._hashes)


def root_of(leaf_hashes: Iterable[bytes]) -> bytes:
    """Return the root of the tree over ``leaf_hashes``."""
    frontier = Frontier()
    frontier.extend(leaf_hashes)
    return frontier.root()


def inclusion_path(source: Source, index: int, size: int) -> list[bytes]:
    """Return the proof that leaf ``index`` is in the tree of the first ``size`` leaves, lowest hash first.

    ``source`` is either the leaf hashes or a node reader. Raises InvalidInput when there is no such leaf.
    """
    if not 0 <= index < size:
        raise InvalidInput("merkle.index", "Leaf {index} is not in a tree of {size}", index=index, size=size)
    read = _reader_of(source, size)
    path = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _largest_power_below(end - begin)
        if index < middle:
            path.append(_subtree(read, middle, end))
            end = middle
        else:
            path.append(_subtree(read, begin, middle))
            begin = middle
    path.reverse()
    return path


def consistency_path(source: Source, size1: int, size2: int) -> list[bytes]:
    """Return the proof that the tree of ``size1`` leaves is the beginning of that of ``size2``.

    ``source`` is either the leaf hashes or a node reader of the later tree. Raises InvalidInput for an empty
    earlier tree (nothing can be proved about it) and for sizes in the wrong order.
    """
    if not 0 < size1 <= size2:
        raise InvalidInput(
            "merkle.sizes", "No tree of {size2} leaves grows from one of {size1}", size1=size1, size2=size2
        )
    read = _reader_of(source, size2)
    path = []
    begin, end = 0, size2
    while size1 != end:
        middle = begin + _largest_power_below(end - begin)
        if size1 <= middle:
            path.append(_subtree(read, middle, end))
            end = middle
        else:
            path.append(_subtree(read, begin, middle))
            begin = middle
    if begin > 0:
        # The verifier knows the earlier root already when the descent ended at the left edge.
        path.append(_subtree(read, begin, end))
    path.reverse()
    return path


def verify_inclusion(*, leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """Return when ``path`` proves that the leaf hash ``leaf`` stands at ``index`` in the tree of ``root``.

    Raises IntegrityBroken when it does not. The algorithm is that of RFC 9162, section 2.1.3.2.
    """
    _check_are_hashes(leaf, root, *path)
    if not 0 <= index < size:
        raise _unproved("The index lies outside the tree")
    node, last = index, size - 1
    hash_ = leaf
    for sibling in path:
        if last == 0:
            raise _unproved("The path is too long")
        if node & 1 or node == last:
            hash_ = node_hash(sibling, hash_)
            node, last = _up_to_right_child(node, last)
        else:
            hash_ = node_hash(hash_, sibling)
        node >>= 1
        last >>= 1
    if last != 0:
        raise _unproved("The path is too short")
    if hash_ != root:
        raise _unproved("The leaf does not lead to the root")


def verify_consistency(*, size1: int, root1: bytes, size2: int, root2: bytes, path: Sequence[bytes]) -> None:
    """Return when ``path`` proves that the tree of ``root2`` only appended to the tree of ``root1``.

    Raises IntegrityBroken when it does not. The algorithm is that of RFC 9162, section 2.1.4.2.
    """
    _check_are_hashes(root1, root2, *path)
    if not 0 < size1 <= size2:
        raise _unproved("The sizes do not name an earlier and a later tree")
    if size1 == size2:
        if path:
            raise _unproved("The path is too long")
        if root1 != root2:
            raise _unproved("Two trees of one size have different roots")
        return
    hashes = list(path)
    if size1.bit_count() == 1:
        hashes.insert(0, root1)
    if not hashes:
        raise _unproved("The path is too short")
    node, last = size1 - 1, size2 - 1
    while node & 1:
        node >>= 1
        last >>= 1
    earlier = later = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            raise _unproved("The path is too long")
        if node & 1 or node == last:
            earlier = node_hash(sibling, earlier)
            later = node_hash(sibling, later)
            node, last = _up_to_right_child(node, last)
        else:
            later = node_hash(later, sibling)
        node >>= 1
        last >>= 1
    if last != 0:
        raise _unproved("The path is too short")
    if earlier != root1:
        raise _unproved("The path does not lead to the earlier root")
    if later != root2:
        raise _unproved("The path does not lead to the later root")


def _up_to_right_child(node: int, last: int) -> tuple[int, int]:
    """Climb, without hashing, to where the node is a right child: a lone right edge is carried up as is."""
    while not node & 1 and node != 0:
        node >>= 1
        last >>= 1
    return node, last


def _subtree(read: NodeReader, begin: int, end: int) -> bytes:
    """Return the root over the leaves ``begin`` to ``end``; the widest part divides ``begin``."""
    parts = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        parts.append(read(level, begin >> level))
        begin += 1 << level
    return _fold(parts)


def _fold(parts: Sequence[bytes]) -> bytes:
    """Return the root over perfect subtrees given widest first, at least one."""
    hash_ = parts[-1]
    for part in reversed(parts[:-1]):
        hash_ = node_hash(part, hash_)
    return hash_


def _reader_of(source: Source, size: int) -> NodeReader:
    if not isinstance(source, Sequence):
        return source
    if len(source) < size:
        raise InvalidInput(
            "merkle.leaves", "There are only {found} leaves, not {size}", found=len(source), size=size
        )
    leaves = source

    def read(level: int, index: int) -> bytes:
        # The subtrees of one path do not overlap, so nothing would be gained by remembering nodes.
        if level == 0:
            return leaves[index]
        return node_hash(read(level - 1, 2 * index), read(level - 1, 2 * index + 1))

    return read


def _largest_power_below(count: int) -> int:
    """Return the largest power of two smaller than ``count``, which is at least 2."""
    return 1 << ((count - 1).bit_length() - 1)


def _check_is_hash(value: bytes) -> None:
    if len(value) != HASH_BYTES:
        raise InvalidInput("merkle.hash", "A hash must have {length} bytes", length=HASH_BYTES)


def _check_are_hashes(*values: bytes) -> None:
    if any(len(value) != HASH_BYTES for value in values):
        raise _unproved("A hash must have 32 bytes")


def _unproved(message: str) -> IntegrityBroken:
    return IntegrityBroken("merkle.unproved", message)
