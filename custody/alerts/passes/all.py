"""One round of every pass, in order; a pass that fails is logged and does not stop the others."""

from __future__ import annotations

import logging
from collections.abc import Callable

from custody.alerts.passes.dispatch import dispatch
from custody.alerts.passes.escalate import escalate
from custody.alerts.passes.fire import fire
from custody.alerts.passes.sweep import sweep

log = logging.getLogger(__name__)

_PASSES: tuple[tuple[str, Callable[..., object]], ...] = (
    ("fire", fire), ("escalate", escalate), ("dispatch", dispatch), ("sweep", sweep),
)


def run_all(*, engine: str) -> dict[str, object]:
    """Run every pass once and return what each did; a failure stands as its sentence."""
    out: dict[str, object] = {}
    for name, work in _PASSES:
        try:
            out[name] = work(engine=engine)
        except Exception as error:
            log.exception("the pass %s failed", name)
            out[name] = f"failed: {type(error).__name__}"
    return out
