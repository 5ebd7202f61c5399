"""The table list, for Django alone. Rooms import each other's tables from the room, never from here."""

from custody.alerts.models import *  # noqa: F403
from custody.deadlines.models import *  # noqa: F403
from custody.destruction.models import *  # noqa: F403
from custody.destruction.plan_models import *  # noqa: F403
from custody.evidence.models import *  # noqa: F403
from custody.ledger.models import *  # noqa: F403
from custody.organisation.models import *  # noqa: F403
