"""A form that comes in while its session is locked, or is gone, is kept, sealed, and comes back to its officer.

Whoever held the device then is not proven to be the officer, and the page below could be typed into: so it comes back
filled in, and becomes a record when the officer has looked at it and sends it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from custody.core.errors import IntegrityBroken, InvalidInput, NotFound
from custody.ledger.sealing import seal, unseal
from custody.organisation.actions.sessions import keep_post
from custody.organisation.selectors import officer_by_badge
from custody.organisation.selectors.sessions import kept_post
from custody.web.shared.brought_back import go_with
from custody.web.shared.guards import signed_in
from custody.web.shared.whose import WHOSE, badge_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from custody.organisation.models import Officer
    from custody.web.shared.brought_back import BroughtBack

KEPT = "kept"
"""Names a kept form in the address of the page it belongs to."""
_SECRETS = frozenset({WHOSE, "csrfmiddlewaretoken", "secret", "pin", "again", "duress_code"})
_LENGTH_BYTES = 4


def keep_of_nobody(request: HttpRequest) -> str | None:
    """Keep a form whose session is gone for the badge it was shown to; return the address at which that badge finds it
    after signing in again, None when nobody can say whose it is."""
    badge = badge_of(request.POST.get(WHOSE, ""))
    if badge is None:
        return None
    try:
        return keep(request, officer=officer_by_badge(badge=badge, field=WHOSE))
    except (NotFound, InvalidInput):
        return None


def keep(request: HttpRequest, *, officer: Officer | None = None) -> str:
    """Keep what was posted, files and all; return the address at which it comes back after the unlock, or after
    ``officer`` signed in again. Secrets and codes are not kept."""
    officer = officer or signed_in(request)
    files = [(name, file) for name, found in request.FILES.lists() for file in found]
    for _name, file in files:
        file.seek(0)  # a form may have read it already
    contents = [file.read() for _name, file in files]
    head = json.dumps({
        "answers": [[name, value] for name, values in request.POST.lists() for value in values
                    if not _is_secret(name, value)],
        "files": [[name, file.name, file.content_type, len(content)]
                  for (name, file), content in zip(files, contents, strict=True)],
        "path": request.get_full_path(),
    }).encode()
    plain = b"".join([len(head).to_bytes(_LENGTH_BYTES), head, *contents])
    post_id = keep_post(officer=officer, sealed=seal(plain, bound_to=_bound_to(officer.pk)))
    path = request.get_full_path()
    return f"{path}{'&' if '?' in path else '?'}{KEPT}={post_id}"


def bring_back(request: HttpRequest, into: BroughtBack, *, can_show: bool) -> UUID | None:
    """Bring back to the page of a request what was kept of its form; return its id, None when there is nothing.

    A request for the page becomes the post that was kept, marked as looked at only; with what the officer sends then,
    the kept files go. It comes back on the page it was sent to, to who sent it. A page that cannot only show what was
    sent (``can_show``) comes empty.
    """
    post_id = _named(request)
    officer = signed_in(request)
    sealed = None if post_id is None else kept_post(officer=officer, post_id=post_id)
    asked = request.GET.copy()
    del asked[KEPT]
    request.META["QUERY_STRING"] = asked.urlencode()
    request.GET = QueryDict(request.META["QUERY_STRING"])
    if sealed is None or not can_show:
        return None
    try:
        plain = unseal(sealed, bound_to=_bound_to(officer.pk))
    except IntegrityBroken:
        return None
    end = _LENGTH_BYTES + int.from_bytes(plain[:_LENGTH_BYTES])
    said = json.loads(plain[_LENGTH_BYTES:end])
    if said["path"] != request.get_full_path():
        return None
    for field, name, kind, length in said["files"]:
        into.files.appendlist(field, SimpleUploadedFile(name, plain[end : end + length], kind))
        end += length
    if request.method == "POST":
        go_with(request, into.files)
        return post_id
    answers = QueryDict(mutable=True)
    for name, value in said["answers"]:
        answers.appendlist(name, value)
    into.is_shown = True
    request.method = request.META["REQUEST_METHOD"] = "POST"
    request._post, request._files = answers, into.files  # type: ignore[attr-defined]
    return post_id


def _is_secret(name: str, value: str) -> bool:
    """Say whether an answer is a secret, or the code of an authenticator; other codes are read off goods."""
    return name in _SECRETS or "password" in name or (name == "code" and value.replace(" ", "").isdecimal())


def _named(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get(KEPT, ""))
    except ValueError:
        return None


def _bound_to(officer_id: UUID) -> bytes:
    return f"kept post of {officer_id}".encode()
