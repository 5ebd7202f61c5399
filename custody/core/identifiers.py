"""Numbers that come with the goods, and the labels and names that this house gives out itself.

Each ``parse_`` function takes what a person typed or a scanner read and returns the one spelling that is
stored; it raises InvalidInput with a sentence. A container number whose check digit is wrong may still stand
on the door, so there the verdict is kept apart from the reading. Each ``new_`` function takes random bytes:
nothing given out here is sequential, for a sequence would tell a thief how much there is.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from custody.core.code_words import WORDS
from custody.core.errors import InvalidInput

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U."""

_SEPARATORS = re.compile("[\\s./\u2010\u2011\u2013-]+")
_CONTAINER = re.compile(r"([A-Z]{3})([UJZ])([0-9]{6})([0-9])")
_IMO = re.compile(r"(?:IMO)?([0-9]{7})")
_LOCODE = re.compile(r"[A-Z]{2}[A-Z2-9]{3}")
_HS = re.compile(r"[0-9]{4}(?:[0-9]{2}){0,3}")
_SEAL = re.compile(r"(?=.*[0-9])[A-Z0-9]{4,24}")
_FROM = re.compile(r"(?:van|de|du|von|from)\s+(?=\S*\d)", re.IGNORECASE)
_TO = re.compile(
    r"\s*(?:\.\.+|\u2026)\s*|\s+[-\u2010-\u2014]+\s+|(?<=\d)\s*t\s*/\s*m\.?\s*(?=\w)"
    r"|(?<=\d)\s+(?:tot\s+en\s+met|tot|t\.?e\.?m\.?|tm|\u00e0|a|au|jusqu\s*['\u2019]\s*(?:\u00e0|a|au)|bis|up\s+to|to"
    r"|through|thru|until)\s+(?=\w*\d)", re.IGNORECASE,
)
#: What stands in no seal number, whatever its ends are.
_NO_SEAL = re.compile(r"\.\.|\u2026|\bt\s*/\s*m\b|\stot\s|\sjusqu|\sbis\s|\sthrough\s|\suntil\s", re.IGNORECASE)
#: Letters by themselves, and the sign of a row without its two seals.
_WORD = re.compile(r"[A-Z]{2,}[.:]?")
_UNTIL = re.compile(r"t\s*/\s*m", re.IGNORECASE)
_DASH = re.compile(r"\s*[-\u2010-\u2014]\s*")
_MARK = re.compile(r"\s*[./]\s*")
MOST_IN_A_ROW = 2000
_LABEL = re.compile(rf"[{ALPHABET}]{{9}}")
_CODE_WORD = re.compile(r"([A-Z]{4,8})([1-9][0-9]{1,2})")
_LOOKALIKES = str.maketrans("OIL", "011")
_LABEL_LENGTH = 9
_LONGEST = 60
_PAIRS = ("8B", "5S", "2Z", "0D", "0Q", "DQ", "6G", "17", "MN", "VY", "CG", "EF", "PR", "KX", "38", "49")
_ALIKE = {one: [pair.replace(one, "") for pair in _PAIRS if one in pair] for one in ALPHABET}
"""What a tired eye or a dirty label makes of a character: the pairs, each way."""

# ISO 6346 counts A as 10 and passes over the multiples of 11, so that no letter weighs nothing modulo 11.
_LETTER_VALUES = dict(
    zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", (value for value in range(10, 39) if value % 11), strict=True)
)


@dataclass(frozen=True, kw_only=True)
class ContainerNumber:
    """A container number as it stands on the door (ISO 6346, R32)."""

    owner: str
    category: str
    serial: str
    check_digit: str

    @property
    def is_right(self) -> bool:
        """Whether the check digit fits. A wrong one may still be what the door shows."""
        return int(self.check_digit) == self._remainder() % 10

    @property
    def is_discouraged(self) -> bool:
        """Whether ISO 6346 advises against this serial: its remainder 10 shares the check digit 0."""
        return self._remainder() == 10

    @property
    def display(self) -> str:
        """The number in the groups that stand on the door: ``MSCU 613204 2``."""
        return f"{self.owner}{self.category} {self.serial} {self.check_digit}"

    def __str__(self) -> str:
        return f"{self.owner}{self.category}{self.serial}{self.check_digit}"

    def _remainder(self) -> int:
        values = [_LETTER_VALUES[char] for char in self.owner + self.category]
        values += [int(char) for char in self.serial]
        return sum(value << place for place, value in enumerate(values)) % 11


