#!/usr/bin/env python3
"""Check a court packet of Custody alone: ``python3 verify.py PACKET.zip --policy FILE``.

One file, the standard library, nothing of the house that wrote the packet: no module is shared, and the signatures and
proofs are computed here from the standards (RFC 8032, RFC 6962, C2SP signed-note, tlog-checkpoint, tlog-cosignature,
tlog-proof and tlog-policy). The keys come from ``--policy`` and never from the packet. It writes and sends nothing.

Ends with 0 (valid), 1 (invalid) or 2 (cannot decide: no usable policy, the file cannot be read, or too few witnesses).
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import json
import re
import sys
import zipfile
from datetime import datetime, timezone
from typing import Any

LARGEST_PACKET, MOST_FILES, LARGEST_LEAF, LARGEST_FILE, LARGEST_PHOTO = 256 << 20, 60_000, 65_535, 1 << 20, 16 << 20
MOST_SIGNATURES, ZERO = 100, timezone.utc  # noqa: UP017 - Python 3.9 has no datetime.UTC
NAME = r"[^\s+\x00-\x1f\x7f]+"
ENTRY = re.compile(r"(stream|disclose)/[0-9]{4}/[0-9]{6}\.json|proof/[0-9]{4}/[0-9]{6}\.tlog-proof|attach/[0-9a-f]{64}")
SUFFIX = {"stream": "json", "proof": "tlog-proof", "disclose": "json"}
NEEDED, BESIDE = {"checkpoint", "packet.json"}, {"STATEMENT.txt", "VERIFY.html", "policy.txt", "verify.py"}
LEAF_KEYS = {"v", "code", "stream", "seq", "prev", "op", "recorded_at", "after", "actor", "c"}
UTC_TEXT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
PROOF = re.compile(r"c2sp\.org/tlog-proof@v1\nindex (0|[1-9][0-9]{0,17})((?:\n[A-Za-z0-9+/=]{44}){0,63})")
OPEN = "Who holds both the database and the log's key could have written another history and signed it."
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


class Invalid(Exception):
    """The packet is not what it says."""


class Undecided(Exception):
    """Nothing can be said with this policy."""


P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
Point = tuple[int, int, int, int]
D, ROOT_OF_MINUS_ONE = -121665 * pow(121666, P - 2, P) % P, pow(2, (P - 1) // 4, P)


def decode_point(data: bytes) -> Point | None:
    """Return the point in extended coordinates (RFC 8032, 5.1.3), or ``None`` for bytes that are no point."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if len(data) != 32 or y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def add(one: Point, other: Point) -> Point:
    """Return the sum of two points (RFC 8032, 5.1.4)."""
    a, b = (one[1] - one[0]) * (other[1] - other[0]) % P, (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(scalar: int, point: Point) -> Point:
    """Return the point added to itself ``scalar`` times."""
    out = (0, 1, 1, 0)
    while scalar:
        out = add(out, point) if scalar & 1 else out
        point, scalar = add(point, point), scalar >> 1
    return out


BASE: Any = decode_point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signature_holds(key: bytes, signature: bytes, message: bytes) -> bool:
    """Say whether ``signature`` of ``message`` was made with ``key`` (RFC 8032, 5.1.7; S below the group order)."""
    public, first = decode_point(key), decode_point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or public is None or first is None or scalar >= L:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    left, right = times(scalar, BASE), add(first, times(challenge, public))
    return not (left[0] * right[2] - right[0] * left[2]) % P and not (left[1] * right[2] - right[1] * left[2]) % P


def sha256(data: bytes) -> bytes:
    """Return the 32 bytes of SHA-256."""
    return hashlib.sha256(data).digest()


def root_from(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """Return the root that the audit path of RFC 6962, 2.1.1 leads to; raise ``Invalid`` for another length."""
    if not 0 <= index < size or bool(path) != (size > 1):
        raise Invalid("its place, or the number of hashes in its proof, does not fit the tree")
    if size == 1:
        return leaf
    middle = 1 << (size - 1).bit_length() - 1
    if index < middle:
        return sha256(b"\x01" + root_from(leaf, index, middle, path[:-1]) + path[-1])
    return sha256(b"\x01" + path[-1] + root_from(leaf, index - middle, size - middle, path[:-1]))


def unbase64(text: Any, length: int | None = None) -> bytes:
    """Return the bytes; raise ``Invalid`` for another spelling of them or another length."""
    try:
        data = base64.b64decode(text, validate=True)
    except (ValueError, TypeError):
        raise Invalid("something is not base64") from None
    if base64.b64encode(data).decode() != text or length not in (None, len(data)):
        raise Invalid("a base64 value has the wrong length or an unusual spelling")
    return data


def strict_json(raw: bytes) -> Any:
    """Return the value of canonical JSON; raise ``Invalid`` for duplicate keys, floats and every other spelling."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) != len(pairs):
            raise Invalid("a JSON key stands twice")
        return dict(pairs)

    def whole(text: str) -> int:
        if len(text) > 17 or abs(int(text)) > 2**53 - 1:
            raise Invalid("a JSON number is too large")
        return int(text)

    try:
        value = json.loads(raw, object_pairs_hook=once, parse_int=whole, parse_float=whole, parse_constant=whole)
        again = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Invalid("a file is not well-formed JSON") from None
    if again != raw:
        raise Invalid("JSON is not in its canonical spelling")
    return value


def split_key(text: str) -> tuple[str, bytes, int, bytes]:
    """Return (name, key id, algorithm, key) of ``name+id+key``; raise ``Undecided``: keys come from the policy."""
    parts = re.fullmatch(rf"({NAME})\+([0-9a-f]{{8}})\+([A-Za-z0-9+/=]+)", text)
    if not parts:
        raise Undecided("a key in the policy is not written name+id+key")
    try:
        blob = unbase64(parts[3], 33)
    except Invalid as error:
        raise Undecided(f"a key in the policy is malformed: {error}") from None
    if sha256(parts[1].encode() + b"\n" + blob)[:4].hex() != parts[2]:
        raise Undecided("the id of a key in the policy does not belong to the key")
    return parts[1], bytes.fromhex(parts[2]), blob[0], blob[1:]


def read_policy(text: str) -> Any:
    """Return (logs, witnesses by name, groups, quorum, words) of a C2SP tlog-policy; raise ``Undecided``."""
    logs, witnesses, groups, quorum = [], dict[str, Any](), dict[str, Any](), ""
    for line in text.splitlines():
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        known = {*witnesses, *groups}
        if words[0] == "log" and len(words) in (2, 3):
            logs.append(split_key(words[1]))
        elif words[0] == "witness" and len(words) in (3, 4) and words[1] not in {*known, "none"}:
            witnesses[words[1]] = split_key(words[2])
        elif words[0] == "group" and len(words) > 3 and words[1] not in {*known, "none"}:
            count = {"any": 1, "all": len(words) - 3}.get(words[2]) or int(words[2] if words[2].isdecimal() else 0)
            if not 0 < count <= len(words) - 3 or not set(words[3:]) <= known or len(set(words[3:])) != len(words) - 3:
                raise Undecided("a group of the policy asks for a number it cannot have, or names nobody")
            groups[words[1]] = (count, words[3:])
        elif words[0] == "quorum" and len(words) == 2 and not quorum and words[1] in {*known, "none"}:
            quorum = words[1]
        else:
            raise Undecided(f"the policy has a line that means nothing: {json.dumps(line[:80])}")
    if any(log[2] != 1 for log in logs) or any(witness[2] != 4 for witness in witnesses.values()):
        raise Undecided("the policy holds a key of a kind that this program cannot check")
    if len({key for *_, key in (*logs, *witnesses.values())}) != len(logs) + len(witnesses):
        raise Undecided("the policy gives one key to two parties")
    if not logs or not quorum:
        raise Undecided("the policy must name a log and a quorum (which may be `quorum none`)")
    return logs, witnesses, groups, quorum, text.split()


def has(name: str, signed: dict[str, int], groups: dict[str, tuple[int, list[str]]]) -> bool:
    """Say whether a witness signed, or enough of a group did. A group names only what stands above it."""
    if name in groups:
        count, members = groups[name]
        return sum(has(each, signed, groups) for each in members) >= count
    return name in signed


def read_checkpoint(data: bytes, policy: Any) -> tuple[str, int, bytes, dict[str, int]]:
    """Return (origin, size, root, {witness: time}) of a checkpoint that a log of the policy signed."""
    logs, witnesses, _, _, _ = policy
    body, gap, tail = data.decode("utf-8", "replace").rpartition("\n\n")
    lines, signatures = body.split("\n"), tail.split("\n")[:-1]
    if not gap or not tail.endswith("\n") or len(signatures) > MOST_SIGNATURES or CONTROL.search(body + tail):
        raise Invalid("the checkpoint is not a signed note")
    if len(lines) != 3 or not lines[0] or not re.fullmatch("0|[1-9][0-9]{0,17}", lines[1]):
        raise Invalid("the checkpoint does not name a log, a size and a root, and nothing else")
    origin, size, root, message = lines[0], int(lines[1]), unbase64(lines[2], 32), (body + "\n").encode()
    by_log, seen = False, dict[str, int]()
    for line in signatures:
        parts = re.fullmatch(rf"— ({NAME}) ([A-Za-z0-9+/=]+)", line)
        if not parts:
            raise Invalid("a signature line of the checkpoint is malformed")
        blob = unbase64(parts[2])
        for called, (name, key_id, kind, key) in [*((log[0], log) for log in logs), *witnesses.items()]:
            if (name, key_id) != (parts[1], blob[:4]):
                continue
            if kind == 1:
                by_log = is_good = name == origin and signature_holds(key, blob[4:], message)
            else:
                seen[called] = time = int.from_bytes(blob[4:12], "big")
                said = f"cosignature/v1\ntime {time}\n".encode() + message
                is_good = time < 1 << 37 and signature_holds(key, blob[12:], said)
            if not is_good:
                raise Invalid(f"the signature of {called} under the checkpoint is wrong")
    if not by_log:
        raise Invalid("no log that the policy names signed the checkpoint: it is another log, or a forged key")
    return origin, size, root, seen


def read_files(data: bytes) -> dict[str, bytes]:
    """Return {name: bytes} of a packet; raise ``Invalid`` unless the archive is, byte for byte, the only one of them.

    Nothing is unpacked to disk. Compressed entries are refused before they are read, so that nothing can swell.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_FILES:
                raise Invalid("it holds too many files")
            for each in entries:
                most = LARGEST_PHOTO if each.filename.startswith("attach/") else LARGEST_FILE
                if each.filename not in NEEDED | BESIDE and not ENTRY.fullmatch(each.filename):
                    raise Invalid(f"a file in it has a name that no packet has: {json.dumps(each.filename[:80])}")
                if each.compress_type or each.flag_bits or not each.compress_size == each.file_size <= most:
                    raise Invalid("a file in it is compressed, encrypted or too large")
            files = {each.filename: archive.read(each) for each in entries}
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, RuntimeError, KeyError):
        raise Invalid("it is not a whole zip file") from None
    if len(files) != len(entries) or archive_of(files) != data:
        raise Invalid("the archive is not in the one form that a packet has: a name twice, or bytes between the files")
    return files


def archive_of(files: dict[str, bytes]) -> bytes:
    """Return the one archive of some files: names sorted, dates fixed, stored, nothing else."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            archive.writestr(entry, files[name])
    return out.getvalue()


def check_event(where: str, leaf_bytes: bytes, proof: bytes, tree: tuple[bytes, int, bytes]) -> tuple[Any, bytes, int]:
    """Return (leaf, leaf hash, index) of an event in the tree (its checkpoint, size and root); raise ``Invalid``."""
    checkpoint, size, root = tree
    if len(leaf_bytes) > LARGEST_LEAF:
        raise Invalid(f"{where}: the event is longer than 65,535 bytes")
    leaf = strict_json(leaf_bytes)
    if not isinstance(leaf, dict) or set(leaf) != LEAF_KEYS or leaf["v"] != 1 or not isinstance(leaf["c"], dict):
        raise Invalid(f"{where}: the event has other parts than an event has")
    if not UTC_TEXT.fullmatch(str(leaf["recorded_at"])):
        raise Invalid(f"{where}: the event was recorded at no time")
    for commitment in leaf["c"].values():
        unbase64(commitment, 32)
    head, _, rest = proof.partition(b"\n\n")
    if not (found := PROOF.fullmatch(head.decode("ascii", "replace"))) or rest != checkpoint:
        raise Invalid(f"{where}: the proof is malformed, too long, or of another checkpoint")
    hashed, place = sha256(b"\x00" + leaf_bytes), int(found[1])
    if root_from(hashed, place, size, [unbase64(each, 32) for each in found[2].split()]) != root:
        raise Invalid(f"{where}: the event is not in the tree that was signed")
    after = leaf["after"]
    if after is not None and not (isinstance(after, dict) and after.get("size") in range(1, place + 1)):
        raise Invalid(f"{where}: the event says it knew a tree that is younger than itself")
    return leaf, hashed, place


def check_disclosed(where: str, data: bytes, leaf: dict[str, Any], origin: str) -> dict[str, Any]:
    """Return {field: value} of what is disclosed of an event; raise ``Invalid`` when a value was not recorded."""
    shown = strict_json(data)
    if not isinstance(shown, dict):
        raise Invalid(f"{where}: what is disclosed is malformed")
    for name, pair in shown.items():
        if name not in leaf["c"] or not isinstance(pair, dict) or set(pair) != {"salt", "value"}:
            raise Invalid(f"{where}: what is disclosed is no field of the event")
        written = json.dumps([name, pair["value"]], sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        if sha256(b"custody-commit-v1\x00" + unbase64(pair["salt"], 32) + written) != unbase64(leaf["c"][name]):
            raise Invalid(f"{where}: the value of {name} is not the one that was recorded")
    if "origin" in shown and shown["origin"]["value"] != origin:
        raise Invalid(f"{where}: the event was written for another log")
    return {name: pair["value"] for name, pair in shown.items()}


def check_packet(data: bytes, policy: Any, show: bool = False) -> tuple[list[str], bool]:
    """Return the lines to print about a valid packet and whether enough witnesses signed; raise ``Invalid``."""
    files = read_files(data)
    if not set(files) >= NEEDED:
        raise Invalid("the checkpoint or the list of streams is missing")
    origin, size, root, seen = read_checkpoint(files["checkpoint"], policy)
    listed = strict_json(files["packet.json"])
    streams = listed.get("streams") if isinstance(listed, dict) else None
    if not isinstance(streams, list) or not streams or set(listed) != {"streams", "v"} or listed["v"] != 1:
        raise Invalid("the list of streams is malformed or empty")
    total = shown_total = withheld = 0
    says, places, photos = list[str](), set[int](), set[str]()
    for number, said in enumerate(streams, 1):
        if not isinstance(said, dict) or set(said) != {"events", "head", "stream"} or type(said["events"]) is not int:
            raise Invalid("the list of streams is malformed")
        head, before, last = None, -1, ""
        for seq in range(1, said["events"] + 1):
            where, place = f"stream {number}, event {seq}", f"{number:04d}/{seq:06d}"
            names = [f"{kind}/{place}.{suffix}" for kind, suffix in SUFFIX.items()]
            if not set(names) <= set(files):
                raise Invalid(f"{where}: it is missing")
            event, proof, disclosed = (files.pop(name) for name in names)
            leaf, hashed, index = check_event(where, event, proof, (files["checkpoint"], size, root))
            if (leaf["stream"], leaf["seq"], leaf["prev"]) != (said["stream"], seq, head):
                raise Invalid(f"{where}: it does not follow the event before it: one is left out, moved or foreign")
            if index <= before or index in places:
                raise Invalid(f"{where}: its place in the tree is not after that of the event before it")
            places.add(index)
            head, before, last = base64.b64encode(hashed).decode(), index, leaf["recorded_at"]
            values = check_disclosed(where, disclosed, leaf, origin)
            total, shown_total, withheld = total + 1, shown_total + len(values), withheld + len(leaf["c"]) - len(values)
            if str(leaf["code"]).startswith("photo.attached/") and "sha256" in values:
                photos.add(f"attach/{values['sha256']}")
            if show:
                told = f"{json.dumps(leaf['code'])} {json.dumps(values, sort_keys=True)}"
                says.append(f"    {number}.{seq} {leaf['recorded_at']} leaf {index} {told}")
        if head is None or said["head"] != head:
            raise Invalid(f"stream {number}: it does not end with the event that the list names")
        says.append(f"  stream {number}: events 1 to {said['events']}, no gap, last recorded {last}")
    enclosed = {name for name in photos & set(files) if sha256(files[name]).hex() == name[7:]}
    if not set(files) - enclosed <= NEEDED | BESIDE:
        raise Invalid("there are files in it that belong to no event, or a photo is not the one that was recorded")
    for name, time in sorted(seen.items()):
        says.append(f"  witness {name} signed at {datetime.fromtimestamp(time, ZERO):%Y-%m-%d %H:%M:%S} UTC")
    if files.get("policy.txt", b"").decode("utf-8", "replace").split() != policy[4]:
        says.append("  the copy of the policy in the packet is missing or is not yours: yours was used")
    return [
        f"Packet with SHA-256 {sha256(data).hex()}",
        f"Log {json.dumps(origin)}, {size} leaves, root {root.hex()}",
        f"Checked: {total} events re-hashed, each proved to be in the signed tree; {shown_total} values recomputed.",
        *says,
        f"Photos: {len(enclosed)} enclosed as they were taken, {len(photos - enclosed)} proved by their hash alone.",
        f"Withheld or erased: {withheld} values. Their commitments are in the events; nobody can change them later.",
        "Nothing rests on the statement, the copy of the policy or the copy of this program that lie in the packet.",
        "Not proved: that what an officer wrote is true; that a stream has no event after its last one here (ask the",
        "log for a newer packet); which other streams exist; when an event was written, beyond its order in the log.",
    ], has(policy[3], seen, policy[2]) or policy[3] == "none"


def main(arguments: list[str] | None = None) -> int:
    """Check the packet that the command line names, print what was found, and return the exit code."""
    parser = argparse.ArgumentParser(description="Check a court packet. 0 valid, 1 invalid, 2 cannot decide.")
    parser.add_argument("packet")
    parser.add_argument("--policy", help="C2SP tlog-policy with the keys you trust; never take it from the packet")
    parser.add_argument("--events", action="store_true", help="print every event and every disclosed value")
    options = parser.parse_args(arguments)
    try:
        if options.policy is None:
            raise Undecided("no policy was given, so no key is trusted. Give one with --policy")
        with open(options.policy, encoding="utf-8") as text:
            policy = read_policy(text.read(LARGEST_FILE))
        with open(options.packet, "rb") as file:
            data = file.read(LARGEST_PACKET + 1)
        if len(data) > LARGEST_PACKET:
            raise Undecided("the packet is larger than this program reads")
        lines, is_witnessed = check_packet(data, policy, show=options.events)
        print("\n".join(lines))
        if not is_witnessed:
            raise Undecided(f"all of the above holds, but fewer witnesses signed than the policy demands. {OPEN}")
    except Invalid as error:
        print(f"INVALID: {error}")
        return 1
    except (Undecided, OSError, UnicodeDecodeError) as error:
        print(f"CANNOT DECIDE: {error}")
        return 2
    if policy[3] == "none":
        print(f"No outside witness had to sign. {OPEN} This policy accepts that.")
    print("VALID")
    return 0


if __name__ == "__main__":
    sys.exit(main())
