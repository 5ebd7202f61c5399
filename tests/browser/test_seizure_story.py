"""One seizure of 64 bags and 1,575 bricks, from the stop to the closed file, by hand and by the fewest badges.

``-s`` prints what was counted; with ``-m pictures`` its pictures lie in ``var/pictures/story``.
"""

from __future__ import annotations

from io import StringIO
from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from custody.destruction.models import BurnSession, DestructionOrder
from custody.evidence.models import HandlingUnit, Seizure
from custody.organisation.actions import register
from custody.organisation.models import Officer
from custody.organisation.roles import Role
from tests.browser.hands import Count, phone
from tests.browser.strict_hands import Keyboard, Touch
from tests.destruction import stories as burns
from tests.stories import act_of, now
from tests.web.browser import chromium, served

PASSWORD, SECRET = "a quay in the rain", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
BRICKS = (394, 394, 394, 393)
GROSS = ("471.8", "471.8", "471.8", "470.6")
# Role of each badge, what it does, and the rule that keeps the others from doing it.
BADGES = {
    "5001": ((Role.OFFICER, Role.STOREKEEPER, Role.SAMPLER, Role.CASE_OFFICER, Role.PLANNER),
             "stops, seizes, weighs, sweeps, drives, stores, presents, samples, records the order, plans, burns",
             "check_can_contain: somebody must begin"),
    "5002": ((Role.OFFICER, Role.SUPERVISOR),
             "second officer, witness of stripping, sweep and sample, rides along, verifies, approves",
             "check_two_people and check_has_crew (R9): a load leaves with two; order.own; session.own"),
    "5003": ((Role.CHECKER,),
             "checks and stages the loads, draws lots, counts what goes into the fire and reads its seals",
             "check_can_stage (R19): neither 5001 nor 5002, who had the goods"),
    "5004": ((Role.CHECKER,), "opens and tests what was drawn",
             "check_can_test (lottery.hands): neither who had the goods nor who staged them, 5003"),
    "5005": ((Role.WITNESS,), "watches the test and signs for it, second witness of the fire",
             "check_can_test: another than who tests, 5004, and again none of 5001, 5002 and 5003"),
    "5006": ((Role.AUDITOR,), "reconciles and closes",
             "check_can_reconcile and check_can_close: nobody who had a part in custody or burn"),
    "5007": ((Role.SUPERVISOR,), "first witness of the fire",
             "check_can_witness (R10, R19): nobody who had, approved, checked or counted it"),
}


def code():
    counter = list(yield_hotp_counters_from_time())[1]
    return format_hotp_value(hotp_value(SECRET, counter))


@pytest.fixture
def people(house_cast, cookie_of):
    """Register the badges; the first signs in by hand, the others have a session."""
    for badge, (roles, _acts, _rule) in BADGES.items():
        register.register_officer(act=act_of(house_cast.administrator), badge=badge, roles=roles, unit_code="U5",
                                  password=PASSWORD if badge == "5001" else None)
    burns.furnace(house_cast, limit_mg=2_400_000_000)
    officers = {badge: Officer.objects.get(badge=badge) for badge in BADGES}
    TOTP.activate(officers["5001"], SECRET)
    return {badge: None if badge == "5001" else cookie_of(officer) for badge, officer in officers.items()}


# Every stop on the way is looked at, and every letter takes its time.
LONG = [pytest.mark.nightly, pytest.mark.timeout(1_800)]


@pytest.fixture(params=[
    pytest.param({}, id="acted"),
    pytest.param({"keeps_pictures": True}, id="in pictures", marks=pytest.mark.pictures),
    pytest.param({"hands": Keyboard}, id="by keyboard only", marks=LONG),
    pytest.param({"hands": Touch, "is_mobile": True}, id="by touch only", marks=LONG),
])
def crowd(request, people):
    """Give every badge a phone on one served house."""
    count, device = Count(keeps_pictures=request.param.get("keeps_pictures", False)), dict(request.param)
    device.pop("keeps_pictures", None)
    with override_settings(DEBUG=False), served() as site, chromium() as browser:
        with connection.cursor() as cursor:
            # Hands are slow on a busy machine, and this process only looks now and then.
            cursor.execute("SET idle_in_transaction_session_timeout = 0")
        yield SimpleNamespace(count=count, browser=browser, site=site, people=people, **{
            f"b{badge}": phone(browser, site=site, badge=badge, count=count, cookie=cookie, **device)
            for badge, cookie in people.items()})


