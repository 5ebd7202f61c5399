"""What is read off a photo of a code, and what is not even tried."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image

from custody.core.errors import InvalidInput
from custody.evidence import codes


def code(text, kind=zxingcpp.BarcodeFormat.DataMatrix):
    return Image.fromarray(zxingcpp.write_barcode_to_image(zxingcpp.create_barcode(text, kind), scale=4)).convert("L")


def photo(*pictures, size=(900, 400), kind="JPEG"):
    seen = Image.new("L", size, 255)
    for place, picture in enumerate(pictures):
        seen.paste(picture, (20 + 400 * place, 20))
    out = io.BytesIO()
    seen.save(out, format=kind)
    return out.getvalue()


def test_every_code_in_a_photo_is_read_and_our_labels_come_first():
    seal = code("AN482217", zxingcpp.BarcodeFormat.Code128)

    assert codes.codes_in(photo(seal, code("C1:7KQ4M2XDJ"))) == ["C1:7KQ4M2XDJ", "AN482217"]
    assert codes.codes_in(photo()) == []


def test_a_large_photo_of_a_phone_is_read_and_a_bomb_of_pixels_is_not_opened():
    large = (8_000, 6_000)

    assert codes.codes_in(photo(code("C1:7KQ4M2XDJ").resize((1_600, 1_600)), size=large)) == ["C1:7KQ4M2XDJ"]
    with pytest.raises(InvalidInput) as refused:
        codes.codes_in(photo(size=large, kind="PNG"))
    assert refused.value.code == "photo.too_many_pixels"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", photo()[:200]])
def test_what_is_no_whole_photo_is_refused_with_a_sentence(content):
    with pytest.raises(InvalidInput) as refused:
        codes.codes_in(content)

    assert refused.value.code == "photo.unreadable"
