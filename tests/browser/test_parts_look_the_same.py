"""Every part of a page looks as it did when somebody last looked at it (``-m nightly``).

Each part on the page of the parts is kept as its size and a thumbnail in greys, ``looks.json``: small enough to be read
in a change, coarse enough to forgive a clock time, fine enough for an icon that is gone. Who changes a part on purpose
makes the pictures anew (``dev.py test -m pictures``), which writes that file, and looks at them.
"""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings
from PIL import Image

from tests.browser.looking import Look, eye
from tests.web.browser import served

PARTS = ", ".join(f"main {each}" for each in (
    ".c-kpi", "section.c-card", "p:has(> .ds-tag)", ".c-big", ".c-act", ".c-notice", ".c-table", "nav", ".c-empty",
    ".c-panel", ".c-stop", ".c-batch__count", ".c-choice", ".c-error-summary", "form.c-form .ds-field",
))  # fmt: skip
KEPT = Path(__file__).with_name("looks.json")
SEEN = Path(settings.BASE_DIR) / "var" / "pictures" / "parts"
LOOKS = [Look("en", scheme, width) for scheme in ("light", "dark") for width in (390, 1440)]
CELLS, SHADES, FORGIVEN, PIXELS = 8, 16, 1, 2
"""A thumbnail has 8 x 8 cells of 16 greys; a cell may be one grey off, and a side two pixels."""


@pytest.fixture(scope="module")
def site(standing_house):
    """Serve a house that shows its parts."""
    with override_settings(DEBUG=False, CUSTODY_DEMO=True), served() as address:
        yield address


def drawn(browser, site, look, *, planted=""):
    """Return, by number and kind, the size and the thumbnail of each part."""
    found = {}
    with eye(browser, look=look, site=site) as opened:
        opened.page.goto(f"{site}/components/")
        if planted:
            opened.page.evaluate("(rule) => document.styleSheets[0].insertRule(rule)", planted)
        for number, part in enumerate(opened.page.locator(PARTS).all()):
            if part.is_visible():
                name = f"{number:02d}-{(part.get_attribute('class') or 'part').split()[0]}"
                picture = Image.open(BytesIO(part.screenshot(animations="disabled")))
                SEEN.mkdir(parents=True, exist_ok=True)
                picture.save(SEEN / f"{look}-{name}.png")
                cells = picture.convert("L").resize((CELLS, CELLS), Image.Resampling.BOX).tobytes()
                found[name] = [*picture.size, "".join(f"{cell * SHADES // 256:x}" for cell in cells)]
    return found


def differing(seen, kept):
    """Return the names of the parts that look otherwise, came or went."""
    def is_same(one, other):
        sides = all(abs(a - b) <= PIXELS for a, b in zip(one[:2], other[:2], strict=True))
        return sides and all(abs(int(a, 16) - int(b, 16)) <= FORGIVEN for a, b in zip(one[2], other[2], strict=True))

    return sorted(name for name in seen.keys() | kept.keys()
                  if name not in seen or name not in kept or not is_same(seen[name], kept[name]))  # fmt: skip


@pytest.mark.nightly
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_each_part_looks_as_it_did(browser, site, look):
    kept = json.loads(KEPT.read_text(encoding="utf-8"))[str(look)]
    assert len(kept) >= 40

    assert differing(drawn(browser, site, look), kept) == []


@pytest.mark.nightly
@pytest.mark.parametrize(("rule", "part"), [
    (".c-notice .c-icon { display: none }", "c-notice"),
    (".ds-button { padding: 1.5rem }", "c-big"),
    (".c-kpi { background: #b00 }", "c-kpi"),
])  # fmt: skip
def test_a_part_that_looks_otherwise_is_named(browser, site, rule, part):
    kept = json.loads(KEPT.read_text(encoding="utf-8"))[str(LOOKS[0])]

    assert part in {name.partition("-")[2] for name in differing(drawn(browser, site, LOOKS[0], planted=rule), kept)}


@pytest.mark.pictures
def test_how_each_part_looks_is_kept(browser, site):
    looks = {str(look): drawn(browser, site, look) for look in LOOKS}
    KEPT.write_text(json.dumps(looks, indent=0, sort_keys=True) + "\n", encoding="utf-8")

    assert all(len(parts) >= 40 for parts in looks.values())
