"""The words of targets, tips and scan images."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from custody.web.shared.words import TARGET_ORIGINS, Word

ORIGINS = TARGET_ORIGINS
STATES: Mapping[str, Word] = {
    "open": _("Not decided yet"),
    "asked": _("A second person decides"),
    "search": _("To be searched"),
    "let_go": _("Let go"),
    "contained": _("In custody"),
}
TONES: Mapping[str, str] = {
    "open": "warning", "asked": "warning", "search": "info", "let_go": "neutral", "contained": "success",
}  # fmt: skip
LET_GO_REASONS: Mapping[str, Word] = {
    "scan_clear": _("The scan shows nothing"),
    "explained": _("The papers explain it"),
    "not_on_board": _("It was not on board"),
    "wrong_number": _("The number was wrong"),
    "no_capacity": _("Nobody can search it in time"),
    "other": _("Another reason"),
}
LINK_ANSWERS: Mapping[str, Word] = {
    "yes": _("Yes: it is what is looked for"),
    "no": _("No: go on looking"),
}
SCANNERS: Mapping[str, Word] = {"foreign_port": _("A port abroad"), "own": _("Our own scanner")}
SCAN_RESULTS: Mapping[str, Word] = {
    "suspicious": _("Something that should not be there"),
    "nothing": _("Nothing out of the ordinary"),
    "unclear": _("It cannot be told"),
}
RELIABILITIES: Mapping[str, Word] = {
    "A": _("A: always reliable"),
    "B": _("B: mostly reliable"),
    "C": _("C: sometimes reliable"),
    "D": _("D: mostly not reliable"),
    "E": _("E: not reliable"),
    "F": _("F: not known yet"),
}
CREDIBILITIES: Mapping[str, Word] = {
    "1": _("1: confirmed by others"),
    "2": _("2: probably true"),
    "3": _("3: possibly true"),
    "4": _("4: doubtful"),
    "5": _("5: improbable"),
    "6": _("6: cannot be judged"),
}
LOOKS: Mapping[str, Word] = {
    "target": _("the target"),
    "media": _("a scan image"),
    "lookup": _("the container number, looked up"),
    "source": _("the source"),
}
