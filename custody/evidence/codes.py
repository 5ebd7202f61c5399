"""What the codes in a photo say: DataMatrix and QR of our labels, Code 128 and 39 of most seals.

Reading is bounded before it begins. A JPEG is opened at a fraction of its size, and what is larger all the same is not
opened at all. The decoder sees ``SEEN_PIXELS`` a side at most, which takes it a tenth of a second, and two for noise.
"""

from __future__ import annotations

import io

import zxingcpp
from PIL import Image, ImageOps

from custody.core.errors import InvalidInput
from custody.evidence.photos import media_type_of

SEEN_PIXELS = 1_600
MOST_PIXELS = 25_000_000
FORMATS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.DataMatrix, zxingcpp.BarcodeFormat.QRCode,
                                   zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.Code39])  # fmt: skip
LONGEST = 80


def codes_in(content: bytes) -> list[str]:
    """Return what the codes in a photo say, each once, those of our labels first; nothing is kept of the photo.

    Raises ``InvalidInput`` on ``photo`` when it is no photo, or too large a one.
    """
    media_type_of(content)
    try:
        with Image.open(io.BytesIO(content)) as photo:
            photo.draft("L", (SEEN_PIXELS, SEEN_PIXELS))
            if photo.width * photo.height > MOST_PIXELS:
                raise InvalidInput("photo.too_many_pixels", "The photo is too large to be read here. Take it with a "
                                   "lower resolution", field="photo")  # fmt: skip
            seen = ImageOps.exif_transpose(photo).convert("L")
    except (OSError, SyntaxError, ValueError):
        raise InvalidInput("photo.unreadable", "This is not a photo that can be read. Use JPEG, PNG or WebP",
                           field="photo") from None  # fmt: skip
    seen.thumbnail((SEEN_PIXELS, SEEN_PIXELS))
    found = {code.text[:LONGEST] for code in zxingcpp.read_barcodes(seen, formats=FORMATS) if code.text}
    return sorted(found, key=lambda text: (text[1:3] != "1:", text))