class LabelKind(StrEnum):
    """What a label is stuck on, and the letter that says so in its code."""

    UNIT = "C"
    PLACE = "P"
    BADGE = "B"


class SealClass(StrEnum):
    """Classes of ISO 17712 (R31), and the tamper-evident bag."""

    INDICATIVE = "I"
    SECURITY = "S"
    HIGH_SECURITY = "H"
    BAG = "bag"


def parse_container_number(text: str) -> ContainerNumber:
    """Return the parts of a container number; blanks, dashes and small letters are allowed.

    Raises InvalidInput when it has not the shape of one. Whether the check digit fits is asked separately:
    `ContainerNumber.is_right`, or `check_container_number`.
    """
    parts = _CONTAINER.fullmatch(_joined(text))
    if not parts:
        raise InvalidInput(
            "container.malformed",
            "A container number is four letters, the last U, J or Z, and seven digits, like MSCU 123456 6",
        )
    return ContainerNumber(owner=parts[1], category=parts[2], serial=parts[3], check_digit=parts[4])


def check_container_number(number: ContainerNumber) -> None:
    """Return when the check digit fits; raises InvalidInput that does not say which digit would."""
    if not number.is_right:
        raise InvalidInput(
            "container.check_digit",
            "{number} does not pass its own check: read the door again",
            number=number.display,
        )


def parse_imo_number(text: str) -> str:
    """Return the seven digits of a ship's IMO number (R33). Raises InvalidInput when the last is wrong."""
    parts = _IMO.fullmatch(_joined(text))
    if not parts:
        raise InvalidInput("imo.malformed", "An IMO number is seven digits, like IMO 9074729")
    digits = parts[1]
    total = sum(int(digit) * weight for digit, weight in zip(digits[:6], range(7, 1, -1), strict=True))
    if total % 10 != int(digits[6]):
        raise InvalidInput("imo.check_digit", "IMO {number} does not pass its own check", number=digits)
    return digits


def parse_locode(text: str) -> str:
    """Return a UN/LOCODE as five characters (R34). Only the shape is judged here."""
    code = _joined(text)
    if not _LOCODE.fullmatch(code):
        raise InvalidInput("locode.malformed", "A UN/LOCODE is five characters, like BEANR for Antwerp")
    return code


def parse_hs_code(text: str) -> str:
    """Return a tariff code as 4, 6, 8 or 10 digits without points (R34). Only the shape is judged here."""
    code = _joined(text)
    if not _HS.fullmatch(code):
        raise InvalidInput("hs.malformed", "A tariff code is 4, 6, 8 or 10 digits, like 0803.90")
    return code


def parse_seal_number(text: str) -> str:
    """Return a seal number as it is compared for uniqueness: capitals and digits, nothing between them.

    Zeros in front count. Raises InvalidInput when it is too short, too long, or holds no digit, and for the two ends of
    a row: written together they would pass for one seal that nobody has.
    """
    if is_a_row(text):
        first, last = map(_joined, ends_of_a_row(text))
        raise InvalidInput("seal.row", "{first} to {last} is a row of seals. Give one number: the one on this seal",
                           first=first, last=last)  # fmt: skip
    number = _joined(text)
    if not _SEAL.fullmatch(number):
        raise InvalidInput(
            "seal.malformed", "A seal number is 4 to 24 letters and digits, one digit at least"
        )
    return number


def ends_of_a_row(text: str) -> list[str]:
    """Return what stands on either side of a word or a sign by which people write a row of numbers (``..``, ``t/m``,
    ``tot``, ``au``, ``bis``, ``to``, a dash), else of the blank, the point or the stroke between two numbers of one
    row; the text alone where there is nothing like it. Nothing is said of what the parts are."""
    typed = unicodedata.normalize("NFC", text).strip()
    ends = [part for part in _TO.split(typed) if part.strip()]
    if len(ends) > 1:
        return [_FROM.sub("", ends[0], count=1), *ends[1:]]
    for parts in (_DASH.split(typed), _MARK.split(typed), typed.split()):
        numbers = [_joined(part) for part in parts]
        if len(parts) == 2 and all(map(_SEAL.fullmatch, numbers)) and len(seals_between(*numbers)) > 1:
            return parts
    return ends


