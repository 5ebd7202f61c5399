"""A long list of boxes in leaves: so many are listed, and it is said of how many, and where the others are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from django.http import HttpRequest

A_LEAF = 160
FROM = "from"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """The part of a list that is shown: from ``begins`` to before ``ends``, of ``all`` that there are."""

    begins: int
    ends: int
    all: int
    said: str
    next_link: str = ""
    next_words: str = ""
    before_link: str = ""


def leaf_of(
    request: HttpRequest, count: int, *, of_several: bool = False, where: str = "", size: int = A_LEAF
) -> Leaf | None:
    """Return the leaf that ``?from=`` asks for, ``None`` where all of it fits on one; nonsense gives the first.

    ``of_several``: above the list stands an answer for several, which counts for what is not listed too. ``where``
    names the part of the page that the list is.
    """
    if count <= size:
        return None
    asked = request.GET.get(FROM, "")
    at = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 0
    begins = min(at, count - 1) // size * size
    ends = min(begins + size, count)
    said = _("Listed here: %(first)d to %(last)d of %(all)d.") % {"first": begins + 1, "last": ends, "all": count}
    if of_several:
        said = f"{said} {_('One tick for many counts for all of them, listed or not.')}"
    rest = min(size, count - ends)
    words = ngettext("List the next %(count)d", "List the next %(count)d", rest) % {"count": rest}
    return Leaf(
        begins=begins, ends=ends, all=count, said=said,
        next_link=_link(request, ends, where) if rest else "",
        next_words=words,
        before_link=_link(request, begins - size, where) if begins else "",
    )  # fmt: skip


def _link(request: HttpRequest, at: int, where: str) -> str:
    query = request.GET.copy()
    query[FROM] = str(at)
    return f"?{query.urlencode()}{where and '#'}{where}"
