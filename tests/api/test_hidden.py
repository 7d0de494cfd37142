"""Who has what, on every path; and is what is hidden told from what is missing by anything at all?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from domain.fhir.resources import RESOURCES
from openapi.endpoints import ENDPOINTS
from tests.api.world import CALLERS, RECORDS, RELEASED, WORLD, sentinel

if TYPE_CHECKING:
    from tests.api.conftest import Asker, Live

EVERYBODY = ("feed", *CALLERS)
TYPES = sorted({name.partition("/")[0] for name in RECORDS})


@pytest.fixture(scope="module")
def askers(live: Live, feed: Asker) -> dict[str, Asker]:
    """Register everybody and lay the world."""
    made = {"feed": feed}
    for name, row in CALLERS.items():
        made[name] = live.client(
            name, row["scope"], *row["purposes"],
            organization=row.get("organization", ""), own_feed=row.get("own_feed", False),
        )  # fmt: skip
    for resource in WORLD:
        answer = feed.put(resource)
        assert answer.status_code in (200, 201), answer.text
    return made


def test_the_table_names_only_what_exists() -> None:
    """A stale row of the table is an error."""
    assert set().union(*RELEASED.values()) <= set(RECORDS)
    assert RELEASED.keys() == set(EVERYBODY)


@pytest.mark.parametrize("who", EVERYBODY)
def test_read(askers: dict[str, Asker], who: str) -> None:
    """A read gives exactly what is released to the caller."""
    got = {name for name in RECORDS if askers[who].get(name).status_code == 200}

    assert RELEASED[who] == got


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("type_", TYPES)
def test_search_and_its_total(askers: dict[str, Asker], who: str, type_: str) -> None:
    """A search gives, and counts, exactly what is released; a type out of scope is refused."""
    expected = {name for name in RELEASED[who] if name.startswith(f"{type_}/")}
    answer = askers[who].get(f"{type_}?_total=accurate&_count=2")
    if who == "hill-narrow" and type_ != "Patient":
        assert 403 == answer.status_code
        return

    assert len(expected) == answer.json()["total"]
    assert len(expected) == askers[who].get(f"{type_}?_summary=count").json()["total"]
    assert {name.partition("/")[2] for name in expected} == set(askers[who].ids(f"{type_}?_count=2"))


@pytest.mark.parametrize("who", ["hill", "stranger", "other-feed"])
def test_hidden_is_missing(askers: dict[str, Asker], who: str) -> None:
    """The answer for a withheld record is, byte for byte, the answer for one that never was."""
    asker = askers[who]
    for name in sorted(RECORDS.keys() - RELEASED[who]):
        type_ = name.partition("/")[0]
        for tail in ("", "/_history", "/_history/1"):
            hidden = asker.get(f"{name}{tail}")
            missing = asker.get(f"{type_}/never-was{tail}")

            assert (missing.status_code, missing.content) == (hidden.status_code, hidden.content)
            assert _headers(missing) == _headers(hidden)
        for match in ({"if_none_match": 'W/"1"'}, {"if_modified_since": "Wed, 21 Oct 2035 07:28:00 GMT"}):
            assert 404 == asker.get(name, **match).status_code


@pytest.mark.parametrize("who", EVERYBODY)
def test_no_answer_holds_a_withheld_record(askers: dict[str, Asker], who: str) -> None:
    """No GET route of the table gives a byte of what is withheld: neither its text nor, unasked, its id."""
    withheld = RECORDS.keys() - RELEASED[who]
    private = {name for name in withheld if RESOURCES[name.partition("/")[0]].concerns_patient}
    for row in ENDPOINTS:
        if row.method != "GET":
            continue
        for name in RECORDS:
            type_, _, id_ = name.partition("/")
            path = row.path.replace("{type}", type_).replace("{id}", id_).replace("{version}", "1")
            content = askers[who].get(path.removeprefix("/fhir/")).text
            for hidden in withheld:
                assert sentinel(hidden) not in content, (path, hidden)
                if hidden != name and hidden in private:
                    assert not re.search(rf'"{hidden}["/]', content), (path, hidden)


def test_a_hidden_match_is_no_match(askers: dict[str, Asker]) -> None:
    """A search by the values of a withheld record finds nothing, whatever is asked of it."""
    for query in (
        "DocumentReference?_id=ann-detox", "DocumentReference?patient=ann&security-label=42CFRPart2",
        "DocumentReference?_security=42CFRPart2", "DocumentReference?description=sentinel-DocumentReference-ann-detox",
        "Observation?subject=Patient/bob", "Patient?family=sentinel-Patient-bob", "Observation?subject:missing=true",
    ):  # fmt: skip
        answer = askers["hill"].get(query)

        assert 200 == answer.status_code, answer.text
        assert "entry" not in answer.json(), query


def test_writes_know_no_more_than_reads(askers: dict[str, Asker]) -> None:
    """A write that touches a hidden patient is answered as one that touches nobody."""
    hill = askers["hill"]
    made = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}}
    hidden = hill.post("Observation", made | {"subject": {"reference": "Patient/bob"}})
    missing = hill.post("Observation", made | {"subject": {"reference": "Patient/never"}})

    assert (missing.status_code, missing.content) == (hidden.status_code, hidden.content)
    assert 422 == hidden.status_code
    for name in ("Observation/bob-plain", "Observation/never-was"):
        resource = made | {"id": name.partition("/")[2], "subject": {"reference": "Patient/ann"}}
        assert 404 == hill.put(resource).status_code
        assert 204 == hill.ask("DELETE", name).status_code
    assert 200 == askers["feed"].get("Observation/bob-plain").status_code


def test_a_provider_does_not_make_itself_the_treating_one(askers: dict[str, Asker]) -> None:
    """Writing an encounter with oneself as provider needs a treatment relationship that is there already."""
    visit = {
        "resourceType": "Encounter", "status": "finished", "class": {"code": "AMB"},
        "subject": {"reference": "Patient/bob"}, "serviceProvider": {"reference": "Organization/hill"},
    }  # fmt: skip

    assert 422 == askers["hill"].post("Encounter", visit).status_code
    assert 404 == askers["hill"].get("Patient/bob").status_code


def test_labels_are_never_lowered(askers: dict[str, Asker]) -> None:
    """An update without the label keeps it; one who writes over a withheld record finds nothing there."""
    feed = askers["feed"]
    bare = {name: value for name, value in RECORDS["DocumentReference/ann-detox"].items() if name != "meta"}

    updated = feed.put(bare)

    assert 200 == updated.status_code
    assert "42CFRPart2" in updated.text
    assert 404 == askers["hill"].get("DocumentReference/ann-detox").status_code
    assert 404 == askers["other-feed"].put(bare).status_code


def test_a_page_link_is_bound_to_its_caller(askers: dict[str, Asker]) -> None:
    """A stolen or changed link opens nothing."""
    page = askers["feed"].get("Observation?_count=1").json()
    link = next(entry["url"] for entry in page["link"] if entry["relation"] == "next")

    assert 200 == askers["feed"].get(link).status_code
    assert 400 == askers["hill"].get(link).status_code
    assert 400 == askers["feed"].get(link[:-3] + "AAA").status_code


def _headers(answer: object) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in ("date", "x-request-id")}  # type: ignore[attr-defined]
