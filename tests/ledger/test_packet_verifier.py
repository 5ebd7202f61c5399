"""The program an outsider runs, against a packet made here from the standards and a drawer of forgeries."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from custody.core.canonical import canonical_bytes
from custody.core.commitment import commit
from custody.core.merkle import inclusion_path, leaf_hash, root_of
from custody.core.note import VerifierKey, checkpoint_body, format_note, key_id, sign_note
from custody.ledger.standalone import verify

ORIGIN = "custody.example/log"
STREAMS = ("11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222")
LOG, OTHER_LOG, WITNESS = (Ed25519PrivateKey.from_private_bytes(bytes([n] * 32)) for n in (1, 2, 3))
SIGNED_AT = 1_790_000_000


def _b64(data):
    return base64.b64encode(data).decode()


def _vkey(key=LOG, name=ORIGIN):
    return VerifierKey(name=name, public_key=key.public_key().public_bytes_raw())


def _witness_key():
    raw = WITNESS.public_key().public_bytes_raw()
    return f"court.example+{key_id(name='court.example', algorithm=4, public_key=raw).hex()}+{_b64(bytes([4]) + raw)}"


WITNESSED = f"log {_vkey()}\nwitness court {_witness_key()}\ngroup outside 1 court\nquorum outside\n"
ALONE = f"# the key on the printed card\nlog {_vkey()}\nquorum none\n"


def _cosigned(body):
    raw = WITNESS.public_key().public_bytes_raw()
    signature = WITNESS.sign(f"cosignature/v1\ntime {SIGNED_AT}\n{body}".encode())
    blob = key_id(name="court.example", algorithm=4, public_key=raw) + SIGNED_AT.to_bytes(8, "big") + signature
    return f"— court.example {_b64(blob)}\n"


def _made(*, witnessed=False, log=LOG, order=(0, 1, 0, 1, 0), change=lambda leaf: leaf, say=lambda value: value):
    """Return the files of a packet of two streams whose events stand in the tree in ``order`` between strangers."""
    leaves, where = [leaf_hash(b"before")], {}
    heads, seqs = [None, None], [0, 0]
    for turn, number in enumerate(order):
        seqs[number] += 1
        salt = bytes([turn + 1] * 32)
        leaf = change({
            "v": 1, "code": "unit.weighed/1", "stream": STREAMS[number], "seq": seqs[number], "prev": heads[number],
            "op": "33333333-3333-4333-8333-333333333333", "recorded_at": f"2026-11-29T07:00:0{turn}.000000Z",
            "after": None if not turn else {"size": 1, "root": _b64(leaves[0])}, "actor": "p1",
            "c": {"gross_mg": _b64(commit("gross_mg", 1000 + turn, salt)), "place": _b64(bytes(32))},
        })  # fmt: skip
        raw = canonical_bytes(leaf)
        shown = {"gross_mg": {"salt": _b64(salt), "value": say(1000 + turn)}}
        where[number, seqs[number]] = (len(leaves), raw, canonical_bytes(shown))
        heads[number] = _b64(leaf_hash(raw))
        leaves += [leaf_hash(raw), leaf_hash(bytes([turn]))]
    body = checkpoint_body(origin=ORIGIN, size=len(leaves), root=root_of(leaves))
    note = format_note(body, [sign_note(body=body, key=_vkey(log), sign=log.sign)])
    note += _cosigned(body) if witnessed else ""
    files = {"checkpoint": note.encode()}
    for (number, seq), (index, raw, shown) in where.items():
        path = "".join(f"{_b64(each)}\n" for each in inclusion_path(leaves, index, len(leaves)))
        place = f"{number + 1:04d}/{seq:06d}"
        files[f"stream/{place}.json"] = raw
        files[f"proof/{place}.tlog-proof"] = f"c2sp.org/tlog-proof@v1\nindex {index}\n{path}\n{note}".encode()
        files[f"disclose/{place}.json"] = shown
    streams = [{"events": seqs[n], "head": heads[n], "stream": STREAMS[n]} for n in (0, 1)]
    files["packet.json"] = canonical_bytes({"streams": streams, "v": 1})
    return files


def _judge(data, policy=ALONE):
    lines, is_witnessed = verify.check_packet(data, verify.read_policy(policy))
    return lines if is_witnessed else None


def _refusal(data, policy=ALONE):
    with pytest.raises(verify.Invalid) as found:
        _judge(data, policy)
    return str(found.value)


@pytest.mark.parametrize(("secret", "public", "message", "signature"), [
    ("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
     "d25bf5f0595bbe24655141438e7a100b"),
    ("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
     "387b2eaeb4302aeeb00d291612bb0c00"),
])  # fmt: skip
def test_signatures_of_the_standard_hold_and_no_other_spelling_of_them(secret, public, message, signature):
    key, text, signed = (bytes.fromhex(each) for each in (public, message, signature))
    above = (int.from_bytes(signed[32:], "little") + verify.L).to_bytes(32, "little")

    assert verify.signature_holds(key, signed, text)
    assert not verify.signature_holds(key, signed[:32] + above, text)
    assert not verify.signature_holds(key, signed, text + b"!")
    assert not any(verify.signature_holds(key, signed[:n] + bytes([signed[n] ^ 1]) + signed[n + 1 :], text)
                   for n in (0, 31, 32, 63))  # fmt: skip


def test_every_leaf_of_small_trees_is_proved_and_no_other_place():
    for size in range(1, 34):
        leaves = [leaf_hash(bytes([n])) for n in range(size)]
        for index in range(size):
            path = inclusion_path(leaves, index, size)
            assert verify.root_from(leaves[index], index, size, path) == root_of(leaves)
            with pytest.raises(verify.Invalid):
                verify.root_from(leaves[index], index, size, [*path, bytes(32)])
            if size > 1:
                with contextlib.suppress(verify.Invalid):  # the other place has a path of another length
                    assert verify.root_from(leaves[index], (index + 1) % size, size, path) != root_of(leaves)


def test_a_packet_is_valid_alone_and_says_what_it_does_not_prove():
    said = "\n".join(_judge(verify.archive_of(_made())))

    assert "5 events re-hashed" in said
    assert "stream 1: events 1 to 3, no gap" in said
    assert "Withheld or erased: 5 values" in said
    assert "Not proved: that what an officer wrote is true" in said


def test_what_lies_beside_the_events_is_no_reason_to_believe():
    files = _made()
    beside = {"STATEMENT.txt": b"All is well", "verify.py": b"print('VALID')", "policy.txt": WITNESSED.encode()}
    said = "\n".join(_judge(verify.archive_of({**files, **beside})))

    assert "the copy of the policy in the packet is missing or is not yours" in said
    assert "Nothing rests on the statement" in said
    assert "is not yours" not in "\n".join(_judge(verify.archive_of({**files, "policy.txt": ALONE.encode()})))


def test_a_witness_that_the_policy_demands_decides():
    assert _judge(verify.archive_of(_made()), WITNESSED) is None
    said = _judge(verify.archive_of(_made(witnessed=True)), WITNESSED)
    assert "witness court signed at 2026-09-21" in "\n".join(said)


def _swap(files, one, other):
    return {**files, one: files[other], other: files[one]}


FORGERIES = {
    "an event left out": lambda f: {n: d for n, d in f.items() if "0001/000002" not in n},
    "the last event left out": lambda f: {n: d for n, d in f.items() if "0001/000003" not in n},
    "events in another order": lambda f: _swap(f, "stream/0001/000001.json", "stream/0001/000002.json"),
    "events and proofs in another order": lambda f: _swap(
        _swap(_swap(f, "stream/0001/000001.json", "stream/0001/000002.json"),
              "proof/0001/000001.tlog-proof", "proof/0001/000002.tlog-proof"),
        "disclose/0001/000001.json", "disclose/0001/000002.json"),
    "values of another event": lambda f: _swap(f, "disclose/0001/000001.json", "disclose/0001/000002.json"),
    "another checkpoint": lambda f: {**f, "checkpoint": _made(order=(0, 1))["checkpoint"]},
    "a program that no packet has": lambda f: {**f, "setup.py": b"print()"},
    "a path out of the folder": lambda f: {**f, "../checkpoint": b""},
    "an event of no stream": lambda f: {**f, "stream/0003/000001.json": f["stream/0001/000001.json"]},
    "a leaf of 64 kB": lambda f: {**f, "stream/0001/000001.json": b'{"v":"' + b"x" * 65_536 + b'"}'},
    "63 hashes and one": lambda f: {**f, "proof/0001/000001.tlog-proof": f["proof/0001/000001.tlog-proof"].replace(
        b"index 1\n", b"index 1\n" + f"{_b64(bytes(32))}\n".encode() * 64)},
    "a key twice": lambda f: {**f, "packet.json": f["packet.json"].replace(b'"v":1', b'"v":1,"v":1')},
    "a deep value": lambda f: {**f, "disclose/0001/000001.json": b"[" * 100_000},
    "no streams": lambda f: {"checkpoint": f["checkpoint"], "packet.json": b'{"streams":[],"v":1}'},
    "a stream of no events": lambda f: {**f, "packet.json": canonical_bytes(
        {"streams": [{"events": 0, "head": None, "stream": STREAMS[0]}], "v": 1})},
}  # fmt: skip


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_invalid(name):
    assert _refusal(verify.archive_of(FORGERIES[name](_made())))


def test_a_history_that_hangs_together_is_still_refused_where_it_was_not_recorded_so():
    assert "another log, or a forged key" in _refusal(
        verify.archive_of(_made(log=OTHER_LOG)), ALONE.replace(ORIGIN, ORIGIN)
    )
    assert "is not the one that was recorded" in _refusal(verify.archive_of(_made(say=lambda value: value - 1)))
    gap = _made(change=lambda leaf: {**leaf, "seq": 4} if leaf["seq"] == 3 else leaf)
    assert "left out, moved or foreign" in _refusal(verify.archive_of(gap))
    young = _made(change=lambda leaf: {**leaf, "after": {"size": 99, "root": _b64(bytes(32))}})
    assert "younger than itself" in _refusal(verify.archive_of(young))


def test_each_kind_of_byte_flipped_is_found():
    files = _made(witnessed=True)
    for name, content in files.items():
        for at in range(0, len(content), 29):
            flipped = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
            assert _refusal(verify.archive_of({**files, name: flipped}), WITNESSED), (name, at)
    data = verify.archive_of(files)
    for at in [*range(0, len(data), 397), *range(len(data) - 120, len(data))]:
        assert _refusal(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :], WITNESSED), at


def test_an_archive_of_another_form_is_refused_before_it_is_read():
    files = _made()
    squeezed = io.BytesIO()
    with zipfile.ZipFile(squeezed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("checkpoint", bytes(1 << 20))

    assert "compressed" in _refusal(squeezed.getvalue())
    assert _refusal(verify.archive_of(files) + b"!")
    assert _refusal(b"#!" + verify.archive_of(files))
    assert _refusal(b"")


def _photographed(content, *, named=None):
    """Return the files of a packet whose first event is of a photo, with the photo enclosed."""
    digest, salt = hashlib.sha256(named or content).hexdigest(), bytes([1] * 32)

    def of_photo(leaf):
        if (leaf["stream"], leaf["seq"]) != (STREAMS[0], 1):
            return leaf
        return {**leaf, "code": "photo.attached/1", "c": {"sha256": _b64(commit("sha256", digest, salt))}}

    shown = canonical_bytes({"sha256": {"salt": _b64(salt), "value": digest}})
    return {**_made(change=of_photo), "disclose/0001/000001.json": shown, f"attach/{digest}": content}


def test_a_photo_is_valid_under_the_hash_that_its_event_names_and_nothing_else_is_enclosed():
    files, large = _photographed(b"pixels"), bytes(2 << 20)
    [name] = (each for each in files if each.startswith("attach/"))

    assert "Photos: 1 enclosed as they were taken, 0 proved by their hash alone" in "\n".join(
        _judge(verify.archive_of(files))
    )
    without = {each: content for each, content in files.items() if each != name}
    assert "Photos: 0 enclosed as they were taken, 1 proved by their hash alone" in "\n".join(
        _judge(verify.archive_of(without))
    )
    assert _judge(verify.archive_of(_photographed(large))), "a photo is larger than an event"
    stranger = {f"attach/{hashlib.sha256(b'other').hexdigest()}": b"other"}
    for forged in (_photographed(b"others", named=b"pixels"), {**files, **stranger}, {**_made(), **stranger}):
        assert "not the one that was recorded" in _refusal(verify.archive_of(forged))
    assert "a name that no packet has" in _refusal(verify.archive_of({**files, "attach/photo.jpg": b"x"}))
    assert "too large" in _refusal(verify.archive_of({**files, "checkpoint": large}))


def test_the_program_ends_with_its_verdict_and_trusts_no_key_unasked(tmp_path):
    packet, alone, witnessed = (tmp_path / name for name in ("p.zip", "alone", "witnessed"))
    alone.write_text(ALONE)
    witnessed.write_text(WITNESSED)

    def run(*arguments):
        command = [sys.executable, "-I", "-S", verify.__file__, str(packet), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
        assert done.stderr == ""
        return done.returncode, done.stdout

    packet.write_bytes(verify.archive_of(_made()))
    code, said = run("--policy", alone, "--events")
    assert (code, said.splitlines()[-1]) == (0, "VALID")
    assert '{"gross_mg": 1000}' in said
    assert "another history" in said
    assert run("--policy", witnessed)[0] == 2
    assert run()[0] == 2
    assert run("--policy", tmp_path / "none")[0] == 2
    packet.write_bytes(verify.archive_of(FORGERIES["an event left out"](_made())))
    assert run("--policy", alone)[0] == 1


@pytest.mark.parametrize("policy", [
    "", "quorum none\n", f"log {_vkey()}\n", ALONE + "quorum none\n", WITNESSED.replace("1 court", "2 court"),
    WITNESSED.replace("quorum outside", "quorum nobody"), ALONE.replace("+", "-"), ALONE + "trust everybody\n",
    WITNESSED + f"witness twin {_witness_key()}\n", ALONE.replace(str(_vkey()), _witness_key()),
])  # fmt: skip
def test_a_policy_that_says_nothing_sure_decides_nothing(policy):
    with pytest.raises(verify.Undecided):
        verify.read_policy(policy)


def test_it_imports_the_standard_library_alone():
    assert json.__name__ in sys.stdlib_module_names
    text = Path(verify.__file__).read_text()
    names = {line.split()[1].split(".")[0] for line in text.splitlines() if line.startswith(("import ", "from "))}

    assert names <= sys.stdlib_module_names
