"""Write the proofs, good and forged, that the tree's verifiers are tried on.

Run it as ``python -m tests.core.vectors.make_vectors``. Everything comes from the naive twin; the house takes
no part.
"""

import json
from pathlib import Path

from tests.core import naive_merkle as naive

FOLDER = Path(__file__).parent
SIZES = (1, 2, 3, 5, 7, 8, 13)
ENTRIES = [b"entry %d" % number for number in range(max(SIZES))]
OTHER = naive.mth([b"not in the tree"])
EMPTY = naive.mth([])


def flipped(hash_, bit=0):
    return bytes([hash_[0] ^ 1 << bit, *hash_[1:]])


def inclusion_cases():
    good, forged = [], []
    for size in SIZES:
        entries = ENTRIES[:size]
        for index in sorted({0, size // 2, size - 1}):
            case = {
                "leaf": naive.mth([entries[index]]),
                "index": index,
                "size": size,
                "path": naive.path(index, entries),
                "root": naive.mth(entries),
            }
            good.append({"name": f"leaf {index} of {size}", **case})
            forged += [
                {"name": f"leaf {index} of {size}, {how}", **bad} for how, bad in forge_inclusion(case)
            ]
    forged.append(
        {
            "name": "an empty root and an empty leaf",
            "leaf": b"",
            "index": 0,
            "size": 1,
            "path": [],
            "root": b"",
        }
    )
    forged.append(
        {"name": "a leaf in the empty tree", "leaf": EMPTY, "index": 0, "size": 0, "path": [], "root": EMPTY}
    )
    assert all(naive.is_included(c["leaf"], c["index"], c["size"], c["path"], c["root"]) for c in good)
    return {"good": good, "forged": [case for case in forged if not naive_accepts_inclusion(case)]}


def naive_accepts_inclusion(case):
    # Another size can lead to the same root by the same steps: the signed checkpoint binds it, no proof can.
    return naive.is_included(case["leaf"], case["index"], case["size"], case["path"], case["root"])


def forge_inclusion(case):
    path = case["path"]
    yield "another leaf", {**case, "leaf": OTHER}
    yield "a flipped bit in the leaf", {**case, "leaf": flipped(case["leaf"], 7)}
    yield "a flipped bit in the root", {**case, "root": flipped(case["root"])}
    yield "the root of the empty tree", {**case, "root": EMPTY}
    yield "the root cut off", {**case, "root": case["root"][:31]}
    yield "the leaf too long", {**case, "leaf": case["leaf"] + b"\x00"}
    yield "the next index", {**case, "index": case["index"] + 1}
    yield "the index before", {**case, "index": case["index"] - 1}
    yield "the size as index", {**case, "index": case["size"]}
    yield "one leaf fewer", {**case, "size": case["size"] - 1}
    yield "twice the size", {**case, "size": case["size"] * 2}
    yield "size zero", {**case, "size": 0}
    yield "a hash more", {**case, "path": [*path, OTHER]}
    yield "the root as a hash more", {**case, "path": [*path, case["root"]]}
    yield "a hash in front", {**case, "path": [OTHER, *path]}
    if path:
        yield "a hash fewer", {**case, "path": path[:-1]}
        yield "no hashes", {**case, "path": []}
        yield "a short hash", {**case, "path": [path[0][:31], *path[1:]]}
        yield "an empty hash", {**case, "path": [*path[:-1], b""]}
        yield "the path upside down", {**case, "path": path[::-1]}
        for place in range(len(path)):
            bad = [*path[:place], flipped(path[place]), *path[place + 1 :]]
            yield f"a flipped bit in hash {place}", {**case, "path": bad}


def consistency_cases():
    good, forged = [], []
    for size2 in SIZES:
        for size1 in sorted({1, size2 // 2, size2 - 1, size2} - {0}):
            case = {
                "size1": size1,
                "root1": naive.mth(ENTRIES[:size1]),
                "size2": size2,
                "root2": naive.mth(ENTRIES[:size2]),
                "path": naive.proof(size1, ENTRIES[:size2]),
            }
            good.append({"name": f"{size1} to {size2}", **case})
            forged += [{"name": f"{size1} to {size2}, {how}", **bad} for how, bad in forge_consistency(case)]
    assert all(naive_accepts_consistency(case) for case in good)
    return {"good": good, "forged": [case for case in forged if not naive_accepts_consistency(case)]}


def naive_accepts_consistency(case):
    return naive.is_consistent(case["size1"], case["root1"], case["size2"], case["root2"], case["path"])


def forge_consistency(case):
    path = case["path"]
    yield "from size zero", {**case, "size1": 0, "root1": EMPTY, "path": []}
    yield "from size zero with a path", {**case, "size1": 0, "root1": EMPTY}
    yield "another earlier root", {**case, "root1": OTHER}
    yield "another later root", {**case, "root2": OTHER}
    yield "the earlier root cut off", {**case, "root1": case["root1"][:31]}
    yield "both roots empty", {**case, "root1": b"", "root2": b""}
    yield "the roots swapped", {**case, "root1": case["root2"], "root2": case["root1"]}
    yield "the sizes swapped", {**case, "size1": case["size2"], "size2": case["size1"]}
    yield "one leaf more before", {**case, "size1": case["size1"] + 1}
    yield "one leaf fewer before", {**case, "size1": case["size1"] - 1}
    yield "one leaf fewer after", {**case, "size2": case["size2"] - 1}
    yield "the same size twice", {**case, "size1": case["size2"]}
    yield "a hash more", {**case, "path": [*path, OTHER]}
    yield "the earlier root in front", {**case, "path": [case["root1"], *path]}
    if path:
        yield "a hash fewer", {**case, "path": path[:-1]}
        yield "no hashes", {**case, "path": []}
        yield "a long hash", {**case, "path": [path[0] + b"\x00", *path[1:]]}
        yield "the path upside down", {**case, "path": path[::-1]}
        for place in range(len(path)):
            bad = [*path[:place], flipped(path[place]), *path[place + 1 :]]
            yield f"a flipped bit in hash {place}", {**case, "path": bad}


def as_text(cases):
    """The cases as JSON, one a line."""
    groups = [
        f'"{verdict}": [\n' + ",\n".join(json.dumps(in_hex(case)) for case in group) + "\n]"
        for verdict, group in cases.items()
    ]
    return "{\n" + ",\n".join(groups) + "\n}\n"


def in_hex(value):
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list):
        return [in_hex(item) for item in value]
    if isinstance(value, dict):
        return {key: in_hex(item) for key, item in value.items()}
    return value


FILES = {"inclusion.json": inclusion_cases, "consistency.json": consistency_cases}

if __name__ == "__main__":
    for name, cases in FILES.items():
        (FOLDER / name).write_text(as_text(cases()), encoding="utf-8")
