"""Every page on a phone and an office computer: open to everybody, as wide as the window, large
enough for a finger."""

import pytest

from tests import test_english_pages as english
from tests.browser.looking import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE, OFFICE = 360, 1280


class TestEveryPage:
    # One of each thing, and the two people who between them see every page.
    _everything = english.TestPagesInEnglish._everything

    def paths(self):
        return english.TestPagesInEnglish.paths(self)

    def opened(self):
        """The addresses that answer with a page."""
        found = []
        for path in self.paths():
            response = self.client.get(path)
            if response.streaming:
                list(response.streaming_content)  # which closes the file
            is_page = response["Content-Type"].startswith("text/html")
            # A part of a page, which htmx asks for, is looked at with its page.
            if is_page and response.status_code == 200 and b"<html" in response.content:
                found.append(path)
        return found

    def found_on(self, open_page, paths, width, **how):
        page = open_page("/", width=width, **how)
        told = {}
        for path in paths:
            page.goto(path)
            told[path] = faults(page, by_finger=width == PHONE)
        return {path: found for path, found in told.items() if found}

    @pytest.mark.parametrize("width", [PHONE, OFFICE])
    def test_for_anyone(self, open_page, width):
        paths = [*self.opened(), "/khong-co/", "/t/ZZZZ"]
        assert len(paths) >= 7
        assert self.found_on(open_page, paths, width) == {}

    @pytest.mark.parametrize("width", [PHONE, OFFICE])
    def test_after_sign_in(self, open_page, width):
        counts = []
        for person in self.people:
            self.client.force_login(person)
            paths = [*self.opened(), "/khong-co/"]
            assert self.found_on(open_page, paths, width, signed_in=person) == {}
            counts.append(len(paths))
        assert sum(counts) >= 45
