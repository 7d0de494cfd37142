"""Does a SearchParameter that a feed writes become a parameter of searches, completely or not at all?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from domain.search.parameters import adopt
from persistence import reindexing
from persistence.pool import connect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Asker, Live

URL = "http://x.example/SearchParameter/"


def definition(code: str, kind: str, expression: str, *bases: str, **more: Any) -> dict[str, Any]:
    """Make a SearchParameter."""
    return {
        "resourceType": "SearchParameter", "id": code, "url": URL + code, "name": code.replace("-", "_"), "status": "active",
        "description": "d", "code": code, "base": list(bases) or ["Patient"], "type": kind, "expression": expression, **more,
    }  # fmt: skip


def patient(id_: str, **elements: Any) -> dict[str, Any]:
    """Make a patient."""
    return {"resourceType": "Patient", "id": id_, **elements}


@pytest.fixture(scope="module", autouse=True)
def feed(live: Live) -> Iterator[Asker]:
    """Register an own feed; the parameters of this process are as they were afterwards."""
    yield live.client("custom-feed", "system/*.cruds", "TREAT", own_feed=True)
    adopt([])


def reindex(live: Live) -> list[tuple[int, int, str]]:
    """Index what is stored, as the job does."""
    told: list[tuple[int, int, str]] = []

    async def progress(done: int, total: int, place: str) -> None:
        told.append((done, total, place))

    async def work() -> None:
        async with await connect(live.url, 2) as pool:
            await reindexing.reindex(pool, progress)

    live.run(work())
    return told


KINDS: list[tuple[str, str, str, dict[str, Any], str, str]] = [
    ("eye", "token", "Patient.extension('urn:eye').value.ofType(Coding)",
     {"extension": [{"url": "urn:eye", "valueCoding": {"system": "urn:s", "code": "blue"}}]}, "urn:s|blue", "green"),
    ("card", "token", "Patient.identifier.where(system='urn:card')",
     {"identifier": [{"system": "urn:card", "value": "77"}]}, "77", "urn:other|77"),
    ("nick", "string", "Patient.name.where(use='nickname').given",
     {"name": [{"use": "nickname", "given": ["Zoë"]}, {"given": ["Ada"]}]}, "zoe", "ada"),
    ("moved", "date", "Patient.address.period", {"address": [{"period": {"start": "2020-01", "end": "2020-02"}}]}, "2020", "2021"),
    ("order", "number", "(Patient.multipleBirth as integer)", {"multipleBirthInteger": 2}, "2", "3"),
    ("weight", "quantity", "Patient.extension('urn:weight').value",
     {"extension": [{"url": "urn:weight", "valueQuantity": {"value": 3.5, "system": "http://unitsofmeasure.org", "code": "kg"}}]},
     "3500|http://unitsofmeasure.org|g", "3.5|http://unitsofmeasure.org|g"),
    ("keeper", "reference", "Patient.generalPractitioner.where(resolve() is Organization)",
     {"generalPractitioner": [{"reference": "Organization/o"}, {"reference": "Practitioner/p"}]}, "Organization/o", "Organization/p"),
    ("rules", "uri", "Patient.implicitRules", {"implicitRules": "urn:rules:1"}, "urn:rules:1", "urn:rules"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "kind", "expression", "elements", "found", "other"), KINDS)
def test_each_kind(
    live: Live, feed: Asker, code: str, kind: str, expression: str, elements: dict[str, Any], found: str, other: str
) -> None:
    """Not before everything is indexed; then what was there before, and what came after, and nothing else."""
    if kind == "reference":
        for type_, id_ in (("Organization", "o"), ("Practitioner", "p")):
            feed.put({"resourceType": type_, "id": id_, **({"name": "O"} if type_ == "Organization" else {})})
    assert feed.put(patient(f"{code}-before", **elements)).status_code == 201
    feed.put(patient(f"{code}-none"))
    refused = feed.get(f"Patient?{code}={found}")
    assert 400 == refused.status_code

    assert feed.put(definition(code, kind, expression)).status_code == 201
    assert feed.put(patient(f"{code}-after", **elements)).status_code == 201
    early = feed.get(f"Patient?{code}={found}")
    assert 400 == early.status_code
    assert "$reindex" in early.text

    reindex(live)
    wait(feed, code)

    assert [f"{code}-after", f"{code}-before"] == sorted(feed.ids(f"Patient?{code}={found}"))
    assert [] == feed.ids(f"Patient?{code}={other}")
    assert [f"{code}-after", f"{code}-before"] == sorted(
        feed.ids(f"Patient?{code}:missing=false&_id={code}-after,{code}-before,{code}-none")
    )

    feed.put(patient(f"{code}-before"))
    assert [f"{code}-after"] == feed.ids(f"Patient?{code}={found}")

    assert feed.ask("DELETE", f"SearchParameter/{code}").status_code == 204
    assert 400 == feed.get(f"Patient?{code}={found}").status_code


def wait(feed: Asker, code: str) -> None:
    """Wait until the server has noticed what another process did."""
    import time

    for _ in range(40):
        if feed.get(f"Patient?{code}:missing=true&_count=1").status_code == 200:
            return
        time.sleep(0.1)


def test_another_definition_begins_anew(live: Live, feed: Asker) -> None:
    """A changed expression is not answered by the rows of the old one; another description changes nothing."""
    feed.put(patient("b", birthDate="1970-01-01", deceasedDateTime="2020-01-01"))
    feed.put(definition("day", "date", "Patient.birthDate"))
    reindex(live)
    wait(feed, "day")
    assert ["b"] == feed.ids("Patient?day=1970-01-01")

    assert feed.put(definition("day", "date", "Patient.birthDate", description="other words")).status_code == 200
    assert ["b"] == feed.ids("Patient?day=1970-01-01")

    feed.put(definition("day", "date", "(Patient.deceased as dateTime)"))
    assert 400 == feed.get("Patient?day=1970-01-01").status_code
    reindex(live)
    wait(feed, "day")
    assert [] == feed.ids("Patient?day=1970-01-01")
    assert ["b"] == feed.ids("Patient?day=2020-01-01")
    rows = live.fetch(
        "SELECT count(*) FROM index_date d WHERE p >= 100000 AND p NOT IN (SELECT n FROM search_parameter)"
    )
    assert 0 == rows[0][0]

    feed.put(definition("day", "date", "Patient.birthDate", status="retired"))
    assert 400 == feed.get("Patient?day=2020-01-01").status_code


def test_a_composite_of_ones_own(live: Live, feed: Asker) -> None:
    """Parts of one telecom; the parts are parameters of R4."""
    component = [
        {"definition": "http://hl7.org/fhir/SearchParameter/individual-telecom", "expression": "$this"},
        {"definition": URL + "line", "expression": "use"},
    ]
    feed.put(definition("line", "token", "Patient.telecom.use"))
    feed.put(definition("telecom-line", "composite", "Patient.telecom", component=component))
    feed.put(
        patient(
            "c",
            telecom=[
                {"system": "phone", "value": "1", "use": "home"},
                {"system": "phone", "value": "2", "use": "work"},
            ],
        )
    )
    reindex(live)
    wait(feed, "telecom-line")

    assert ["c"] == feed.ids("Patient?telecom-line=1$home")
    assert ["c"] == feed.ids("Patient?telecom-line=2$work")
    assert [] == feed.ids("Patient?telecom-line=1$work")

    feed.ask("DELETE", "SearchParameter/line")
    assert 400 == feed.get("Patient?telecom-line=1$home").status_code
    feed.ask("DELETE", "SearchParameter/telecom-line")


REFUSED = [
    definition("gender", "token", "Patient.gender"),
    definition("no-such", "token", "Patient.nothing"),
    definition("no-function", "token", "Patient.name.count()"),
    definition("no-kind", "special", "Patient.name"),
    definition("empty", "date", "Patient.name"),
    definition("elsewhere", "token", "Observation.status"),
    definition("has:colon", "token", "Patient.active"),
    definition("one-part", "composite", "Patient.telecom", component=[{"definition": URL + "x", "expression": "use"}]),
    {k: v for k, v in definition("nothing-said", "token", "").items() if k != "expression"},
]


@pytest.mark.parametrize("wrong", REFUSED, ids=lambda one: one["code"])
def test_what_cannot_be_compiled_is_refused(feed: Asker, wrong: dict[str, Any]) -> None:
    """When it is written, with the element that is wrong."""
    answer = feed.put({**wrong, "id": "wrong"})

    assert 422 == answer.status_code, answer.text
    assert answer.json()["issue"][0]["expression"][0].startswith("SearchParameter.")
    draft = feed.put({**wrong, "id": "wrong", "status": "draft"})
    assert draft.status_code in (200, 201), draft.text


def test_the_official_definition_may_be_written(feed: Asker) -> None:
    """It says nothing new."""
    url = "http://hl7.org/fhir/SearchParameter/individual-gender"
    answer = feed.put({**definition("gender", "token", "Patient.gender"), "url": url})

    assert answer.status_code == 201
    assert 200 == feed.get("Patient?gender=male").status_code


def test_only_own_feeds_write_parameters(live: Live) -> None:
    """What a search may ask is the hospital's to say."""
    app = live.client("custom-app", "system/*.cruds", "TREAT", organization="Organization/o")

    assert 403 == app.put(definition("mine", "token", "Patient.active")).status_code
