"""Which service keeps stored drugs, on which site."""

from __future__ import annotations

import pytest

from custody.core.errors import InvalidInput
from custody.core.keepers import keeps, services_of
from custody.core.packs import read_pack
from tests import packs


def kept_by(service, *, site=None):
    where = "" if site is None else f'site = "{site}"\n'
    return f'[[keeper]]\nservice = "{service}"\n{where}source = "x"\nstatus = "unverified"\n'


def test_a_pack_names_them_everywhere_and_by_site():
    keepers = read_pack(packs.nowhere(more=kept_by("customs") + kept_by("police", site="BIRCH"))).keepers

    assert services_of(keepers) == ["customs", "police"]
    assert [keeps(each, keepers, site="BIRCH") for each in ("customs", "police", None)] == [False, True, False]
    assert [keeps(each, keepers, site="CEDAR") for each in ("customs", "police", None)] == [True, False, False]
    assert [keeps(each, keepers) for each in ("customs", "police", "navy", None)] == [True, True, False, False]


def test_where_nobody_is_named_anybody_keeps_them():
    only_birch = read_pack(packs.nowhere(more=kept_by("police", site="BIRCH"))).keepers

    assert keeps(None, ())
    assert keeps("customs", only_birch, site="CEDAR")


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (kept_by("customs") + kept_by("police"), "keeper stands twice"),
        (kept_by("customs") + "site = 3\n", "a site is a code word"),
        (kept_by("customs") + 'badge = "x"\n', "badge is not known"),
    ],
)
def test_a_pack_that_names_them_wrongly_is_refused(more, why):
    with pytest.raises(InvalidInput) as refusal:
        read_pack(packs.nowhere(more=more))
    assert why in str(refusal.value)