def is_a_row(text: str) -> bool:
    """Say whether a text is the first and the last of a row of seals, and not one number that is written in parts: its
    ends are two seals between which a word says so, or two with the same letters of which the last is higher."""
    ends = ends_of_a_row(text)
    numbers = [_joined(end) for end in ends]
    if len(ends) != 2 or not all(map(_SEAL.fullmatch, numbers)):
        return False
    if _NO_SEAL.search(text):
        return True
    first, last = numbers
    letters = first.rstrip("0123456789")
    rises = any(len(seals_between(first, each)) > 1 for each in (last, letters + last))
    return rises and bool(letters or _TO.search(text.strip()))


def is_more_than_one(text: str) -> bool:
    """Say whether a number that somebody types has two whole seals in it that begin with letters, parted by a blank, or
    a word where no seal has one: behind digits, or before a whole seal. Letters may stand before a number, and a number
    may be printed in parts: ``AN48 2217``, ``DOUANE 123456``. What was read is not judged by this."""
    parts = [(part, _joined(part)) for part in text.upper().split()]
    wholes = [joined[:1].isalpha() and bool(_SEAL.fullmatch(joined)) for _part, joined in parts]
    words = [at for at, (part, _joined_part) in enumerate(parts) if _WORD.fullmatch(part)]
    is_beside = any((at and any(map(str.isdigit, parts[at - 1][0]))) or any(wholes[at + 1 : at + 2]) for at in words)
    return sum(wholes) > 1 or is_beside or bool(_UNTIL.search(text))


def seals_between(first: str, last: str) -> list[str]:
    """Return the seals of a row, both ends with it: the same letters before a number of as many digits, rising.
    Empty for anything else, and for more than 2,000."""
    at = len(first) - len(first[len(first.rstrip("0123456789")):])
    low, high = first[at:], last[at:]
    if first[:at] != last[:at] or len(low) != len(high) or not (low.isdecimal() and high.isdecimal()):
        return []
    if not 0 <= int(high) - int(low) < MOST_IN_A_ROW:
        return []
    return [f"{first[:at]}{number:0{len(low)}d}" for number in range(int(low), int(high) + 1)]


def seal_as_read(text: str) -> str:
    """Return what is compared of a seal that was read, also of one that others made; empty where nothing can be."""
    return _joined(text)


_LOOKS = str.maketrans("OI", "01")


def looks_of(number: str) -> str:
    """Return what a seal number looks like: who reads it takes the letter O for a zero, and an I for a one."""
    return number.translate(_LOOKS)


def parse_seal_class(text: str) -> SealClass:
    """Return the class of a seal from ``I``, ``S``, ``H`` or ``bag``. Raises InvalidInput for any other."""
    name = text.strip()
    for seal_class in SealClass:
        if name.lower() == seal_class.value.lower():
            return seal_class
    raise InvalidInput("seal.class", "A seal is of class I, S or H, or it is a bag")


def check_bolt_seal(*, pin: str, barrel: str) -> str:
    """Return the number of a bolt seal that stands on pin and barrel alike (R31).

    Raises InvalidInput when the two differ: pin and barrel of two seals is how a cloned seal looks.
    """
    on_pin, on_barrel = parse_seal_number(pin), parse_seal_number(barrel)
    if on_pin != on_barrel:
        raise InvalidInput(
            "seal.pin_and_barrel",
            "The pin says {pin} and the barrel says {barrel}",
            pin=on_pin,
            barrel=on_barrel,
        )
    return on_pin


def new_label(random_bytes: bytes) -> str:
    """Return a new label such as ``7KQ4-M2XD-J`` from at least five random bytes."""
    data = _symbols(random_bytes, 8)
    return _grouped(data + _check_symbol(data))


def parse_label(text: str, *, kind: LabelKind = LabelKind.UNIT) -> str:
    """Return the label that was typed or scanned, as ``7KQ4-M2XD-J``.

    Small letters, blanks, dashes, the letters O, I and L, and the prefix of a scanned code are taken for what
    they stand for. Raises InvalidInput when a character is wrong or two are swapped, which the check
    character always shows, and when the code says that it labels another kind of thing. The sentence says which
    character to look at again, where that can be known, and never what should stand there.
    """
    prefix, characters = _scanned(text)
    if prefix not in ("", kind):
        raise InvalidInput("label.kind", "This is the label of something else. Scan the label of the unit")
    characters = _joined(characters).translate(_LOOKALIKES)
    if not _LABEL.fullmatch(characters):
        strange = [place for place, char in enumerate(characters) if char not in ALPHABET]
        if len(characters) == _LABEL_LENGTH and strange:
            raise InvalidInput("label.malformed", "No label has such a character. Look again at character {places}",
                               places=_told(characters, strange))  # fmt: skip
        raise InvalidInput("label.malformed", "A label is nine letters and digits, like 7KQ4-M2XD-J")
    label = _grouped(characters)
    if not _is_right(characters):
        misread = [
            place for place, char in enumerate(characters)
            if any(_is_right(characters[:place] + like + characters[place + 1 :]) for like in _ALIKE[char])
        ]  # fmt: skip
        if misread:
            raise InvalidInput("label.check", "{label} is not a label. Look again at character {places}",
                               label=label, places=_told(characters, misread))  # fmt: skip
        raise InvalidInput("label.check", "{label} is not a label: one character was misread", label=label)
    return label


