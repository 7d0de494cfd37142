"""What does a token of a person open? patient/ and user/ scopes, v1 and v2, with the context that the token proves."""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING, Any

import pytest

from auth.jwt import issue_access_token
from auth.keys import KeyRing
from tests.api.world import note, observation, reference

if TYPE_CHECKING:
    import httpx

    from tests.api.conftest import Asker, Live


class Person:
    """Somebody with a token of this server, as the app launch of a later issue will issue it."""

    def __init__(self, live: Live, scope: str, **claims: Any) -> None:
        """Sign the token with the server's own key."""
        now = int(time.time())
        said = {
            "iss": f"{live.origin}/auth", "aud": f"{live.origin}/fhir", "iat": now, "exp": now + 300,
            "jti": secrets.token_hex(8), "sub": "someone", "client_id": "portal", "kind": "public", "scope": scope,
            "purpose": "TREAT", "purposes": "TREAT PATRQT", "organization": "", "own_feed": False,
        }  # fmt: skip
        self._live = live
        self._token = issue_access_token(said | claims, signer=KeyRing.open(live.folder).signer)

    def get(self, path: str) -> httpx.Response:
        """Read or search."""
        return self._live.http.get(f"/fhir/{path}", headers={"authorization": f"Bearer {self._token}"})

    def post(self, path: str, body: dict[str, Any]) -> httpx.Response:
        """Create, or send a bundle."""
        headers = {"authorization": f"Bearer {self._token}", "content-type": "application/fhir+json"}
        return self._live.http.post(f"/fhir/{path}".rstrip("/"), json=body, headers=headers)


@pytest.fixture(scope="module", autouse=True)
def _records(live: Live, feed: Asker) -> None:
    """Have two patients, one of them with withheld notes."""
    live.client("portal", "system/Patient.r", "TREAT", "PATRQT")
    feed.put({"resourceType": "Practitioner", "id": "pat", "name": [{"family": "Pine"}]})
    feed.put({"resourceType": "Patient", "id": "ann", "name": [{"family": "Arbor"}]})
    feed.put(
        {
            "resourceType": "Patient",
            "id": "bob",
            "name": [{"family": "Beech"}],
            "generalPractitioner": [reference("Practitioner/pat")],
        }
    )
    for resource in (
        observation("of-ann", "ann"), observation("of-bob", "bob"),
        note("plain", "ann"), note("detox", "ann", "42CFRPart2"), note("therapy", "ann", "PSYTHPN"),
    ):  # fmt: skip
        feed.put(resource)


def test_patients_see_their_own(live: Live) -> None:
    """Their whole record, Part 2 included, psychotherapy notes not (164.524(a)(1)(i)); nobody else's."""
    ann = Person(live, "patient/*.rs", patient="ann", fhirUser="Patient/ann", purpose="PATRQT")

    assert 200 == ann.get("Patient/ann").status_code
    found = {entry["resource"]["id"] for entry in ann.get("DocumentReference").json()["entry"]}
    assert {"plain", "detox"} == found
    assert ["of-ann"] == [entry["resource"]["id"] for entry in ann.get("Observation").json()["entry"]]
    assert "entry" not in ann.get("Observation?patient=bob").json()
    missing = ann.get("Observation/never-was")
    for hidden in ("Observation/of-bob", "Patient/bob", "DocumentReference/therapy"):
        assert (404, missing.content) == (ann.get(hidden).status_code, ann.get(hidden).content)
    assert 200 == ann.get("Practitioner/pat").status_code


def test_users_see_whom_they_treat(live: Live) -> None:
    """A practitioner sees the patients who name them, within the scope."""
    pat = Person(live, "user/Patient.read user/Observation.rs", fhirUser="Practitioner/pat")

    assert 200 == pat.get("Patient/bob").status_code
    assert 404 == pat.get("Patient/ann").status_code
    assert ["of-bob"] == [entry["resource"]["id"] for entry in pat.get("Observation").json()["entry"]]
    assert 403 == pat.get("DocumentReference").status_code


def test_a_patient_in_context_is_a_ceiling_for_the_practitioner(live: Live) -> None:
    """A launch on one patient opens that patient alone, and only if the practitioner treats them."""
    on_bob = Person(live, "patient/*.rs", patient="bob", fhirUser="Practitioner/pat")
    on_ann = Person(live, "patient/*.rs", patient="ann", fhirUser="Practitioner/pat")

    assert 200 == on_bob.get("Patient/bob").status_code
    assert 404 == on_bob.get("Patient/ann").status_code
    assert 404 == on_ann.get("Patient/ann").status_code


@pytest.mark.parametrize(
    ("scope", "claims"),
    [
        ("patient/*.rs", {}),
        ("user/*.rs", {}),
        ("patient/*.rs system/*.rs", {"patient": "ann", "fhirUser": "Patient/ann"}),
    ],
)  # fmt: skip
def test_a_token_without_its_person_opens_nothing(live: Live, scope: str, claims: dict[str, str]) -> None:
    """patient/ without a patient, user/ without a user, and either beside system/ are refused."""
    assert 401 == Person(live, scope, **claims).get("Patient/ann").status_code


@pytest.mark.parametrize(
    ("scope", "allowed"),
    [
        ("system/Observation.c", "c"), ("system/Observation.r", "r"), ("system/Observation.s", "s"),
        ("system/Observation.rs", "rs"), ("system/Observation.read", "rs"), ("system/Observation.write", "c"),
        ("system/Observation.*", "crs"), ("system/Patient.cruds", ""),
    ],
)  # fmt: skip
def test_letters(live: Live, scope: str, allowed: str) -> None:
    """Each letter opens its interactions and no other, also within a bundle."""
    person = Person(live, scope, own_feed=True)
    new = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}, "subject": reference("Patient/bob")}
    batch = {
        "resourceType": "Bundle", "type": "batch",
        "entry": [
            {"resource": new, "request": {"method": "POST", "url": "Observation"}},
            {"request": {"method": "GET", "url": "Observation/of-bob"}},
            {"request": {"method": "GET", "url": "Observation?patient=bob"}},
        ],
    }  # fmt: skip

    direct = (person.post("Observation", new), person.get("Observation/of-bob"), person.get("Observation"))
    assert [letter in allowed for letter in "crs"] == [answer.is_success for answer in direct]
    assert all(answer.is_success or answer.status_code == 403 for answer in direct)
    entries = person.post("", batch).json()["entry"]
    assert [letter in allowed for letter in "crs"] == [entry["response"]["status"][0] == "2" for entry in entries]
    answer = person.post("", batch | {"type": "transaction"})
    assert (200 if allowed == "crs" else 403) == answer.status_code


def test_a_disabled_client_reads_nothing_more(live: Live, feed: Asker) -> None:
    """The next request is 401, on every way of reading, whatever there would be to find."""
    app = live.client("ended", "system/*.rs release.pull", "TREAT", organization="Organization/none")
    paths = (
        "Practitioner/pat", "Practitioner/pat/_history", "Practitioner/pat/_history/1", "Practitioner", "Patient",
        "Patient/never-was", "Observation?_summary=count", "Nothing/x", "Bundle/never-was",
    )  # fmt: skip
    before = [app.get(path).status_code for path in paths]
    live.fetch("UPDATE client SET disabled = 1 WHERE id = 'ended'")

    assert [200, 200, 200, 200, 200, 404, 200, 404, 404] == before
    assert [401] * len(paths) == [app.get(path).status_code for path in paths]
