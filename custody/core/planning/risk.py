"""How much a kilogram is worth to who would steal it, as whole percent of a kilogram of cocaine that lies still.

The factors are assumptions with a reason each; only the order they give is read, never the number.
"""

from __future__ import annotations

from datetime import timedelta

STANDARD = 100
PRICE_PERCENT = {
    "cocaine": 100,
    "cocaine_hcl": 100,
    "cocaine_base": 100,
    "coca_paste": 60,
    "cocaine_in_carrier": 60,
    "heroin": 100,
    "methamphetamine": 60,
    "mdma": 40,
    "amphetamine": 30,
    "ketamine": 30,
    "cannabis_resin": 10,
    "cannabis_herb": 5,
}
"""Price of a kilogram against cocaine. Marijuana is bulky and cheap, and eats the same sessions: it comes last."""
UNKNOWN_PERCENT = 50
UNSWEPT_FACTOR = 2
"""Until the tracker sweep is recorded somebody outside may know where it lies."""
FRESH = timedelta(hours=48)
FRESH_FACTOR = 3
"""Both attacks that were reported came on the day of the seizure."""
DANGER_PERCENT = (100, 150, 200, 300)
"""By what is known against the place where it lies: nothing, watched, threatened or attacked, known to others."""
UNWATCHED_FACTOR = 2
"""While no camera or no alarm watches the place: Malaga lost 500 kg on a weekend without them."""
NEUTRALISED_PERCENT = 5
"""What was made useless is worth next to nothing, but it is still to be burnt."""
LATE_PERCENT = 100
"""A kilogram past its legal date counts this much more, for every hour."""


def risk_percent(*, substance: str | None, age: timedelta, unswept: bool = False, incident: bool = False,
                 danger: int = 0, unwatched: bool = False, neutralised: bool = False) -> int:
    """Return the risk of a kilogram, in percent; 1 at least.

    ``age`` is the time since its seizure. An open incident counts like a missing sweep: somebody knows of the load.
    ``danger`` (0 to 3) is what is known against the place where it lies, ``unwatched`` whether a camera or an alarm of
    it is down.
    """
    if neutralised:
        return NEUTRALISED_PERCENT
    risk = PRICE_PERCENT.get(substance or "", UNKNOWN_PERCENT)
    if unswept or incident:
        risk *= UNSWEPT_FACTOR
    if age < FRESH:
        risk *= FRESH_FACTOR
    if unwatched:
        risk *= UNWATCHED_FACTOR
    risk = risk * DANGER_PERCENT[danger] // 100
    return max(1, risk)
