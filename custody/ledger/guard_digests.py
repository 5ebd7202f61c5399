"""What every function and trigger of the schema does, as one hash each: a guard that was emptied is not a guard.

Names, owners and switches are looked at in ``guards.py``; whoever owns the database could leave all of them and take
out the body. ``guard_digests.txt`` is what the migrations make; `manage.py guard_digests --write` writes it anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.db import connection

FILE = Path(__file__).with_name("guard_digests.txt")
_SQL = r"""
SELECT 'function ' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
       encode(sha256(convert_to(concat_ws(E'\x1f',
           p.prosrc, pg_get_function_arguments(p.oid), pg_get_function_result(p.oid), p.prosecdef,
           array_to_string(p.proconfig, ';'), l.lanname), 'UTF8')), 'hex')
  FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang JOIN pg_namespace n ON n.oid = p.pronamespace
 WHERE n.nspname = 'custody'
UNION ALL
SELECT 'set of triggers of ' || c.relname, encode(sha256(convert_to(string_agg(concat_ws(E'\x1f',
           t.tgname, t.tgtype, t.tgdeferrable, t.tginitdeferred, p.proname, encode(t.tgargs, 'hex'),
           t.tgqual IS NOT NULL, (SELECT string_agg(a.attname, ',' ORDER BY a.attname) FROM pg_attribute a
             WHERE a.attrelid = c.oid AND a.attnum = ANY (t.tgattr::int2[]))), E'\x1e' ORDER BY t.tgname),
           'UTF8')), 'hex')
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_proc p ON p.oid = t.tgfoid
 WHERE n.nspname = 'custody' AND NOT t.tgisinternal
 GROUP BY c.relname
ORDER BY 1"""


def digests() -> dict[str, str]:
    """Return what stands in the database: ``function NAME(ARGUMENTS)`` or ``set of triggers of
    TABLE`` -> hash of all that it does."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL)
        return dict(cursor.fetchall())


def as_made() -> dict[str, str]:
    """Return what the migrations of this version make, as ``digests`` has it."""
    lines = FILE.read_text(encoding="ascii").splitlines()
    return {name: digest for digest, name in (line.split(" ", 1) for line in lines)}


def as_text(found: dict[str, str]) -> str:
    """Return the digests as the file holds them."""
    return "".join(f"{digest} {name}\n" for name, digest in sorted(found.items()))


def altered() -> Iterator[str]:
    """Yield a sentence for each function or set of triggers that is gone, was altered, or that no migration made."""
    stands, made = digests(), as_made()
    for name in sorted(stands.keys() | made.keys()):
        if name not in stands:
            yield f"the {name} is gone"
        elif name not in made:
            yield f"the {name} was made by no migration"
        elif stands[name] != made[name]:
            yield f"the {name} does not do what the migrations made it do"