def sign_in(hand):
    hand.open("/sign-in/")
    hand.write("login", "5001")
    hand.write("password", PASSWORD)
    hand.picture("sign-in")
    hand.tap("Sign in")
    hand.write("code", code())
    hand.picture("code")
    hand.tap("Sign in")


def open_a_seizure(hand, *, second="5002", container="MSCU 123456 6"):
    hand.tap("I found drugs")
    hand.picture("found")
    hand.tap("container, vehicle or ship")
    hand.write("container_number", container)
    hand.pick("place_near", "HERON")
    hand.write("second_badge", second)
    hand.picture("stop")
    hand.tap("Record it, and go on")
    hand.pick("substance", "cocaine")
    hand.picture("find")
    hand.tap("Open the seizure")
    hand.picture("open")


def register_the_pallets(hand):
    hand.tap("Count, weigh and seal")
    for number, (bricks, gross) in enumerate(zip(BRICKS, GROSS, strict=True), start=1):
        hand.pick("kind", "pallet")
        hand.write("inner_count", "16")
        hand.write("package_count", str(bricks))
        hand.write("gross", gross)
        hand.pick("scale", "S-PALLET")
        hand.write("seal_number", f"BE48 22{number}")
        if number == 1:
            hand.picture("pallet")
        hand.tap("Save and next" if number < 4 else "Save and finish")
    hand.picture("tasks")


def make_it_ready(hand):
    hand.tap("Take a photo of everything laid out")
    hand.show("photo", burns.png())
    hand.picture("photo")
    hand.tap("Keep this photo")
    hand.tap("Sweep for trackers")
    hand.pick("units", "whole")
    hand.pick("methods", "rf_detector")
    hand.write("minutes", "10")
    hand.pick("result", "clear")
    hand.write("witness_badge", "5002")
    hand.picture("sweep")
    hand.tap("Sign the sweep")
    hand.picture("swept")


def say_that_it_is_empty(hand, seizure):
    hand.open(f"/seizures/{seizure.id}/")
    hand.tap(f"Say when container {seizure.conveyance.conveyance.container_number} is empty")
    hand.tap("It is empty: end stripping")
    hand.picture("empty")


def sign_for(hand, *, acts, name):
    """Sign on a phone of one's own for what one saw another do."""
    hand.open("/")
    hand.picture(f"{name}-owes")
    hand.tap(f"Sign for {acts} act" if acts == 1 else f"Sign for {acts} acts")
    hand.tap(hand.page.locator("main .c-waiting__link").first.inner_text())
    for left in reversed(range(acts)):
        hand.picture(f"{name}-signs")
        hand.tap("I sign for this")
        assert hand.heading().startswith("Signed: ")
        if left:
            hand.tap("See the next one")
    assert "Nothing more waits for your signature" in hand.page.inner_text("main")


def leave(hand, *, vehicle_seal, destination, name):
    hand.open("/road/depart/")
    hand.write("vehicle", "T-4")
    hand.write("vehicle_seal", vehicle_seal)
    hand.write("escort", "E-2")
    hand.pick("destination_near", destination)
    hand.picture(f"{name}-departure")
    hand.tap("Sign the departure")
    hand.picture(f"{name}-on-the-road")


def arrive(hand, *, place, name):
    hand.tap("Record the arrival")
    hand.write("place", place)
    hand.picture(f"{name}-arrival")
    hand.tap("Sign the arrival")
    hand.picture(f"{name}-arrived")


def take_a_sample(hand, unit):
    hand.open(f"/units/{unit.id}/", via=f"/seizures/{unit.seizure_id}/")
    hand.picture("unit")
    hand.tap("Take a sample")
    hand.pick("sample_kind", "analysis"), hand.pick("bound_for", "laboratory")
    hand.write("sample_grams", "5")
    hand.pick("sample_scale", "S-BENCH")
    hand.write("sample_seal", "BE48 231")
    hand.write("new_seal", "BE48 232")
    hand.write("gross", "471.8")
    hand.pick("scale", "S-PALLET")
    hand.write("witness_badge", "5002")
    hand.picture("sample")
    hand.tap("Sign the sample")
    hand.picture("sampled")


