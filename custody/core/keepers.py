"""Which service keeps stored drugs: customs, the police or another, everywhere or on one site."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from custody.core.report_numbers import EVERYWHERE


@dataclass(frozen=True, slots=True)
class Keeper:
    """What a jurisdiction says of one site, or of all that it says nothing else of."""

    service: str
    site: str
    source: str
    status: str


def keeps(service: str | None, keepers: Collection[Keeper], *, site: str | None = None) -> bool:
    """Say whether a service keeps stored drugs on a site; without a site, on any. Any does where nobody is named."""
    if not keepers:
        return True
    by_site = {each.site: each.service for each in keepers}
    if site is None:
        return service in by_site.values()
    named = by_site.get(site, by_site.get(EVERYWHERE))
    return named is None or service == named


def services_of(keepers: Iterable[Keeper]) -> list[str]:
    """Return the services that keep stored drugs somewhere, sorted."""
    return sorted({each.service for each in keepers})
