"""The inbox of alerts: what nobody has, who has which, and taking them."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from custody.alerts import selectors
from custody.alerts.actions.acknowledge import acknowledge, acknowledge_many
from custody.alerts.permissions import READERS
from custody.alerts.selectors import lots
from custody.alerts.selectors.canaries import last_arrived
from custody.deadlines.selectors import database_now
from custody.organisation.selectors import end_of_duty
from custody.web.alerts.acts import offered
from custody.web.alerts.forms import TakeForm, TakeManyForm
from custody.web.alerts.groups import Group, groups_of
from custody.web.alerts.page import show_alert
from custody.web.alerts.rows import answered_incidents, rows_of
from custody.web.alerts.words import LEVELS_IN_FULL, RULE_NAMES
from custody.web.shared.context import count_alerts_with
from custody.web.shared.forms import act_for, attempt
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.paging import listing
from custody.web.shared.parts import Text
from custody.web.shared.tabs import chosen, tabs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from custody.alerts.models import Alert
    from custody.organisation.models import Officer, Site

TABS = {
    "untaken": _("Nobody has it"),
    "mine": _("Mine"),
    "taken": _("Taken by others"),
    "waiting": _("Waiting or silenced"),
    "resolved": _("Resolved"),
}
PAGE_SIZE = 8
SILENT = timedelta(days=1)
"""An empty inbox is believed while a test message has come through the whole way within this time (ux.md 7.11)."""
BY = ("seizure", "alert")
"""How the rows are brought together; the first is how an inbox looks that nobody has changed (alerts.md 3.8)."""
_BY = "alerts_by"
count_alerts_with(selectors.untaken_count)


@require_GET
@requires_role(*READERS)
def inbox(request: HttpRequest) -> HttpResponse:
    """List the alerts of one tab, those that nobody has by default; the list alone when htmx asks for it anew.

    One load that goes wrong raises many, so they stand under their seizure; ``?by=alert`` lists each by itself, and
    what was chosen holds for the session.
    """
    officer, name = signed_in(request), chosen(request, TABS)
    sites = selectors.sites_known_to(officer)
    kept = _filters(request, sites)
    found = _filtered(selectors.tab(officer, name=name), kept, sites)
    if "lot" in kept:
        found = lots.of_lot(officer, found, lot=UUID(kept["lot"]))
    by, lot = _brought_together(request), kept.get("lot", "")
    in_lots = by == BY[0] and name != "resolved" and not lot
    page = listing(request, lots.lots(officer, found) if in_lots else found, size=PAGE_SIZE)
    groups = groups_of(officer, found, page.rows) if in_lots else [Group(alerts=list(page.rows))]
    rows = iter(rows_of(officer, [each for group in groups for each in group.alerts],
                        sites=[site.code_word for site in sites]))
    for group in groups:
        group.rows = list(islice(rows, len(group.alerts)))
    counts, now = selectors.tab_counts(officer), database_now()
    context = {
        "listing": page,
        "groups": groups if page.total else [],
        "by": in_lots,
        "lot": lots.words_of_lots(officer, [UUID(lot)])[UUID(lot)] if lot else "",
        "all_lots": f"{reverse('alerts:inbox')}?{_query({'tab': name, **_without(kept, 'lot')})}",
        "more": f"{reverse('alerts:inbox')}?{_query({'tab': name, **kept})}",
        "other": f"{reverse('alerts:inbox')}?{_query({'tab': name, **kept, 'by': BY[1] if in_lots else BY[0]})}",
        "tabs": tabs(TABS, current=name, keep=_query(kept), counts={tab: n for tab, n in counts.items() if n}),
        "current": name,
        "untaken": counts["untaken"],
        "at": now,
        "address": f"{reverse('alerts:inbox')}?"
                   f"{_query({'tab': name, **kept, 'by': by, 'page': str(page.page.number)})}",
        "is_filtered": bool(kept),
    }
    if name == "untaken" and not page.total:
        arrived = last_arrived()
        context |= {"arrived": arrived, "is_unheard": arrived is None or now - arrived > SILENT}
    if request.headers.get("HX-Request"):
        return TemplateResponse(request, "custody/alerts/list.html", context)
    levels = {str(level): words for level, words in LEVELS_IN_FULL.items()}
    context |= {
        "many": TakeManyForm(auto_id="many_%s"),
        "filters": [
            ("level", _("Level"), _options(levels, kept.get("level", ""))),
            ("rule", _("Subject"), _options(_rules_for(officer), kept.get("rule", ""))),
            ("site", _("Site"), _options({site.code_word: site.code_word for site in sites}, kept.get("site", ""))),
        ],
    }
    return TemplateResponse(request, "custody/alerts/inbox.html", context)


@require_GET
@requires_role(*READERS)
def alert(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Show one alert: what must be done, who has it, who was told by what, and what the channel said.

    Danger leads at once to where it is and who is there; ``?full=1`` shows the alert.
    """
    officer = signed_in(request)
    found = selectors.alert_for(officer, alert_id=alert_id)
    if found.subject_kind == "incident" and "full" not in request.GET and answered_incidents(officer, [found]):
        return redirect("danger:incident", found.subject_id)
    return show_alert(request, found, offers=offered)


