"""How the API describes itself: problem documents, pages of lists, and the session of the browser."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers

_WHEN = {
    400: "Something that was sent makes no sense; `fields` names it.",
    401: "Nobody is signed in, or the token is not valid.",
    403: "Never you: role, separation of duties, or a token that would sign.",
    404: "Absent, or not yours: the same answer.",
    409: "Not in this state, changed meanwhile, or a key that was used for something else.",
    413: "Too large.",
    415: "Not a media type that is read here.",
    503: "Too busy; try again with the same key. Or the ledger does not add up.",
}


class ProblemOut(serializers.Serializer[Any]):
    """A refusal (RFC 9457). ``code`` is stable; ``detail`` is a sentence in the reader's language."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    fields = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField())
    )


def problems(*numbers: int) -> dict[Any, OpenApiResponse]:
    """Return the refusals of an endpoint for its description."""
    return {
        (number, "application/problem+json"): OpenApiResponse(ProblemOut, description=_WHEN[number])
        for number in sorted(numbers)
    }


@cache
def page_of(shown: type[serializers.Serializer[Any]]) -> type[serializers.Serializer[Any]]:
    """Return the shape of one page of a list."""
    return type(
        f"PageOf{shown.__name__.removesuffix('Out')}",
        (serializers.Serializer,),
        {
            "__doc__": "One page of a list.",
            "next": serializers.URLField(allow_null=True, help_text="Null at the end."),
            "previous": serializers.URLField(allow_null=True),
            "results": shown(many=True),
        },
    )


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The session cookie, with its CSRF token on every write."""

    target_class = "custody.api.v1.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return the scheme as OpenAPI writes it."""
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": f"A person's session. Writes carry the {settings.CSRF_COOKIE_NAME} cookie as X-CSRFToken.",
        }
