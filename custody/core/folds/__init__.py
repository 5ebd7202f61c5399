"""What each event does to the state tables, by chapter. A new event goes into the chapter of its type."""

from __future__ import annotations

from custody.core.folds.alerts import ALERTS
from custody.core.folds.authority import AUTHORITY_PAPERS
from custody.core.folds.bays import BAYS
from custody.core.folds.books import BOOKS
from custody.core.folds.checklist import CHECKLIST
from custody.core.folds.clearance import CLEARANCE
from custody.core.folds.contents import CONTENTS
from custody.core.folds.counts import COUNTS
from custody.core.folds.decisions import DECISIONS
from custody.core.folds.destruction import DESTRUCTION
from custody.core.folds.exceptions import EXCEPTIONS
from custody.core.folds.fire import FIRE
from custody.core.folds.found_labels import FOUND_LABELS
from custody.core.folds.handover import HANDOVER
from custody.core.folds.held import HELD_REPORTS
from custody.core.folds.holding import HOLDING
from custody.core.folds.inquiries import INQUIRIES
from custody.core.folds.intake import INTAKE
from custody.core.folds.organisation import ORGANISATION
from custody.core.folds.overloads import OVERLOADS
from custody.core.folds.packets import PACKETS
from custody.core.folds.planning import PLANNING
from custody.core.folds.reports import REPORTS
from custody.core.folds.residue import RESIDUE
from custody.core.folds.road import ROAD
from custody.core.folds.sealing import SEALING
from custody.core.folds.sources import Change, Source
from custody.core.folds.tally import TALLY
from custody.core.folds.targets import TARGETS
from custody.core.folds.unwatched import UNWATCHED
from custody.core.folds.variances import VARIANCES
from custody.core.folds.waivers import WAIVERS

__all__ = ["FOLDS", "Change", "Source"]

FOLDS: dict[str, tuple[Change, ...]] = {
    **ORGANISATION, **INTAKE, **HOLDING, **HANDOVER, **DESTRUCTION, **FIRE, **ALERTS, **PLANNING,
    **AUTHORITY_PAPERS, **WAIVERS, **COUNTS, **TARGETS, **EXCEPTIONS, **BOOKS, **CLEARANCE, **CHECKLIST,
    **CONTENTS, **ROAD, **VARIANCES, **OVERLOADS, **REPORTS,
    **UNWATCHED, **TALLY, **INQUIRIES, **DECISIONS, **SEALING, **HELD_REPORTS,
    **RESIDUE, **PACKETS, **FOUND_LABELS, **BAYS,
}
"""event code -> the rows it creates and changes."""
