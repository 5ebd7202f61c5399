"""A tile holds 256 hashes and no other number, and the database says so.

The tiles that one pass filled were all made before the first of them was written. So the tile of a higher level, which
becomes full together with the last tile below it, was made without that tile and is one hash short. What lies below it
is right: a short tile is made again from there, and a constraint refuses the next one.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from custody.core.merkle import HASH_BYTES
from custody.core.tiles import TILE_WIDTH, split_tile, tile_root

FULL = TILE_WIDTH * HASH_BYTES
MAKE_WAY = "ALTER TABLE custody.custody_tile DISABLE TRIGGER guard_keeps"
STAND_AGAIN = "ALTER TABLE custody.custody_tile ENABLE ALWAYS TRIGGER guard_keeps"


def make_short_tiles_again(apps: Any, schema_editor: Any) -> None:
    """Make each tile that is not full again from the tiles below it, lowest level first."""
    tiles = apps.get_model("custody", "Tile").objects
    short = tiles.annotate(width=Length("hashes")).filter(level__gt=0).exclude(width=FULL).order_by("level", "index")
    places = list(short.values_list("level", "index"))
    if not places:
        return
    schema_editor.execute(MAKE_WAY)
    for level, index in places:
        below = tiles.filter(level=level - 1, index__gte=index * TILE_WIDTH, index__lt=(index + 1) * TILE_WIDTH)
        hashes = [tile_root(split_tile(bytes(row))) for row in below.order_by("index").values_list("hashes", flat=True)]
        tiles.filter(level=level, index=index).update(hashes=b"".join(hashes))
    schema_editor.execute(STAND_AGAIN)


class Migration(migrations.Migration):
    """Tiles that are short are made again; then none can be."""

    dependencies = [("custody", "0053_a_signature_is_no_clock_of_goods")]
    operations = [
        migrations.RunPython(make_short_tiles_again, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="tile",
            constraint=models.CheckConstraint(condition=Exact(Length("hashes"), FULL), name="tile_is_full"),
        ),
    ]
