"""A strict reader of our pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.web.shared.reader import Parser

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from django.forms import BaseForm


def read(html: str, *, strict: bool = True) -> Element:
    """Return the tree of a page or a piece of one; a piece that a browser would have to mend fails."""
    parser = Parser(strict=strict, namespaceHTMLElements=False)
    tree = parser.parse(html) if "<html" in html else parser.parseFragment(html)
    for element in tree.iter():
        if isinstance(element.tag, str):  # a drawing's elements carry their namespace; its paths here need not
            element.tag = element.tag.removeprefix("{http://www.w3.org/2000/svg}")
    return tree  # type: ignore[no-any-return]


def rendered(form: BaseForm) -> Element:
    """Return the tree of a rendered form."""
    return read(str(form))


def one(tree: Element, path: str) -> Element:
    """Return the only element of a path."""
    found = tree.findall(path)
    assert len(found) == 1, f"{path}: {len(found)} found"
    return found[0]


def words(element: Element) -> str:
    """Return the text of an element, blanks run together."""
    return " ".join("".join(element.itertext()).split())
