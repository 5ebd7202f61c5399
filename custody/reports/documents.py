"""Makes the documents that were asked for: gathers the facts, has them typeset, hands in the file."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection
from django.utils import translation

from custody.alerts.passes.engine import engine_act
from custody.core.errors import CustodyError, NotAllowedNow
from custody.core.identifiers import label_content
from custody.evidence.actions.documents import keep_document, note_failure
from custody.evidence.pdf_signing import signed
from custody.evidence.selectors.labels import codes_of, document_to_make, documents_to_make
from custody.evidence.typesetting import typeset
from custody.reports import certificate, labelsheet, papersheet

if TYPE_CHECKING:
    from custody.evidence.models import Document

log = logging.getLogger(__name__)

BEGIN_NONE_AFTER_S = 20
"""Well before a worker's task is cut short: what is left waits for the next round."""


def render_document(document_id: UUID) -> bool:
    """Make one document and say whether this call made it. Called twice, or by two workers at once, it is made once.

    A failure is written down beside the document; whoever looks for work tries again a few times.
    """
    document = document_to_make(document_id)
    if document is None:
        return False
    try:
        with translation.override(document.language):
            content = _MAKERS[document.kind](document, _now())
        keep_document(act=engine_act(), document_id=document.id, content=content)
    except NotAllowedNow:
        return False  # another worker was first
    except CustodyError as error:
        log.error("document %s cannot be made: %s", document.id, error)
        note_failure(document_id=document.id, why=str(error))
        return False
    return True


def render_waiting() -> int:
    """Make the documents that wait, the oldest first; return how many this round made.

    One that fails, or hangs until the worker cuts it short, is written down and goes behind the others.
    """
    until, made = time.monotonic() + BEGIN_NONE_AFTER_S, 0
    for document_id in documents_to_make():
        if time.monotonic() > until:
            break
        try:
            made += render_document(document_id)
        except (OperationalError, InterfaceError):
            raise  # the database is away: the next round tries, and no document is to blame
        except Exception as error:
            log.exception("document %s cannot be made", document_id)
            note_failure(document_id=document_id, why=type(error).__name__)
    return made


def _certificate(document: Document, at: datetime) -> bytes:
    assert document.session is not None  # noqa: S101 - the table says so
    paper = typeset("record", certificate.certificate_of(document, document.session, at=at), at=at)
    return signed(paper, reason=translation.gettext("Certificate of destruction"))


def _labels(document: Document, at: datetime) -> bytes:
    assert document.roll is not None  # noqa: S101 - the table says so
    return typeset("labels", labelsheet.sheet(document, document.roll.code_word, codes_of(document.roll)), at=at)


def _zpl(document: Document, at: datetime) -> bytes:
    assert document.roll is not None  # noqa: S101 - the table says so
    return labelsheet.zpl(codes_of(document.roll)).encode()


def _reprint(document: Document, at: datetime) -> bytes:
    assert document.unit is not None  # noqa: S101 - the table says so
    return typeset("labels", labelsheet.sheet(document, label_content(document.unit.label), [document.unit.label]),
                   at=at)


def _paper(document: Document, at: datetime) -> bytes:
    assert document.roll is not None  # noqa: S101 - the table says so
    return typeset("paper", papersheet.kit(document, document.roll, codes_of(document.roll)), at=at)


_MAKERS: Mapping[str, Callable[[Document, datetime], bytes]] = {
    "certificate": _certificate,
    "labels": _labels,
    "labels_zpl": _zpl,
    "reprint": _reprint,
    "paper": _paper,
}


def _now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
    return found
