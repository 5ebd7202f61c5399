"""The photo of a replayed seizure: a small picture that says DEMO, for the sources have none to give."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

SIZE = (160, 96)


def demo_photo(text: str) -> bytes:
    """Return a JPEG that says DEMO and ``text``: the same bytes for the same text."""
    picture = Image.new("RGB", SIZE, (58, 64, 72))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((4, 4, SIZE[0] - 5, SIZE[1] - 5), outline=(240, 190, 60), width=2)
    draw.text((SIZE[0] // 2, 34), "DEMO", fill=(240, 190, 60), anchor="mm", font_size=26)
    draw.text((SIZE[0] // 2, 66), text, fill=(230, 230, 230), anchor="mm", font_size=12)
    out = io.BytesIO()
    picture.save(out, format="JPEG", quality=60)
    return out.getvalue()
