"""A page between a form and what it does: it says what will happen, and carries every answer on without losing one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import ngettext

from custody.web.shared.forms import show_form

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from custody.web.shared.forms import CustodyForm

AGAIN = "type_again"
"""The name of the button with which an officer goes back to the form and reads once more."""


def seal_differs(request: HttpRequest, form: CustodyForm, *, read: str, count: int, **context: Any) -> HttpResponse:
    """Say before anything is frozen that the seal of the vehicle differs, how many units that would freeze, and who is
    told: the officer reads again, or records that it really differs. Which number it should be is not said."""
    return show_form(
        request, "custody/road/seal_differs.html", form=form, read=read, count=count, again=AGAIN,
        answers=answers_of(form), **context,
    )  # fmt: skip


def answers_of(form: CustodyForm) -> list[tuple[str, str]]:
    """Return everything that was sent, with the key and the version for the next attempt; not the token of the post."""
    data: Any = form.data
    lists = data.lists() if hasattr(data, "lists") else [(name, [value]) for name, value in data.items()]
    pairs = [(name, value) for name, values in lists for value in values]
    return [(name, str(value)) for name, value in pairs if name not in ("csrfmiddlewaretoken", AGAIN)]


def reads_again(request: HttpRequest) -> bool:
    """Say whether the officer goes back from such a page to read once more."""
    return request.method == "POST" and AGAIN in request.POST


def type_again(*, count: int) -> str:
    """Return what is said at the seal that is read once more: what happens if it differs again, and who is told."""
    return ngettext(
        "Read it off the doors once more. If it differs again, %(count)d unit is frozen and a supervisor is told",
        "Read it off the doors once more. If it differs again, %(count)d units are frozen and a supervisor is told",
        count,
    ) % {"count": count}
