"""Documents as tagged PDF: archivable (PDF/A-3a), readable by a screen reader (PDF/UA-1), with their data inside.

Typst typesets offline with our own fonts; the same data at the same moment give the same bytes. A warning fails: a
missing glyph or font would otherwise be found by a court.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
import zxingcpp
from django.conf import settings

from custody.core.errors import IntegrityBroken

STANDARDS: list[Any] = ["a-3a", "ua-1"]


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
            sys_inputs={"data": json.dumps(data, ensure_ascii=False, sort_keys=True)},
            timestamp=int(at.timestamp()),
        )
    except typst.TypstError as error:
        raise IntegrityBroken("document.failed", "The document cannot be typeset: {why}", why=str(error)) from error
    if warnings:
        raise IntegrityBroken(
            "document.warning", "The document cannot be typeset: {why}", why="; ".join(each.message for each in warnings)
        )
    return bytes(pdf)


def square_code(content: str) -> str:
    """Return a DataMatrix code as SVG, one unit for each module, without a margin."""
    code = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.DataMatrix, forceSquare=True)
    drawing: str = zxingcpp.write_barcode_to_svg(code, scale=1, add_hrt=False, add_quiet_zones=False)
    return drawing[drawing.index("<svg") :]


@functools.cache
def _fonts() -> typst.Fonts:
    """Return the fonts of the documents; none of the machine's own."""
    folder: Path = settings.CUSTODY_DOCUMENT_FONTS
    if not any(folder.glob("*.ttf")):
        raise IntegrityBroken("document.fonts", "The fonts of the documents are missing. Run the set-up again")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
