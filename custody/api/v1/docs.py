"""The API described to a reader, and the answer of an address that does not exist."""

from __future__ import annotations

from typing import NoReturn

from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.views import APIView

from custody.core.errors import NotFound


class Docs(SpectacularSwaggerSplitView):
    """The schema as a page. Its script has an address of its own, because nothing may run inside a page."""

    url_name = "api:schema"
    template_name = "custody/api/docs.html"


class Missing(APIView):
    """An address that does not exist answers like a record that does not."""

    schema = None

    def initial(self, request: Request, *args: object, **kwargs: object) -> NoReturn:
        """Refuse, whatever the method."""
        super().initial(request, *args, **kwargs)
        raise NotFound