def get_an_order(crowd, seizure):
    hand = crowd.b5001
    hand.open("/orders/record/")
    hand.pick("seizure", str(seizure.id))
    hand.tap("Continue")
    hand.pick("authority", "prosecutor")
    hand.write("number", "AN.55/2026")
    hand.write("signed_by", "DEMO")
    hand.write("position", "Deputy prosecutor")
    hand.write("issued_on", f"{burns.local_day(now()):%Y-%m-%d}")
    hand.write("reasons", "Kept samples suffice.")
    hand.show("document", burns.png())  # a photo of the paper
    hand.picture("order")
    hand.tap("Record this order")
    hand.picture("order-recorded")
    order = DestructionOrder.objects.get()
    other = crowd.b5002
    # The stop, seizure, sweep, sample and departure: no order is valid before.
    sign_for(other, acts=5, name="second-officer")
    other.open("/")
    other.picture("second-officer-home")
    other.tap("Verify a destruction order")
    other.pick("answer", "yes")
    other.picture("order-verify")
    other.tap("Sign")
    other.picture("order-verified")
    order.refresh_from_db()
    assert order.state == "verified"


def plan_and_approve(crowd):
    hand = crowd.b5001
    hand.open("/burns/plan/")
    hand.write("starts_on", f"{burns.local_day(now()):%Y}-12-31")
    hand.write("starts_clock", "06:30")
    hand.picture("plan")
    hand.tap("Plan this burn")
    hand.picture("planned")
    session = BurnSession.objects.get()
    boss = crowd.b5002
    boss.open(f"/burns/{session.id}/")
    boss.tap("Approve it")
    boss.write("witness_a", "5007")
    boss.write("witness_b", "5005")
    boss.picture("approve")
    boss.tap("Approve and name the witnesses")
    boss.picture("approved")
    return session


def stage(hand, session):
    hand.open(f"/burns/{session.id}/")
    hand.tap("Check and stage the loads")
    hand.pick("scale", "S-PALLET")
    for place, label in enumerate(hand.page.locator("fieldset legend .c-code").all_inner_texts()):
        unit = HandlingUnit.objects.get(label=label)
        hand.write(f"seal_{place}", unit.seal)
        hand.write(f"gross_{place}", f"{unit.gross_mg / 1_000_000:.1f}")
        hand.write(f"count_{place}", str(unit.package_count))
    hand.picture("stage")
    hand.tap("Sign the check")
    hand.picture("staged")


def draw_and_test(crowd, session):
    """Let the house draw lots; another opens and tests each unit that it drew, and who watched signs for it."""
    crowd.b5003.open(f"/burns/{session.id}/lots/")
    crowd.b5003.tap("Lock the list and draw")
    crowd.b5003.picture("drawn")
    hand = crowd.b5004
    hand.open(f"/burns/{session.id}/lots/")
    hand.tap("Record tests")
    hand.write("witness", "5005")
    drawn = hand.page.locator("fieldset legend .c-code").count()
    assert drawn > 0
    for place in range(drawn):
        hand.pick(f"result_{place}", "positive")
        hand.write(f"seal_{place}", f"BE48 24{place}")
    hand.picture("lots-test")
    hand.tap("Sign the tests")
    hand.picture("lots-tested")
    sign_for(crowd.b5005, acts=1, name="watcher")  # all units of one test are one act


def call_and_count(crowd, session):
    """Let one call and another count what goes in, and scan its seals, each on a phone of their own."""
    for hand, part in ((crowd.b5001, "calls"), (crowd.b5003, "counts")):
        hand.open(f"/burns/{session.id}/")
        hand.tap("What goes into the fire")
        hand.pick("part", part)
        for place, label in enumerate(hand.page.locator("fieldset legend .c-code").all_inner_texts()):
            hand.write(f"seal_{place}", HandlingUnit.objects.get(label=label).seal)
        hand.picture(f"loading-{part}")
        hand.tap("Write it down")
        hand.picture(f"tally-{part}")
        hand.tap("Sign")


