"""Two staff save the same page at the same moment, again and again: every word stands or is shown as a conflict."""

import os
import random
import threading

import pytest
from django.db import connection
from django.test import Client

from eclag.models import Page
from tests import factories
from tests.members.test_conflicts import change_page, conflicts, opened

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = int(os.environ.get("ROUNDS", "60" if os.environ.get("LONG") else "12"))
# What the two change in a round: the same field, another field, another language.
PAIRS = [("title_en", "title_en"), ("title_en", "lead_en"), ("title_nl", "title_fi")]


def test_no_word_is_lost_when_two_save_in_parallel():
    page = factories.page("page")
    browsers = [Client(), Client()]
    for browser in browsers:
        browser.force_login(factories.user(staff_role="editor"))
    seen = dict.fromkeys(["both saved", "a conflict with the other text"], 0)
    for number in range(ROUNDS):
        fields = PAIRS[number % len(PAIRS)]
        texts = [f"{side} {number} {random.random()}" for side in ("Left", "Right")]
        forms = [
            opened(browser, page) | {field: text} for browser, field, text in zip(browsers, fields, texts, strict=True)
        ]
        answers = post_together(browsers, change_page(page), forms)
        now = Page.objects.get(pk=page.pk)
        saved = [answer.status_code == 302 for answer in answers]
        if fields[0] != fields[1]:
            assert saved == [True, True]
            assert [getattr(now, field) for field in fields] == texts
            seen["both saved"] += 1
        else:
            assert sorted(saved) == [False, True]
            winner = saved.index(True)
            assert getattr(now, fields[0]) == texts[winner]
            assert conflicts(answers[1 - winner]) == {fields[0]: texts[winner]}
            assert texts[1 - winner] in answers[1 - winner].content.decode()
            seen["a conflict with the other text"] += 1
    assert seen == {"both saved": ROUNDS * 2 // 3, "a conflict with the other text": ROUNDS - ROUNDS * 2 // 3}


def post_together(browsers, address, forms):
    """The answers of both, sent at the same moment from two threads."""
    answers = [None, None]
    start = threading.Barrier(2)

    def post(side):
        start.wait()
        answers[side] = browsers[side].post(address, forms[side])
        connection.close()

    threads = [threading.Thread(target=post, args=[side]) for side in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
