"""A label as it looks after a week on a bag: at an angle, scratched, pale, and filmed by a hand that is not still."""

from __future__ import annotations

import random
from pathlib import Path

import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

SIZE = (640, 480)
CORNERS = (-0.14, 0.06, -0.02, 1.1, 1.12, 0.94, 1.05, -0.1)
"""Where the corners of the label are looked for, in widths of it: seen from the left, and leaning."""


def worn_label(content: str, *, angle: float = 17, scratches: int = 2) -> Image.Image:
    """Return a picture of the square code of a label, worn; more than a few ``scratches`` make it unreadable."""
    dice = random.Random(7)
    code = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.DataMatrix, force_square=True)
    drawn = Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=12, add_quiet_zones=True)).convert("L")
    marks = ImageDraw.Draw(drawn)
    for _scratch in range(scratches):
        across = [(dice.randrange(drawn.width), dice.randrange(drawn.height)) for _end in range(2)]
        marks.line(across, fill=230, width=3)
    side = drawn.width
    leaning = drawn.transform(drawn.size, Image.Transform.QUAD, [part * side for part in CORNERS],
                              Image.Resampling.BICUBIC, fillcolor=255)  # fmt: skip
    turned = leaning.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    pale = turned.point([90 + level * 110 // 255 for level in range(256)])
    seen = Image.new("L", SIZE, 200)
    seen.paste(pale, ((SIZE[0] - pale.width) // 2, (SIZE[1] - pale.height) // 2))
    noise = Image.frombytes("L", SIZE, dice.randbytes(SIZE[0] * SIZE[1]))
    return Image.blend(seen, noise, 0.12).filter(ImageFilter.GaussianBlur(0.8))


def film(file: Path, *pictures: Image.Image) -> None:
    """Write pictures as a film that Chromium takes for a camera; it shows them again and again."""
    grey = bytes([128]) * (SIZE[0] * SIZE[1] // 2)
    frames = [b"FRAME\n" + picture.tobytes() + grey for picture in pictures]
    file.write_bytes(b"YUV4MPEG2 W%d H%d F5:1 Ip A1:1 C420jpeg\n" % SIZE + b"".join(frames))


def as_photo(picture: Image.Image, file: Path) -> bytes:
    """Return a picture as the JPEG of a phone."""
    picture.convert("RGB").save(file, format="JPEG", quality=70)
    return file.read_bytes()