def label_content(label: str, *, kind: LabelKind = LabelKind.UNIT) -> str:
    """Return what the square code on the label holds: ``C1:7KQ4M2XDR``."""
    return f"{kind}1:{label.replace('-', '')}"


def new_public_ref(random_bytes: bytes, *, length: int = 6) -> str:
    """Return a new reference for an alert, 6 or 7 characters that say nothing, from five random bytes."""
    return _symbols(random_bytes, length)


def new_code_word(random_bytes: bytes) -> str:
    """Return a new name for a seizure such as ``KESTREL-41``, from at least four random bytes.

    There are 253,440 of them; the caller draws again when one is taken.
    """
    _check_enough(random_bytes, 4)
    number = 10 + int.from_bytes(random_bytes[1:4], "big") % 990
    return f"{WORDS[random_bytes[0]]}-{number}"


def parse_code_word(text: str) -> str:
    """Return a code word as ``KESTREL-41``, however it was typed. Raises InvalidInput for another shape."""
    parts = _CODE_WORD.fullmatch(_joined(text))
    if not parts:
        raise InvalidInput("code_word.malformed", "A code word is a word and a number, like KESTREL-41")
    return f"{parts[1]}-{parts[2]}"


def _symbols(random_bytes: bytes, length: int) -> str:
    """Return the first ``length`` (at most 8) symbols of five bits each."""
    _check_enough(random_bytes, 5)
    bits = int.from_bytes(random_bytes[:5], "big")
    return "".join(ALPHABET[bits >> shift & 31] for shift in range(35, 35 - 5 * length, -5))


def _is_right(characters: str) -> bool:
    return _check_symbol(characters[:8]) == characters[8]


def _told(characters: str, places: list[int]) -> str:
    """Return places of characters as an officer counts them, each with what was read there: ``3 (Q), 8 (B)``."""
    return ", ".join(f"{place + 1} ({characters[place]})" for place in places)


def _check_symbol(data: str) -> str:
    """Return the check character: a sum in GF(32) in which every place has a weight of its own.

    Weights that differ and are never zero: one wrong character, and any two swapped ones, always show.
    """
    check = 0
    for char in reversed(data):
        check = _doubled(check ^ ALPHABET.index(char))
    return ALPHABET[check]


def _doubled(value: int) -> int:
    """Return ``value`` times x in GF(32), modulo x^5 + x^2 + 1."""
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value


def _grouped(characters: str) -> str:
    return f"{characters[:4]}-{characters[4:8]}-{characters[8:]}"


def _scanned(text: str) -> tuple[str, str]:
    """Return the kind letter of a scanned code, empty for a typed one, and the rest."""
    letter, version, rest = text.strip().partition("1:")
    if not version:
        return "", text
    return letter.upper() or ":", rest


def _check_enough(random_bytes: bytes, count: int) -> None:
    if len(random_bytes) < count:
        raise InvalidInput("random.short", "At least {count} random bytes are needed", count=count)


def _joined(text: str) -> str:
    """Return ``text`` in capitals without separators; empty when it is far too long or not ASCII."""
    # Other alphabets must not fold into letters that look alike.
    joined = _SEPARATORS.sub("", text[: _LONGEST + 1])
    return joined.upper() if joined.isascii() and len(text) <= _LONGEST else ""


def shortened(text: str, *, most: int) -> str:
    """Return what was read, where it fits; else as much as fits, and how many characters more there were: ``AB1 +58``.

    Nobody may take the beginning of a number for the number.
    """
    if len(text) <= most:
        return text
    kept = most - len(f" +{len(text)}")
    return f"{text[:kept]} +{len(text) - kept}"
