"""The furnished house, acted once in a run: whichever worker needs it first makes it, everybody gets a copy."""

from __future__ import annotations

import pickle
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

from django.conf import settings

from tests import databases
from tests.browser.house import furnish
from tests.conftest import _cast, house_of

DATABASE = "custody_furnished"
_LOCK = 48151624


@contextmanager
def furnished_house() -> Iterator[tuple[SimpleNamespace, SimpleNamespace]]:
    """Let Django work in a copy of the furnished house; yield its cast, and what each page is about."""
    folder = _made_once()
    with house_of(DATABASE):
        shutil.copytree(folder / "media", settings.CUSTODY_MEDIA_DIR, dirs_exist_ok=True)
        yield _cast(), pickle.loads((folder / "house").read_bytes())


def _made_once() -> Path:
    """Furnish the house unless that was done in this run; return the folder of what does not lie in its database."""
    folder = Path(tempfile.gettempdir()) / DATABASE
    with databases.superuser() as session, session.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if cursor.fetchone() is None:
            with house_of() as making:
                house = furnish(_cast())
                shutil.copytree(settings.CUSTODY_MEDIA_DIR, folder / "media", dirs_exist_ok=True)
                (folder / "house").write_bytes(pickle.dumps(house))
                databases.connect_django(database=making)  # as nobody may be in it
                cursor.execute(f"ALTER DATABASE {making} RENAME TO {DATABASE}")
    return folder
