"""Exceptions of custody in words: what two people decide, what a person still has to sign."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from custody.web.shared.words import BESIDE_DRUGS, Word

EXCEPTIONS: Mapping[str, Word] = {
    "return": _("Give it back"),
    "disposal": _("Destroy it as goods, for it is no drugs"),
    "hand_out": _("Hand it over to another authority"),
    "cargo_release": _("Release the cover load"),
    "release": _("Let a conveyance go"),
    "loan": _("Lend it for training"),
    "operation": _("Let it go on under a written act"),
    "exchange": _("Exchange what is in it under a written act"),
    "stolen": _("Write it off as stolen"),
    "lost": _("Write it off as lost"),
    "destroyed_by_event": _("Destroyed by an event"),
    "correction": _("Put an entry right"),
}
STATES: Mapping[str, Word] = {
    "open": _("Waits for a second person"),
    "approved": _("Approved"),
    "refused": _("Refused"),
    "withdrawn": _("Taken back"),
    "overtaken": _("Overtaken: it became others first"),
}
MATTERS: Mapping[str, Word] = {
    "witness": _("You are named as having stood by"),
    "second": _("You are named as second officer"),
    "nobody": _("Nobody was named who stood by: whoever commands looks into it and signs"),
    "handed_on": _("Two answer for it until it burns: say that this is so"),
    "guard": _("You are posted as guard: say that you stand there"),
    "late": _("Entered after the fact"),
    "moved": _("One person says that it lies elsewhere now: see it there"),
    "emergency": _("Moved in an emergency"),
    "ousted": _("Others answer now for what you had"),
}
OWED: Mapping[str, Word] = {
    "witness": _("of who stood by, or of who commands"),
    "second": _("of the second officer"),
    "guard": _("of the guard: that they stand there"),
    "late": _("of another, as it was entered after the fact"),
    "moved": _("of somebody who sees it there"),
    "emergency": _("of another, as it was moved in an emergency"),
    "ousted": _("of who answered for it before"),
}
"""Whose signature is owed, to whoever reads the history: it is not they who are named."""
DONE: Mapping[str, Word] = {
    "unit.superseded/1": _("split, packed anew or merged"),
    "unit.taken_out/1": _("taken out of what it lay in, or something out of it"),
    "unit.exchanged/1": _("exchanged under a written act"),
    "seal.replaced/1": _("its seal changed"),
    "guard.posted/1": _("a guard posted at it"),
    "unit.neutralised/1": _("made unusable"),
    "unit.neutralised/2": _("made unusable"),
    "unit.neutralised/3": _("made unusable"),
    "neutralisation.failed/1": _("treated, and still usable"),
    "neutralisation.confirmed/1": _("tested again: unusable"),
    "neutralisation.refuted/1": _("tested again: it can be used after all"),
    "tracker.found/1": _("a tracker found in it"),
    "operation.ended/1": _("back from a written act"),
    "unit.given/1": _("given to who receives it"),
    "emergency.departed/1": _("moved in an emergency"),
    "seizure.opened/1": _("seized"),
    "seal.applied/1": _("sealed"),
    "discrepancy.opened/1": _("its seal is worth none"),
    "seal.removed/1": _("its seal taken off"),
    "label.reprinted/1": _("its label printed again"),
    "crew.missed/1": _("gone with one person, without the second"),
    "crew.second_left/1": _("left by one of the two who had it on the way"),
    "tally.signed/1": _("counted into the fire with nobody from outside"),
    "vault.alone/1": _("gone in or out of a vault with one person"),
    "clearance.searched/1": _("searched once more after it was emptied"),
    "sweep.recorded/1": _("swept for trackers"),
    "sampling.closed/1": _("a sample taken out of it"),
    "unit.staged/1": _("checked before it leaves for the fire"),
    "unit.staged_on_intake/1": _("checked at the furnace by its seals"),
    "unit.tested/1": _("tested before the fire"),
    "burn.aborted/1": _("its burn broken off"),
    "extraction.resumed/1": _("opened once more"),
    "unit.booked/1": _("weighed for the first time"),
    "unit.registered/1": _("registered"),
    "unit.weighed/1": _("weighed"),
    "unit.stored/1": _("put into store"),
    "unit.placed/1": _("laid in another place"),
    "unit.departed/1": _("on the road"),
    "unit.arrived/1": _("come to a place"),
    "extraction.started/1": _("its search begun"),
    "extraction.ended/1": _("its search ended"),
    "unit.found/1": _("found again"),
    "unit.recovered/1": _("come back after it was gone"),
    "unit.recovered/2": _("come back after it was gone"),
    "unit.contained/1": _("stopped and kept"),
    "transfer.accepted/1": _("taken over"),
    "loan.began/1": _("lent for training"),
    "loan.ended/1": _("given back after training"),
    "operation.began/1": _("gone on under a written act"),
    "transfer.commanded/1": _("taken over by command from a keeper who was not there"),
}
INQUIRY_CAUSES: Mapping[str, Word] = {
    "accident": _("A fire by accident"),
    "flood": _("A flood"),
    "arson": _("Arson"),
    "theft": _("It covered a theft"),
    "unknown": _("It could not be found out"),
}
DANGERS: Mapping[str, Word] = {
    "0": _("Nothing known against it"),
    "1": _("Watched"),
    "2": _("Threatened"),
    "3": _("Burnt: known to others"),
}
TREATMENT_TESTS: Mapping[str, Word] = {
    "passed": _("Nobody can use it any more"),
    "failed": _("It can still be used: it stays what it was"),
}
LOT_TESTS: Mapping[str, Word] = {
    "positive": _("Positive: it is what it should be"),
    "negative": _("Negative: it is something else"),
}
METHODS: Mapping[str, Word] = {
    "bleach": _("Bleach"),
    "solvent": _("Solvent"),
    "binding": _("Binding agent"),
    "soil": _("Mixed with soil"),
    "other": _("Other"),
}
POWERED: Mapping[str, Word] = {"on": _("Switched on"), "off": _("Switched off"), "unknown": _("Not known")}
SEALS_SEEN: Mapping[str, Word] = {
    "same": _("Our seal, whole, with its number"),
    "broken": _("Our seal, broken"),
    "other": _("Another seal"),
    "none": _("No seal"),
}
SEAL_FAULTS: Mapping[str, Word] = {
    **{code: SEALS_SEEN[code] for code in ("none", "broken", "other")}, "copy": _("It looks like a copy of our seal"),
}
OUTCOMES: Mapping[str, Word] = {"positive": _("Drugs were found"), "negative": _("No drugs were found")}
BESIDE: Mapping[str, Word] = {
    kind: BESIDE_DRUGS.get(kind, _("Vehicle"))
    for kind in ("vehicle", "weapon", "cash", "device", "digital", "documents", "cover_load")
}
"""Kinds of exhibit. A vehicle that is an exhibit is a vehicle; its unit is a seized one, unlike one stopped."""