@require_POST
@requires_role(*READERS)
def take(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Take an alert. Looking at one takes nothing."""
    found = selectors.alert_for(signed_in(request), alert_id=alert_id)
    duty_ends_at = end_of_duty(signed_in(request), at=database_now())
    form = TakeForm(request.POST, level=found.level, duty_ends_at=duty_ends_at)
    if form.is_valid():
        with attempt(form, again="alert") as done:
            acknowledge(act=act_for(request, form), alert_id=found.id, within_minutes=form.promised())
            done.ref = found.id
        if done.ref:
            return redirect("alerts:alert", found.id)
    return show_alert(request, found, offers=offered, refused=form)


@require_POST
@requires_role(*READERS)
def take_many(request: HttpRequest) -> HttpResponse:
    """Take every alert that is ticked, each by itself: one that somebody else has by now stops no other."""
    form = TakeManyForm(request.POST)
    if not form.is_valid():
        for line in (each for lines in form.errors.values() for each in lines):
            messages.error(request, str(line))
        return redirect("alerts:inbox")
    asked = form.cleaned_data["alerts"]
    with attempt(form, again="alerts") as done:
        done.ref = [each.id for each in acknowledge_many(act=act_for(request, form), alert_ids=asked)]
    taken = len(done.ref)
    missed = len(asked) - taken
    if taken:
        sentence = ngettext("You have {n} alert more", "You have {n} alerts more", taken)
        messages.success(request, sentence.format(n=taken))
    if missed:
        messages.warning(request, ngettext(
            "{n} alert was not yours to take, or somebody has it by now",
            "{n} alerts were not yours to take, or somebody has them by now", missed).format(n=missed))  # fmt: skip
    return redirect(f"{reverse('alerts:inbox')}?tab={'mine' if taken else 'untaken'}")


def _brought_together(request: HttpRequest) -> str:
    """Return how the rows are brought together: as the address says, else as it was chosen last in this session.

    A page that looks anew says how it looks already; it has chosen nothing, for no other window of the session.
    """
    asked = request.GET.get("by")
    if asked not in BY:
        return str(request.session.get(_BY, BY[0]))
    if not request.headers.get("HX-Request") and request.session.get(_BY, BY[0]) != asked:
        request.session[_BY] = asked
    return asked


def _rules_for(officer: Officer) -> dict[str, Text]:
    """Return the rules one may filter by: not those of whose alerts one may not know."""
    hidden = selectors.hidden_rules(officer)
    return {code: words for code, words in RULE_NAMES.items() if code not in hidden}


def _options(words: Mapping[str, Text], asked: str) -> list[tuple[str, Text, bool]]:
    return [("", translate("All"), not asked), *((code, word, code == asked) for code, word in words.items())]


def _filters(request: HttpRequest, sites: Iterable[Site]) -> dict[str, str]:
    """Return what the address asks for that makes sense."""
    sensible = {
        "level": {str(level) for level in LEVELS_IN_FULL},
        "rule": set(_rules_for(signed_in(request))),
        "site": {site.code_word for site in sites},
    }
    kept = {name: request.GET[name] for name, known in sensible.items() if request.GET.get(name) in known}
    with suppress(ValueError):
        lot = UUID(request.GET.get("lot", ""))
        if lots.words_of_lots(signed_in(request), [lot]):
            kept["lot"] = str(lot)
    return kept


def _without(kept: Mapping[str, str], name: str) -> dict[str, str]:
    return {each: value for each, value in kept.items() if each != name}


def _filtered(rows: QuerySet[Alert], kept: Mapping[str, str], sites: Iterable[Site]) -> QuerySet[Alert]:
    asked: dict[str, Any] = {}
    if "level" in kept:
        asked["level"] = int(kept["level"])
    if "rule" in kept:
        asked["rule"] = kept["rule"]
    if "site" in kept:
        asked["site"] = next(site for site in sites if site.code_word == kept["site"])
    return rows.filter(**asked)


def _query(kept: Mapping[str, str]) -> str:
    query = QueryDict(mutable=True)
    query.update(kept)
    return query.urlencode()
