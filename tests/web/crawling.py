"""A reader who follows every link, and who knows where everything lies."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from urllib.parse import unquote_plus, urlsplit
from uuid import UUID

from django.urls import Resolver404, get_resolver, resolve

from custody.evidence.models import Consultation, HandlingUnit
from custody.evidence.selectors.expected import destinations_of
from custody.evidence.selectors.facts import outermost_of
from custody.web.home.driving import on_the_road
from tests.template import PLACES

MOST_OF_ONE_NAME = 2
WORDS = [code_word for code_word, _kind, _cap in PLACES]
SEALED = re.compile(rf"name of (?:{'|'.join(WORDS)}|GREYLAG)|quay 1742", re.IGNORECASE)
# A seizure may bear the name of a bird too, with a number behind it.
WORD = re.compile(rf"(?<![\w-])({'|'.join(WORDS)})(?![\w-])", re.IGNORECASE)
DATALIST = re.compile(r'<datalist.*?</datalist>|<div class="c-places">.*?(?=<div class="c-clock">)', re.DOTALL)
"""What a form offers to choose from: which places there are, not what lies where."""
NAMES_PLACES = {
    "exceptions:places", "exceptions:endanger", "exceptions:clear", "bays:plan", "bays:lay_out",
    "unwatched:list", "unwatched:one", "unwatched:end",
    "drills:list", "drills:one", "drills:stop",
    "places:list", "places:overfull",
    "places:propose", "places:change", "places:proposal", "furnaces:list", "furnaces:propose",
    "furnaces:change", "furnaces:proposal", "api:places", "api:place-proposals", "api:place-proposal",
    "sites:change", "waivers:list", "waivers:waiver", "inventories:list", "inventories:inventory", "inventories:file",
    "opening:list", "opening:stock",
    "inventories:begin", "inventories:break_off", "inventories:count", "inventories:audits", "inventories:audit",
}  # fmt: skip
"""Pages whose matter is the places themselves: which there are, not what lies where."""
TOLD_WITH_THE_ROUTE = {"transfer:offered", "transfer:receive"}
"""Pages that say to those who take part in it where a load goes, not where it lies."""
SHOWS_THE_SCENE = {"danger:incident"}
"""Pages that show to who answers danger where it is, names and all, once it is recorded that they look."""
_LINK = ("href", "action", "src")


def crawl(client, seeds, *, most=MOST_OF_ONE_NAME):
    """Yield (path, answer) for the seeds and for every page they lead to, `most` of each kind."""
    waiting, seen, count = list(seeds), set(), Counter()
    while waiting:
        path = waiting.pop(0)
        if path in seen or not path.startswith("/") or path.startswith(("/static/", "//")):
            continue
        seen.add(path)
        kind = kind_of(path)
        count[kind] += 1
        if count[kind] > most:
            continue
        answer = client.get(path)
        yield path, answer
        waiting += [each for each in links(path, answer) if each not in seen]


@cache
def kind_of(path):
    """Return what stands for all pages like this one: its URL name and the names of its questions."""
    parts = urlsplit(path)
    try:
        name = resolve(parts.path).view_name
    except Resolver404:
        name = "nowhere"
    return name, tuple(sorted(pair.split("=")[0] for pair in parts.query.split("&")))


def links(path, answer):
    """Return the addresses of our own that an answer leads to."""
    out = [answer["Location"]] if answer.has_header("Location") else []
    if answer["Content-Type"].startswith("text/html"):
        reader = _Links()
        reader.feed(body_of(answer))
        out += reader.found
    elif "json" in answer["Content-Type"]:
        out += [each for each in strings(json.loads(body_of(answer))) if each.startswith(("/", "http"))]
    return [absolute(path, link) for link in out if not link.startswith(("#", "mailto:", "data:"))]


class _Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in _LINK and value]


def absolute(path, link):
    """Return an address without host and fragment."""
    parts = urlsplit(link)
    whole = parts.path or urlsplit(path).path
    return whole + (f"?{parts.query}" if parts.query else "")


def strings(value):
    """Return every text in a JSON value."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for each in inner for text in strings(each)]


def body_of(answer):
    """Return the text of an answer, as far as it is text."""
    return b"".join(answer).decode("utf-8", "replace")


def faults(officer, path, answer):
    """Return which places an answer tells that it must not."""
    whole = "\n".join([body_of(answer), *(f"{name}: {value}" for name, value in answer.items()),
                       unquote_plus(answer.get("Location", ""))])
    name = kind_of(path)[0]
    if name in SHOWS_THE_SCENE and was_revealed(officer, path):
        return []
    out = [f"{path}: the sealed name {found!r}" for found in SEALED.findall(whole)]
    told = {found.upper() for found in WORD.findall(without_whole_lists(whole))}
    if name in NAMES_PLACES:
        return out
    if name in TOLD_WITH_THE_ROUTE:
        told -= destinations(answer)
    if name == "home:home":
        # To who drives it, and to nobody else, it says where a load goes.
        told -= {place.code_word for place in destinations_of(officer, on_the_road(officer))}
    return out + [f"{path}: the place {word}" for word in sorted(told) if not was_revealed(officer, path)]


def without_whole_lists(text):
    """Return the text without the lists that offer every place of some kinds: they say nothing of a load."""
    def keep(found):
        words = set(WORD.findall(found[0]))
        kinds = {kind for word, kind, _cap in PLACES if word in words}
        return "" if words == {word for word, kind, _cap in PLACES if kind in kinds} else found[0]

    return DATALIST.sub(keep, text)


def destinations(answer):
    """Return the destination of a route that the page shows on purpose."""
    route = (answer.context or {}).get("route")
    return {route.destination} if route else set()


def was_revealed(officer, path):
    """Say whether it was recorded that the officer looks at the place of the unit that the page is about, or at where
    danger is."""
    try:
        keys = resolve(urlsplit(path).path).kwargs
    except Resolver404:
        return False
    if "incident_id" in keys:
        looks = Consultation.objects.filter(officer=officer, field_group="place")
        return looks.filter(subject_kind="incident", subject_id=keys["incident_id"]).exists()
    key = keys.get("unit_id")
    unit = HandlingUnit.objects.filter(pk=key).first() if isinstance(key, UUID) else None
    return unit is not None and Consultation.objects.filter(
        officer=officer, subject_id=outermost_of(unit).id, field_group="place").exists()


def api_paths(keys):
    """Return the address of every noun of the API, those about an object once for each key of its kind."""
    found = []
    for name, patterns in get_resolver("custody.api.v1.urls").reverse_dict.lists():
        if isinstance(name, str):
            for possibilities, *_rest in patterns:
                for template, parameters in possibilities:
                    ids = keys.get(parameters[0], []) if parameters else [None]
                    found += ["/api/v1/" + template % ({parameters[0]: key} if parameters else {}) for key in ids]
    return found
