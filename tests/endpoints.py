"""The tests that each endpoint has, whatever it is about."""

import pytest


class Endpoint:
    """Posts `body` to `path`; the five tests that each endpoint has."""

    path = ""
    refused: dict = {}
    refusal = (422, "")
    malformed: dict = {}

    @pytest.fixture(autouse=True)
    def client_and_body(self, client):
        self.client = client

    def post(self, **changes):
        return self.client.post(self.path, self.body | changes, content_type="application/json")

    def test_the_refusal_says_why(self, user):
        self.client.force_login(user)
        answer = self.post(**self.refused)
        status, code = self.refusal
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert answer.json()["message"].endswith(".")

    def test_a_stranger_cannot_tell_that_it_exists(self, chi):
        self.client.force_login(chi)
        assert self.post().status_code == 404

    def test_nobody_gets_in_without_signing_in(self):
        assert self.post().status_code == 401

    def test_bad_shape_is_refused(self, user):
        self.client.force_login(user)
        answer = self.post(**self.malformed)
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_shape")
