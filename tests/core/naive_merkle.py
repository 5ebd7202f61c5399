"""The tree once more, straight from RFC 6962 section 2.1 and as slow as it stands there.

It shares nothing with the house: entries in, hashes out, recursion throughout. The verifiers undo PATH and
SUBPROOF step by step instead of following RFC 9162.
"""

from hashlib import sha256


def mth(entries):
    """MTH(D[n])"""
    n = len(entries)
    if n == 0:
        return sha256(b"").digest()
    if n == 1:
        return sha256(b"\x00" + entries[0]).digest()
    k = split(n)
    return node(mth(entries[:k]), mth(entries[k:]))


def path(m, entries):
    """PATH(m, D[n])"""
    n = len(entries)
    if n == 1:
        return []
    k = split(n)
    if m < k:
        return [*path(m, entries[:k]), mth(entries[k:])]
    return [*path(m - k, entries[k:]), mth(entries[:k])]


def proof(m, entries):
    """PROOF(m, D[n])"""
    return subproof(m, entries, True)


def subproof(m, entries, complete):
    """SUBPROOF(m, D[n], b)"""
    n = len(entries)
    if m == n:
        return [] if complete else [mth(entries)]
    k = split(n)
    if m <= k:
        return [*subproof(m, entries[:k], complete), mth(entries[k:])]
    return [*subproof(m - k, entries[k:], False), mth(entries[:k])]


def is_included(leaf, m, n, hashes, root):
    """Whether the audit path leads from the leaf hash to the root."""
    if any(len(hash_) != 32 for hash_ in [leaf, root, *hashes]) or not 0 <= m < n:
        return False
    try:
        return climb(leaf, m, n, list(hashes)) == root
    except (IndexError, AssertionError):
        return False


def climb(leaf, m, n, hashes):
    if n == 1:
        assert not hashes
        return leaf
    k = split(n)
    sibling = hashes.pop()
    if m < k:
        return node(climb(leaf, m, k, hashes), sibling)
    return node(sibling, climb(leaf, m - k, n - k, hashes))


def is_consistent(m, root1, n, root2, hashes):
    """Whether the consistency proof leads to both roots."""
    if any(len(hash_) != 32 for hash_ in [root1, root2, *hashes]) or not 0 < m <= n:
        return False
    try:
        return both(m, n, list(hashes), True, root1) == (root1, root2)
    except (IndexError, AssertionError):
        return False


def both(m, n, hashes, complete, root1):
    if m == n:
        hash_ = root1 if complete else hashes.pop()
        assert not hashes
        return hash_, hash_
    k = split(n)
    sibling = hashes.pop()
    if m <= k:
        old, new = both(m, k, hashes, complete, root1)
        return old, node(new, sibling)
    old, new = both(m - k, n - k, hashes, False, root1)
    return node(sibling, old), node(sibling, new)


def node(left, right):
    return sha256(b"\x01" + left + right).digest()


def split(n):
    """The largest power of two smaller than n."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k
