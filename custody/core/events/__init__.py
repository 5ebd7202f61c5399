"""Every kind of event, by chapter. A new one goes into its chapter; importing this package registers them all.

A chapter defines event types and nothing else, so that all of it is passed on.
"""

# ruff: noqa: F403

from __future__ import annotations

from custody.core.events.alerts import *
from custody.core.events.authority import *
from custody.core.events.bays import *
from custody.core.events.books import *
from custody.core.events.checklist import *
from custody.core.events.clearance import *
from custody.core.events.contents import *
from custody.core.events.counts import *
from custody.core.events.decisions import *
from custody.core.events.destruction import *
from custody.core.events.exceptions import *
from custody.core.events.fire import *
from custody.core.events.found_labels import *
from custody.core.events.handover import *
from custody.core.events.held import *
from custody.core.events.holding import *
from custody.core.events.inquiries import *
from custody.core.events.intake import *
from custody.core.events.organisation import *
from custody.core.events.overloads import *
from custody.core.events.packets import *
from custody.core.events.planning import *
from custody.core.events.reports import *
from custody.core.events.residue import *
from custody.core.events.road import *
from custody.core.events.schema import *
from custody.core.events.sealing import *
from custody.core.events.tally import *
from custody.core.events.targets import *
from custody.core.events.unwatched import *
from custody.core.events.variances import *
from custody.core.events.waivers import *
