"""Refusals become problem documents (RFC 9457): translated once, here, and nowhere else in the API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response

from custody.alerts.actions.reused import tell_of_reused_key
from custody.core.errors import (
    CustodyError,
    IntegrityBroken,
    InvalidInput,
    KeyReused,
    LockTimeout,
    NotAllowedNow,
    NotFound,
    NotPermitted,
    StaleVersion,
)
from custody.reports.speaking import refusal_said
from custody.reports.words import GOODS_KINDS

MEDIA_TYPE = "application/problem+json"
_STATUS: dict[type[CustodyError], int] = {
    InvalidInput: 400,
    NotPermitted: 403,
    NotFound: 404,
    NotAllowedNow: 409,
    StaleVersion: 409,
    KeyReused: 409,
    LockTimeout: 503,
    IntegrityBroken: 503,
}
_TOO_LARGE = frozenset({"photo.too_large"})
_WHOLE = "body"
_RETRY_AFTER_SECONDS = "2"


class TooLarge(exceptions.APIException):
    """More bytes than any answer needs."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "body.too_large"

    def __init__(self, *, most: int) -> None:
        super().__init__(_("This is too large: {most} MB at most").format(most=most // (1024 * 1024)))


def problem(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Return the problem document for a refusal; ``None`` for what is no refusal, which stays a 500."""
    if isinstance(error, CustodyError):
        if isinstance(error, KeyReused):
            tell_of_reused_key(officer=context["request"].user, reused=error)
        return _refusal(error)
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, RequestDataTooBig):
        return _document(413, "body.too_large", _("This is too large"))
    elif isinstance(error, SuspiciousOperation):
        return _document(400, "request.malformed", _("This request cannot be read"))
    if isinstance(error, exceptions.APIException):
        return _of_framework(error)
    return None


def _refusal(error: CustodyError) -> Response | None:
    kind = next((known for known in _STATUS if isinstance(error, known)), None)
    if kind is None:
        return None
    sentence = refusal_said(error, kinds=GOODS_KINDS)
    number = 413 if error.code in _TOO_LARGE else _STATUS[kind]
    fields = {error.field: [sentence]} if isinstance(error, InvalidInput) and error.field else {}
    if kind is NotFound:
        # "Absent" and "not yours" must look the same, whoever raised it.
        return _document(404, NotFound().code, refusal_said(NotFound(), kinds={}))
    answer = _document(number, error.code, sentence, fields)
    if kind is LockTimeout:
        answer["Retry-After"] = _RETRY_AFTER_SECONDS
    return answer


def _of_framework(error: exceptions.APIException) -> Response:
    if isinstance(error, exceptions.ValidationError):
        fields: dict[str, list[str]] = {}
        for name, sentence in _flat(error.detail):
            fields.setdefault(name, []).append(sentence)
        return _document(400, "request.fields", _("Some of what was sent cannot be used"), fields)
    codes = error.get_codes()
    answer = _document(error.status_code, codes if isinstance(codes, str) else "request.refused", str(error.detail))
    if getattr(error, "auth_header", None):
        answer["WWW-Authenticate"] = error.auth_header  # type: ignore[attr-defined]
    return answer


def _flat(detail: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield each sentence with the dotted name of the field it is about (``units.0.reading.gross_mg``)."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            yield from _flat(inner, path if name == "non_field_errors" else f"{path}.{name}" if path else str(name))
    elif isinstance(detail, list):
        for place, inner in enumerate(detail):
            if isinstance(inner, Mapping | list):
                yield from _flat(inner, f"{path}.{place}" if path else str(place))
            else:
                yield path or _WHOLE, str(inner)
    else:
        yield path or _WHOLE, str(detail)


def _document(
    number: int, code: str, sentence: str, fields: Mapping[str, list[str]] | None = None
) -> Response:
    data = {
        "type": f"urn:custody:problem:{code}",
        "title": HTTPStatus(number).phrase,
        "status": number,
        "code": code,
        "detail": sentence,
        "fields": dict(fields or {}),
    }
    return Response(data, status=number, content_type=MEDIA_TYPE)