def burn(crowd, session):
    call_and_count(crowd, session)
    for hand in (crowd.b5007, crowd.b5005):
        hand.open("/")
        hand.picture(f"witness-{hand.badge}")
        hand.tap("Sign as witness")
        hand.pick("statement", "saw_all")
        hand.picture(f"attest-{hand.badge}")
        hand.tap("Sign")
        hand.picture(f"attested-{hand.badge}")
    hand = crowd.b5001
    hand.open(f"/burns/{session.id}/")
    hand.tap("Record the burn")
    hand.write("unusual_events", "none")
    hand.picture("burn")
    hand.tap("Record it as destroyed")
    hand.picture("burnt")


def end_it(hand, seizure):
    hand.open(f"/seizures/{seizure.id}/reconcile/")
    hand.picture("reconcile")
    hand.tap("Reconcile these units")
    hand.picture("close")
    hand.tap("Close this seizure")
    hand.picture("closed")


def on_the_desk(crowd, seizure, unit, session):
    """Take the same facts on a wide screen, and by night."""
    for width, scheme in ((1440, "light"), (1440, "dark"), (390, "dark")):
        hand = phone(crowd.browser, site=crowd.site, badge="5006", count=crowd.count, width=width, scheme=scheme,
                     cookie=crowd.people["5006"])
        for name, path in (("seizure", f"/seizures/{seizure.id}/"), ("unit", f"/units/{unit.id}/"),
                           ("burn", f"/burns/{session.id}/"), ("seizures", "/seizures/")):
            hand.page.goto(crowd.site + path)
            hand.picture(f"{name}-{width}-{scheme}")
        assert hand.complaints() == []


def judgement(command):
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command(command, stdout=out, stderr=StringIO())
    return ended.value.code, out.getvalue().strip()


def test_a_seizure_goes_from_the_quay_to_the_closed_file_by_seven_badges(crowd, seal_all):
    hand, count = crowd.b5001, crowd.count
    sign_in(hand)
    count.begin()
    hand.picture("home")
    open_a_seizure(hand)
    until_open = count.told()
    assert count.reckoned() <= 60
    register_the_pallets(hand)
    make_it_ready(hand)
    leave(hand, vehicle_seal="VS48 21", destination="BITTERN", name="store")
    until_it_moves = count.told()
    assert count.reckoned() <= 300
    arrive(hand, place="BITTERN", name="store")
    seizure = Seizure.objects.get()
    pallets = list(HandlingUnit.objects.filter(seizure=seizure, kind="pallet").order_by("-package_count", "label"))
    assert {unit.custody_state for unit in pallets} == {"stored"}
    say_that_it_is_empty(hand, seizure)
    take_a_sample(hand, pallets[0])
    get_an_order(crowd, seizure)
    session = plan_and_approve(crowd)
    stage(crowd.b5003, session)
    sign_for(hand, acts=1, name="keeper")  # who keeps the store presented the goods
    draw_and_test(crowd, session)
    leave(hand, vehicle_seal="VS48 22", destination="CURLEW", name="furnace")
    arrive(hand, place="CURLEW", name="furnace")
    sign_for(crowd.b5002, acts=1, name="second-of-crew")
    burn(crowd, session)
    end_it(crowd.b5006, seizure)
    in_all = count.told()
    if count.keeps_pictures:
        on_the_desk(crowd, seizure, pallets[0], session)
    print(f"\nuntil the seizure is open: {until_open}\nuntil the load may move: {until_it_moves}\nin all: {in_all}")
    assert "\n".join(said for badge in BADGES for said in getattr(crowd, f"b{badge}").complaints()) == ""
    assert count.typed_addresses == []

    seizure.refresh_from_db()
    assert seizure.state == "closed"
    units = HandlingUnit.objects.filter(seizure=seizure)
    assert units.filter(kind="bag", parent__isnull=False).count() == 64
    assert sum(unit.package_count for unit in units.filter(kind="pallet")) == 1_575
    assert {unit.custody_state for unit in units.filter(kind="pallet")} == {"reconciled"}
    seal_all()
    replayed, verified = judgement("replay_state"), judgement("verify_ledger")
    for badge, (_roles, acts, rule) in BADGES.items():
        print(f"{badge} | {acts} | {rule}")
    print(f"{len(BADGES)} badges; {replayed[1]}; {verified[1]}")
    assert (replayed[0], verified[0]) == (0, 0), (replayed, verified)
