"""The frame of a page: headers, languages, schemes, refusals as pages, the showroom."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path
from django.utils import translation

from custody.core.errors import (
    AlreadyRecorded,
    DeliveryFailed,
    IntegrityBroken,
    InvalidInput,
    KeyReused,
    LockTimeout,
    NotAllowedNow,
    NotFound,
    NotPermitted,
    StaleVersion,
)
from custody.organisation.roles import Role
from custody.reports import speaking
from custody.web.shared import context, errors, guards
from custody.web.shared.menu import menu_for
from tests.web.shared.pages import one, read, words

LANGUAGES = ["nl", "fr", "de", "en"]


@pytest.fixture
def browser():
    return Client(HTTP_HOST="localhost")


def request_of(roles=(), path="/"):
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    request.user.roles = list(roles)
    return request


# Headers --------------------------------------------------------------------------------------------------


def test_a_page_is_kept_by_nobody_and_tells_other_origins_nothing(browser):
    response = browser.get("/accessibility/")

    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_a_view_that_may_be_cached_says_so_itself():
    def tiles(request):
        return HttpResponse(headers={"Cache-Control": "public, max-age=31536000, immutable"})

    response = guards.PrivacyHeadersMiddleware(tiles)(request_of())

    assert response["Cache-Control"] == "public, max-age=31536000, immutable"


# Language and light ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_its_language(browser, language):
    browser.post("/language/", {"language": language, "next": "/accessibility/"})

    tree = read(browser.get("/accessibility/").content.decode())

    assert tree.get("lang") == language


@pytest.mark.parametrize(
    ("chosen", "shown"), [("dark", "dark"), ("light", "light"), ("auto", "auto"), ("pink", "auto")]
)
def test_the_server_renders_the_scheme_that_was_chosen(browser, chosen, shown):
    browser.post("/scheme/", {"scheme": chosen, "next": "/accessibility/"})

    tree = read(browser.get("/accessibility/").content.decode())

    assert tree.get("data-color-scheme") == shown


def test_a_device_for_gloved_hands_has_larger_targets_until_it_says_otherwise(browser):
    for chosen, has_gloves in (("on", True), ("pink", True), ("off", False)):
        browser.post("/gloves/", {"gloves": chosen, "next": "/accessibility/"})

        tree = read(browser.get("/accessibility/").content.decode())

        assert ("data-gloves" in tree.attrib) is has_gloves


@pytest.mark.parametrize("address", ["/language/", "/scheme/", "/gloves/"])
@pytest.mark.parametrize("target", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_a_choice_never_leads_out_of_the_house(browser, address, target):
    response = browser.post(address, {"language": "nl", "scheme": "dark", "next": target})

    assert response["Location"] == "/"


def test_an_unknown_language_changes_nothing(browser):
    response = browser.post("/language/", {"language": "xx"})

    assert "django_language" not in response.cookies


def test_a_choice_is_made_by_post_alone(browser):
    assert browser.get("/language/").status_code == 405
    assert browser.get("/scheme/").status_code == 405


# Refusals as pages ----------------------------------------------------------------------------------------


REFUSALS = [
    (InvalidInput("a.b", "Makes no sense"), 400),
    (NotPermitted("a.b", "Never you"), 403),
    (NotFound(), 404),
    (NotAllowedNow("a.b", "Not now"), 409),
    (StaleVersion(), 409),
    (KeyReused(), 409),
    (AlreadyRecorded({}), 409),
    (LockTimeout(), 503),
    (IntegrityBroken("a.b", "Does not add up"), 503),
]


@pytest.mark.parametrize(("error", "status"), REFUSALS, ids=[type(error).__name__ for error, _ in REFUSALS])
def test_a_refusal_that_no_form_caught_becomes_a_whole_page(error, status):
    response = errors.RefusalMiddleware(lambda request: HttpResponse()).process_exception(request_of(), error)

    tree = read(response.content.decode())
    assert response.status_code == status
    one(tree, ".//h1")
    if status != 404:
        assert error.sentence() in words(tree)


def test_absent_and_not_yours_look_the_same():
    elsewhere = NotFound("unit.compartment", "Unit {label} is in another compartment", label="7KQ4")

    first, second = (
        words(read(errors.refusal_page(request_of(), error).content.decode())) for error in (NotFound(), elsewhere)
    )

    assert first == second
    assert "7KQ4" not in second


@pytest.mark.parametrize("error", [ValueError("x"), DeliveryFailed("a.b", "Refused", permanent=True)])
def test_what_is_no_refusal_of_a_page_stays_an_error(error):
    assert errors.RefusalMiddleware(lambda request: HttpResponse()).process_exception(request_of(), error) is None


def test_a_refusal_is_said_in_the_language_of_the_reader(monkeypatch):
    monkeypatch.setattr(speaking, "gettext", {"Unit {label} is frozen": "Eenheid {label} is bevroren"}.__getitem__)

    assert errors.in_words(NotAllowedNow("a.b", "Unit {label} is frozen", label="7KQ4")) == "Eenheid 7KQ4 is bevroren"


@pytest.mark.parametrize(
    ("handler", "status"), [(errors.bad_request, 400), (errors.forbidden, 403), (errors.not_found, 404)]
)
def test_the_pages_of_django_are_ours_too(handler, status):
    response = handler(request_of(), ValueError())

    assert response.status_code == status
    one(read(response.content.decode()), ".//h1")


def test_the_page_of_a_fault_needs_nothing_that_may_be_broken():
    response = errors.server_error(request_of())

    assert response.status_code == 500
    one(read(response.content.decode()), ".//h1")


def test_a_page_that_lost_its_token_is_told_how_to_go_on():
    response = errors.csrf_failure(request_of())

    assert response.status_code == 403
    assert "open for too long" in response.content.decode()


# Who ------------------------------------------------------------------------------------------------------


@guards.requires_role(Role.OFFICER, Role.CREW)
def screen(request):
    return HttpResponse("shown")


@pytest.mark.parametrize("roles", [["officer"], ["crew"], ["crew", "witness"]])
def test_an_officer_with_one_of_the_roles_sees_the_screen(roles):
    assert screen(request_of(roles)).content == b"shown"


@pytest.mark.parametrize("roles", [[], ["witness"], ["administrator"]])
def test_an_officer_with_none_of_the_roles_does_not(roles):
    with pytest.raises(NotPermitted):
        screen(request_of(roles))


def test_times_are_those_of_the_site():
    from django.utils import timezone

    zone = guards.SiteTimeMiddleware(lambda request: timezone.get_current_timezone_name())

    assert zone(request_of()) == "Europe/Brussels"


def test_the_menu_counts_what_it_was_told_to_count(monkeypatch):
    monkeypatch.setattr(context, "_count_alerts", None)
    request = request_of(["officer"])
    request.user = type("Officer", (), {"is_authenticated": True, "badge": "4417", "roles": ["officer"]})()

    context.count_alerts_with(lambda officer: int(officer.badge))

    assert context.house(request)["alert_count"]() == 4417
    assert context.house(request)["badge"] == "4417"


# The showroom ---------------------------------------------------------------------------------------------


@override_settings(CUSTODY_DEMO=True)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_is_good_markup_in_every_language(browser, language):
    browser.cookies["django_language"] = language

    tree = read(browser.get("/components/").content.decode())

    ids = [each.get("id") for each in tree.iter() if each.get("id")]
    repeated = {each for each in ids if ids.count(each) > 1}
    assert not {each for each in repeated if not each.startswith("id_")}
    assert not [each for each in tree.iter() if "style" in each.attrib]
    assert not [each for each in tree.iter("script") if each.get("src") is None]


@override_settings(CUSTODY_DEMO=False, DEBUG=False)
def test_the_showroom_is_closed_where_work_is_done(browser):
    assert browser.get("/components/").status_code == 404


@override_settings(CUSTODY_DEMO=True)
def test_the_demo_says_that_it_is_one(browser):
    with translation.override("en"):
        text = browser.get("/accessibility/").content.decode()

    assert "Nothing here is evidence" in text


# The menu -------------------------------------------------------------------------------------------------


def _shown(request, unit=None):
    return HttpResponse()


class SomeScreens:
    """An address book with three of the screens."""

    urlpatterns = [
        path("", include(([path("", _shown, name="home")], "home"))),
        path("seizures/", include(([path("", _shown, name="list"), path("<int:unit>/", _shown)], "seizures"))),
        path("orders/", include(([path("", _shown, name="list")], "orders"))),
    ]


@override_settings(ROOT_URLCONF=SomeScreens)
def test_the_menu_shows_the_screens_that_exist_for_the_role():
    officer, case_officer = menu_for(request_of(["officer"])), menu_for(request_of(["case_officer"]))

    assert [(group.name, [item.link for item in group.items]) for group in officer] == [("day", ["/", "/seizures/"])]
    assert [(group.name, [item.link for item in group.items]) for group in case_officer] == [
        ("day", ["/", "/seizures/"]), ("law", ["/orders/"])]


def test_the_bar_has_few_pages_for_everybody_and_the_panel_has_them_all():
    for role in Role:
        shown = [item for group in menu_for(request_of([role.value])) for item in group.items]

        assert sum(item.in_bar and not item.is_sign for item in shown) <= 7, role
        assert len({item.link for item in shown}) == len(shown)


@override_settings(ROOT_URLCONF=SomeScreens)
@pytest.mark.parametrize(
    ("address", "marked"), [("/", ["/"]), ("/seizures/", ["/seizures/"]), ("/seizures/7/", ["/seizures/"])]
)
def test_the_menu_marks_the_screen_that_is_open(address, marked):
    items = [item for group in menu_for(request_of(["officer"], path=address)) for item in group.items]

    assert [item.link for item in items if item.is_current] == marked
