import base64
import hashlib

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from custody.core import note
from custody.core.errors import IntegrityBroken, InvalidInput

ROOT = bytes(range(32))
BODY = note.checkpoint_body(origin="custody.example/log", size=1_000, root=ROOT)
LINES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20)


def key_pair(name, seed=1):
    private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
    return private, note.VerifierKey(name=name, public_key=private.public_key().public_bytes_raw())


def verify(public_key, signature, message):
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


LOG_PRIVATE, LOG = key_pair("custody.example/log")
WITNESS_PRIVATE, WITNESS = key_pair("witness.example", seed=2)


def signed(body=BODY, **changes):
    signature = note.sign_note(body=body, key=LOG, sign=LOG_PRIVATE.sign)
    parts = {"name": signature.name, "key_id": signature.key_id, "signature": signature.signature, **changes}
    return note.NoteSignature(**parts)


def test_a_checkpoint_is_three_lines():
    encoded = base64.b64encode(ROOT).decode()

    assert BODY.split("\n") == ["custody.example/log", "1000", encoded, ""]
    assert note.parse_checkpoint(BODY) == note.Checkpoint(origin="custody.example/log", size=1_000, root=ROOT)


def test_extension_lines_are_read_and_kept_apart():
    checkpoint = note.parse_checkpoint(BODY + "one more\nand another\n")

    assert checkpoint.extensions == ("one more", "and another")
    assert checkpoint.size == 1_000


@pytest.mark.parametrize(
    "body",
    [
        "",
        "\n",
        BODY.rstrip("\n"),
        BODY + "\n",
        "\n" + BODY,
        BODY.replace("1000", "01000"),
        BODY.replace("1000", "-1"),
        BODY.replace("1000", "1e3"),
        BODY.replace("1000", "1 000"),
        BODY.replace("1000", "１０００"),
        BODY.replace("1000", "1" * 20),
        BODY.replace("1000", ""),
        BODY.replace("AAEC", "AAE"),
        BODY.replace("AAEC", "AA*C"),
        BODY.replace("AAEC", "ÄAEC"),
        BODY.replace("=\n", "\n"),
        BODY.replace("8=\n", "9=\n"),
        "custody.example/log\n1000\nAAEC\n",
        "custody.example/log\n1000\n",
    ],
)
def test_another_text_is_not_a_checkpoint(body):
    with pytest.raises(InvalidInput) as refusal:
        note.parse_checkpoint(body)

    assert refusal.value.code == "note.malformed"


@pytest.mark.parametrize(
    "claim",
    [
        {"origin": ""},
        {"origin": "two\nlines"},
        {"origin": "a\ttab"},
        {"size": -1},
        {"root": ROOT[:31]},
    ],
)
def test_a_checkpoint_that_could_not_be_read_back_is_not_written(claim):
    with pytest.raises(InvalidInput):
        note.checkpoint_body(**{"origin": "custody.example/log", "size": 0, "root": ROOT, **claim})


def test_a_key_id_is_four_bytes_over_name_algorithm_and_key():
    message = b"custody.example/log\n\x01" + LOG.public_key

    assert LOG.key_id == hashlib.sha256(message).digest()[:4]
    assert LOG.key_id != note.key_id(name=LOG.name, algorithm=4, public_key=LOG.public_key)


def test_a_verifier_key_reads_back_from_its_printed_form():
    text = str(LOG)

    assert note.parse_vkey(text) == LOG
    name, key_id, blob = text.split("+", 2)
    assert (name, key_id) == ("custody.example/log", LOG.key_id.hex())
    assert base64.b64decode(blob) == b"\x01" + LOG.public_key


def test_a_damaged_verifier_key_is_refused():
    name, key_id, blob = str(LOG).split("+", 2)
    cosigner = base64.b64encode(b"\x04" + LOG.public_key).decode()
    short = base64.b64encode(b"\x01" + LOG.public_key[:31]).decode()

    for text in [
        "",
        name,
        f"{name}+{key_id}",
        f"{name}+{key_id.upper()}+{blob}",
        f"{name}+00000000+{blob}",
        f"other+{key_id}+{blob}",
        f"two words+{key_id}+{blob}",
        f"{name}+{key_id}+{cosigner}",
        f"{name}+{key_id}+{short}",
        f"{name}+{key_id}+{blob}\n",
        f"{name}+{key_id}+{blob[:-1]}",
    ]:
        with pytest.raises(InvalidInput):
            note.parse_vkey(text)


@pytest.mark.parametrize(
    "name", ["", "two words", "plus+", "tab\t", "no\u00a0break", "null\x00", "half\ud800"]
)
def test_a_name_that_would_break_a_signature_line_is_refused(name):
    with pytest.raises(InvalidInput):
        note.VerifierKey(name=name, public_key=bytes(32))
    with pytest.raises(InvalidInput):
        note.format_note(BODY, [signed(name=name)])


