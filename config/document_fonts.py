"""Makes the TrueType fonts of documents from the web fonts: `python -m config.document_fonts SRC DST`.

Typst reads TrueType files with one weight each, and looks a character up in one file before it falls back. So
each style is cut from the variable font at its weight, and the two character ranges are merged into one file.
"""

import sys
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FAMILIES = {
    "atkinson-hyperlegible-next": "Atkinson Hyperlegible Next",
    "atkinson-hyperlegible-mono": "Atkinson Hyperlegible Mono",
}
STYLES = {
    "Regular": ("normal", 400),
    "Bold": ("normal", 700),
    "Italic": ("italic", 400),
    "Bold Italic": ("italic", 700),
}
RANGES = ("latin", "latin-ext")


def make_document_fonts(*, source: Path, target: Path) -> list[Path]:
    """Write one .ttf per family and style into `target` and return their paths.

    `source` holds a folder per family with the web fonts as fontsource names them.
    """
    target.mkdir(parents=True, exist_ok=True)
    made = []
    for slug, family in FAMILIES.items():
        for style, (slope, weight) in STYLES.items():
            with tempfile.TemporaryDirectory() as scratch:
                pieces = []
                for span in RANGES:
                    font = TTFont(source / slug / "files" / f"{slug}-{span}-wght-{slope}.woff2")
                    instance = instantiateVariableFont(font, {"wght": weight}, inplace=True)
                    instance.flavor = None
                    piece = Path(scratch) / f"{span}.ttf"
                    instance.save(piece)
                    pieces.append(str(piece))
                merged = Merger().merge(pieces)
            _name(merged, family=family, style=style, weight=weight)
            path = target / f"{family.replace(' ', '')}-{style.replace(' ', '')}.ttf"
            merged.save(path)
            made.append(path)
    return made


def _name(font: TTFont, *, family: str, style: str, weight: int) -> None:
    """Give the file the names and flags by which a typesetter finds bold and italic."""
    names = font["name"]
    for record in list(names.names):
        if record.nameID in {1, 2, 3, 4, 6, 16, 17, 21, 22, 25}:
            names.removeNames(nameID=record.nameID)
    for number, text in ((1, family), (2, style), (3, f"{family} {style}"), (4, f"{family} {style}")):
        names.setName(text, number, 3, 1, 0x409)
    names.setName(f"{family}-{style}".replace(" ", ""), 6, 3, 1, 0x409)
    bold, italic = weight >= 600, "Italic" in style
    font["OS/2"].usWeightClass = weight
    font["OS/2"].fsSelection = (
        (0x20 if bold else 0) | (0x01 if italic else 0) | (0 if bold or italic else 0x40)
    )
    font["head"].macStyle = (1 if bold else 0) | (2 if italic else 0)


if __name__ == "__main__":
    make_document_fonts(source=Path(sys.argv[1]), target=Path(sys.argv[2]))
