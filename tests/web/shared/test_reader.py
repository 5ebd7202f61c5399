"""The quick reader of pages sees what html5lib sees, tree and complaint alike."""

from __future__ import annotations

import html5lib
import pytest
from html5lib.html5parser import ParseError

from tests.stories import stored
from tests.web.shared.pages import read
from tests.web.shared.reader import Parser, WholeTags

WELL = (
    "<!DOCTYPE html>\n<html lang=\"en\"><head><title>a &amp; b</title></head><body><p>x</p></body></html>",
    '<p class="a b" hidden data-x="1">text &lt; &eacute; &#233;</p  >',
    "<br><br/><input type=\"text\" disabled /><hr\n  class=\"x\"\n>",
    '<a href="?a=1&amp;b=2" title="&quot;&#x27;&lt;&gt;&#39;&eacute;">x</a>',
    "<a href='?a=1' title=plain>x</a>",
    '<DIV Class="Upper">x</DIV>',
    '<svg viewBox="0 0 1 1"><g xlink:href="#a"/><path d="M0 0"/></svg><p>after</p>',
    "<script>if (a < b) { '<p class=\"x\">' }</script><style>p > a {}</style><textarea>\n<b></textarea>",
    "<table><tr><td>1</td></tr></table><ul><li>1<li>2</ul><select><option>1<option selected>2</select>",
    "<my-piece some-thing=\"1\">x</my-piece><!-- <p> --><template><p>x</p></template>",
    '<p title="two\nlines">a\r\nb</p>',
)
BADLY = (
    '<p class="a" class="b">x</p>',
    '<p class="a" CLASS="a">x</p>',
    '<p class="a"id="b">x</p>',
    '<p class="a" =b>x</p>',
    '<p class=>x</p>',
    '<p title="a \0 b">x</p>',
    '<p title="&amp">x</p>',
    '<p title="&nothing;">x</p>',
    '<p title="open>x</p>',
    "<p title=a'b>x</p>",
    '<p "title">x</p>',
    "<p/>x</p>",
    '<div class="x" />x</div>',
    "</br>",
    '<p>x</p class="y">',
    "<p>x</p/>",
    "<p>x</p></p>",
    "<div><span>x</div></span>",
    "<a href=\"/\"><a href=\"/\">x</a></a>",
    "<p><div>x</div></p>",
    "<table><p>x</p></table>",
    "<form><form></form></form>",
    "<button><button>x</button></button>",
    "<html lang=\"en\"><body><p>no doctype</p></body></html>",
    "<!DOCTYPE html><html><head></head><body><p>x</p></body></html></div>",
    "<p>x &nothing; y</p>",
    "< p>x</p>",
    "<p>x</ p>",
    "<p>a \x01 b</p>",
    "<p",
    "<div>",
)


def _seen(parser, markup):
    """Return the tree and everything complained of, with its place in the text."""
    reader = parser(strict=False, namespaceHTMLElements=False)
    tree = reader.parse(markup) if "<html" in markup else reader.parseFragment(markup)
    return _plain(tree), reader.errors


def _plain(element):
    kept = [_plain(each) for each in element]
    return element.tag, list(element.attrib.items()), element.text, element.tail, kept


@pytest.mark.parametrize("markup", [*WELL, *BADLY])
def test_it_sees_the_tree_and_the_mistakes_that_html5lib_sees(markup):
    assert _seen(Parser, markup) == _seen(html5lib.HTMLParser, markup)


@pytest.mark.parametrize("markup", WELL)
def test_a_well_written_piece_is_read(markup):
    read(markup)


@pytest.mark.parametrize("markup", BADLY)
def test_a_piece_that_a_browser_would_have_to_mend_is_refused(markup):
    with pytest.raises(ParseError):
        read(markup)


def test_the_tags_of_a_page_are_read_whole_and_make_the_same_tree(cast, client, monkeypatch):
    (unit,) = stored(cast)
    client.force_login(cast.storekeeper)
    pages = [client.get(path).content.decode() for path in (f"/units/{unit.id}/", "/mine/", "/units/")]

    for page in pages:
        assert _seen(Parser, page) == _seen(html5lib.HTMLParser, page)
        read(page)

    slow = []
    monkeypatch.setattr(WholeTags, "tagNameState", lambda self: slow.append(self.stream.position()) or False)
    for page in pages:
        assert _seen(Parser, page)[0]
    assert slow == []