def test_a_note_signed_by_log_and_witness_is_verified():
    witness = note.sign_note(body=BODY, key=WITNESS, sign=WITNESS_PRIVATE.sign)
    text = note.format_note(BODY, [signed(), witness])

    opened = note.parse_note(text)

    assert opened.body == BODY
    assert opened.signatures == (signed(), witness)
    assert note.verified_names(opened, [WITNESS, LOG], verify) == (LOG.name, WITNESS.name)
    assert note.verified_names(opened, [WITNESS], verify) == (WITNESS.name,)


def test_a_signature_line_is_a_dash_the_name_and_base64():
    signature = signed()
    blob = base64.b64encode(LOG.key_id + signature.signature).decode()

    assert note.format_note(BODY, [signature]) == f"{BODY}\n— custody.example/log {blob}\n"


def test_a_changed_body_breaks_the_signature():
    text = note.format_note(BODY, [signed()]).replace("\n1000\n", "\n1001\n")

    with pytest.raises(IntegrityBroken, match=r"signature of custody\.example/log is wrong"):
        note.verified_names(note.parse_note(text), [LOG], verify)


def test_a_wrong_signature_of_a_known_key_is_not_outvoted():
    witness = note.sign_note(body=BODY, key=WITNESS, sign=WITNESS_PRIVATE.sign)
    forged = signed(signature=bytes(64))

    with pytest.raises(IntegrityBroken, match="is wrong"):
        note.verified_names(note.Note(body=BODY, signatures=(witness, forged)), [LOG, WITNESS], verify)


def test_unknown_keys_are_passed_over_but_are_not_enough():
    same_name = key_pair(LOG.name, seed=3)[1]
    opened = note.parse_note(note.format_note(BODY, [signed()]))

    for keys in ([], [WITNESS], [same_name]):
        with pytest.raises(IntegrityBroken, match="No known key"):
            note.verified_names(opened, keys, verify)
    assert note.verified_names(opened, [same_name, WITNESS, LOG], verify) == (LOG.name,)


def test_a_key_that_signs_twice_counts_once():
    opened = note.Note(body=BODY, signatures=(signed(), signed(), signed(signature=bytes(64))))

    assert note.verified_names(opened, [LOG], verify) == (LOG.name,)


@pytest.mark.parametrize(
    "text",
    [
        "",
        BODY,
        BODY + "\n",
        BODY + "\n\n",
        BODY + "— name AAAAAAAA\n",
        BODY + "\n- name AAAAAAAA\n",
        BODY + "\n—  name AAAAAAAA\n",
        BODY + "\n— name AAAAAAAA",
        BODY + "\n— name AAAAAAAA \n",
        BODY + "\n— name AAAA\n",
        BODY + "\n— name AAAAAA==\n",
        BODY + "\n— name AAAAAAB=\n",
        BODY + "\n— na+me AAAAAAAA\n",
        BODY + "\n— name AAAAAAAA\nmore\n",
        BODY + "\n" + "— name AAAAAAAA\n" * 101,
        "bad\x00byte\n\n— name AAAAAAAA\n",
        "carriage\r\n\n— name AAAAAAAA\n",
        "half\ud800\n\n— name AAAAAAAA\n",
    ],
)
def test_a_malformed_note_is_refused(text):
    with pytest.raises(InvalidInput) as refusal:
        note.parse_note(text)

    assert refusal.value.code == "note.malformed"


def test_a_note_must_carry_signatures_and_not_too_many():
    assert len(note.parse_note(note.format_note(BODY, [signed()] * 100)).signatures) == 100
    for count in (0, 101):
        with pytest.raises(InvalidInput):
            note.format_note(BODY, [signed()] * count)


def test_only_whole_lines_can_be_signed():
    for body in ("no line break", "tab\t\n", "half\ud800\n"):
        with pytest.raises(InvalidInput):
            note.sign_note(body=body, key=LOG, sign=LOG_PRIVATE.sign)


@given(st.lists(LINES | st.just(""), min_size=1, max_size=6))
def test_every_text_of_lines_comes_back_from_its_note(lines):
    body = "\n".join(lines) + "\n"
    text = note.format_note(body, [signed(body)])

    opened = note.parse_note(text)

    assert opened.body == body
    assert note.verified_names(opened, [LOG], verify) == (LOG.name,)


@given(LINES, st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))
def test_every_checkpoint_reads_back(origin, size, root):
    checkpoint = note.parse_checkpoint(note.checkpoint_body(origin=origin, size=size, root=root))

    assert checkpoint == note.Checkpoint(origin=origin, size=size, root=root)
