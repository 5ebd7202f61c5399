"""Is the alarm system well? Each part answers for itself; whoever asks (sweep, page, ping, doctor) gets one answer.

Nothing is asked of the broker or of a provider here: the engines leave signs of life, and this reads them. Every query
uses a partial index or a table of a few rows, so that history costs nothing and nobody will ever switch this off.
"""

from custody.alerts.watching.examination import examine, keeps_the_switch_quiet
from custody.alerts.watching.parts import Part

__all__ = ["Part", "examine", "keeps_the_switch_quiet"]
