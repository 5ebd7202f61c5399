"""Documents as tagged PDF: archivable (PDF/A-3a), readable by a screen reader (PDF/UA-1), with their data inside.

Typst typesets offline with our own fonts; the same data at the same moment give the same bytes. A warning fails: a
missing glyph or font would otherwise be found by a court.
"""

from __future__ import annotations

import functools
import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
import zxingcpp
from django.conf import settings

from custody.core.errors import IntegrityBroken

STANDARDS: list[Any] = ["a-3a", "ua-1"]
_DRAWN = re.compile(
    "[^\n\u0020-\u007e\u00a0-\u00ac\u00ae-\u00b4\u00b6-\u0107\u010a-\u0113\u0116-\u011b\u011e-\u0123\u012a\u012b"
    "\u012e-\u0131\u0139-\u013e\u0141-\u0148\u0150-\u0155\u0158-\u015b\u015e-\u0165\u016a\u016b\u016e-\u017e\u0218-\u021b"
    "\u2013\u2014\u2018-\u201a\u201c-\u201e\u2022\u2026\u2039\u203a\u20ac\u2122\u2212]"
)
"""What our fonts do not draw."""


def typeset(template: str, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """Return the PDF that the template ``templates/documents/<template>.typ`` makes of the data.

    ``at`` is the moment that stands in it as the time of its making. Raises ``IntegrityBroken`` when the typesetter
    fails or warns.
    """
    folder = settings.BASE_DIR / "templates" / "documents"
    try:
        pdf, warnings = typst.compile_with_warnings(
            str(folder / f"{template}.typ"),
            root=str(folder),
            font_paths=_fonts(),
            format="pdf",
            pdf_standards=STANDARDS,
            sys_inputs={"data": json.dumps(_printable(data), ensure_ascii=False, sort_keys=True)},
            timestamp=int(at.timestamp()),
        )
    except typst.TypstError as error:
        raise IntegrityBroken("document.failed", "The document cannot be typeset: {why}", why=str(error)) from error
    if warnings:
        said = "; ".join(each.message for each in warnings)
        raise IntegrityBroken("document.warning", "The document cannot be typeset: {why}", why=said)
    return bytes(pdf)


def square_code(content: str) -> str:
    """Return a DataMatrix code as SVG, one unit for each module, without a margin."""
    code = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.DataMatrix, forceSquare=True)
    drawing: str = zxingcpp.write_barcode_to_svg(code, scale=1, add_hrt=False, add_quiet_zones=False)
    return drawing[drawing.index("<svg") :]


def _printable(value: Any) -> Any:
    """Return the data with every character that the fonts do not draw spelled as ``[U+1F525]``: an emoji in a remark
    must not keep a certificate from being made, and must not vanish from it either.
    """
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value).replace("\u202f", "\u00a0").replace("\r\n", "\n")
        return _DRAWN.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)
    if isinstance(value, Mapping):
        return {key: each if key == "square" else _printable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(each) for each in value]
    return value


@functools.cache
def _fonts() -> typst.Fonts:
    """Return the fonts of the documents; none of the machine's own."""
    folder: Path = settings.CUSTODY_DOCUMENT_FONTS
    if not any(folder.glob("*.ttf")):
        raise IntegrityBroken("document.fonts", "The fonts of the documents are missing. Run the set-up again")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
