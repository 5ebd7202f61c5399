"""Beat that leaves signs of life in the database: that it ticks, and that the broker takes what it publishes.

From these two and the workers' own passes it follows which part is ill, without anybody asking the broker.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from celery.beat import PersistentScheduler, SchedulingError
from django.db import Error, connection

log = logging.getLogger(__name__)

ENGINE, TICK, PUBLISHED = "beat", "tick", "published"
EVERY_SECONDS = 10.0


class WatchedScheduler(PersistentScheduler):
    """Celery's own scheduler; after each entry it tells how that went, at most every ten seconds."""

    _told: dict[str, float]

    def apply_async(self, entry: Any, producer: Any = None, advance: bool = True, **kwargs: Any) -> Any:
        """Publish one entry, and leave the signs."""
        try:
            result = super().apply_async(entry, producer=producer, advance=advance, **kwargs)
        except SchedulingError:
            self._tell(TICK)
            raise
        self._tell(TICK)
        self._tell(PUBLISHED)
        return result

    def _ensure_connected(self) -> Any:
        """Wait for a broker that is away, as Celery does, and go on telling that beat lives meanwhile."""

        def still_away(error: Exception, interval: float) -> None:
            log.error("the broker is away: %s. Trying again in %s seconds", error, interval)
            self._tell(TICK)

        return self.connection.ensure_connection(
            still_away, self.app.conf.broker_connection_max_retries, interval_start=1, interval_step=1, interval_max=3
        )

    def _tell(self, work: str) -> None:
        told = self.__dict__.setdefault("_told", {})
        if time.monotonic() - told.get(work, -EVERY_SECONDS) < EVERY_SECONDS:
            return
        told[work] = time.monotonic()
        # Not before the app is set up: this module is named in its settings.
        from custody.alerts.passes.engine import beat

        try:
            beat(engine=ENGINE, work=work, done=0)
        except Error as error:
            log.warning("beat cannot leave a sign of life: %s", error)
            connection.close()
