"""Labels to stick on: a sheet for any printer, and ZPL for a label printer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from custody.core.identifiers import LabelKind, label_content
from custody.evidence.typesetting import square_code

if TYPE_CHECKING:
    from custody.evidence.models import Document


def label(code: str) -> dict[str, str]:
    """Return what a template draws of one label: the square code, and the letters in two lines that are read aloud."""
    return {
        "square": square_code(label_content(code)),
        "alt": _("Square code of label %(code)s") % {"code": code},
        "code": code,
        "first": code[:5],
        "second": code[5:],
    }


def sheet(document: Document, reference: str, codes: Sequence[str]) -> dict[str, Any]:
    """Return the data of a sheet of labels. It tells no seizure, no place and nobody: a label may be seen."""
    return {
        "title": _("Labels"),
        "author": _("Custody"),
        "description": _("Labels for units, with a square code"),
        "language": document.language,
        "reference": reference,
        "footer": _("%(count)d labels") % {"count": len(codes)},
        "labels": [label(code) for code in codes],
    }


def zpl(codes: Sequence[str]) -> str:
    """Return the labels for a printer that speaks ZPL: 50 by 25 mm at 203 dpi, one after another.

    The square code is a DataMatrix of quality 200 with modules of six dots.
    """
    return "".join(
        "^XA^CI28^PW400^LL200"
        f"^FO20,30^BXN,6,200^FD{label_content(code, kind=LabelKind.UNIT)}^FS"
        f"^FO150,45^A0N,52,48^FD{code[:5]}^FS"
        f"^FO150,105^A0N,52,48^FD{code[5:]}^FS"
        "^XZ\n"
        for code in codes
    )
