"""What was taken out as a file is taken out once more from the same page: a file is no page that comes instead."""

from __future__ import annotations

from custody.evidence.models import Consultation
from tests import stories
from tests.browser.hands import Count, phone


def test_a_second_file_is_taken_from_the_page_of_the_first(standing_house, site, browser, cookie_of):
    cast = standing_house
    stories.stored(cast)
    hand = phone(browser, site=site, badge=cast.supervisor.badge, count=Count(), cookie=cookie_of(cast.supervisor))
    hand.open("/overview/goods/file/")
    before, names = Consultation.objects.filter(field_group="goods").count(), []
    hand.page.fill("main textarea[name=reason]", "for the meeting")

    for kind in ("csv", "xlsx"):
        hand.page.check(f"main input[name=form_of_file][value={kind}]")
        with hand.page.expect_download(timeout=10_000) as taken:
            hand.page.locator("main form.c-form button[type=submit]").first.click()
        names.append(taken.value.suggested_filename)
        hand.page.wait_for_function("() => !document.querySelector('main form.c-form').classList.contains('is-sent')")

    assert names == ["goods.csv", "goods.xlsx"]
    assert Consultation.objects.filter(field_group="goods").count() == before + 2
    assert hand.complaints() == []
    hand.page.context.close()
