"""How a verb chooses its row and its person by the dice."""

from __future__ import annotations

from tests import stories
from tests.walk.world import NothingToDo

MOST = 12
COMMAND = ("supervisor", "second_supervisor", "duty_officer", "regional_head", "director")


def row(world, model, **where):
    """Return a row, five times in six one that is as asked; raise ``NothingToDo`` when the table is empty."""
    near = _some(model.objects.filter(**where)) if world.dice.randrange(6) else []
    return world.one_of(near or _some(model.objects.all()))


def _some(rows):
    """Return the newest and the oldest of some rows, in the order in which they were told."""
    known = {field.name for field in rows.model._meta.fields}
    natural = [name for name in ("code_word", "badge", "code") if name in known]
    rows = list(rows.order_by(*natural, "stream_id", "last_seq", "pk")[:200])
    return rows if len(rows) <= MOST else [*rows[: MOST // 2], *rows[-MOST // 2 :]]


def by(world, *who):
    """Return an act of one of these, each named in the cast or by badge."""
    name = world.dice.choice(who)
    return stories.act_of(world.cast.by_badge[name] if name.isdigit() else getattr(world.cast, name))


def one_of_goods(world, *states):
    """Return a unit of drugs that belongs to a seizure."""
    unit = world.unit(*(states or ("seized", "stored")))
    if unit.seizure_id is None:
        raise NothingToDo
    return unit


def verbs_of(*functions):
    """Return verbs by their names."""
    return {each.__name__: each for each in functions}
