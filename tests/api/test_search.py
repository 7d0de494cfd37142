"""Search, as a client sees it (https://hl7.org/fhir/R4/search.html)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, urlsplit

import pytest

if TYPE_CHECKING:
    from tests.api.conftest import Asker

Json = dict[str, Any]
UCUM = "http://unitsofmeasure.org"
FORM = "application/x-www-form-urlencoded"


def coded(system: str, code: str) -> Json:
    """Give a concept."""
    return {"coding": [{"system": system, "code": code}]}


def observation(id_: str, subject: str, code: str = "1-1", **members: Any) -> Json:
    """Give an observation."""
    made = {"resourceType": "Observation", "id": id_, "status": "final", "subject": {"reference": subject}}
    return made | {"code": coded("http://loinc.org", code)} | members


def mg(value: float) -> Json:
    """Give an amount in milligrams."""
    return {"value": value, "unit": "mg", "system": UCUM, "code": "mg"}


def records(base: str) -> list[Json]:
    """Give what is searched."""
    return [
        {"resourceType": "Organization", "id": "org", "name": "Ärzte Haus"},
        {
            "resourceType": "Patient",
            "id": "a",
            "active": True,
            "name": [{"family": "Müller", "given": ["Jürgen", "Karl"]}],
            "birthDate": "1970-05-03",
            "gender": "male",
            "identifier": [{"system": "urn:s", "value": "A,1|x$\\"}],
            "managingOrganization": {"reference": "Organization/org"},
            "telecom": [{"system": "phone", "value": "555"}],
            "address": [{"city": "Köln", "postalCode": "50667"}],
        },
        {
            "resourceType": "Patient",
            "id": "b",
            "name": [{"family": "Muller"}],
            "birthDate": "1970",
            "gender": "female",
            "identifier": [{"value": "B1"}],
        },
        {
            "resourceType": "Patient",
            "id": "c",
            "generalPractitioner": [{"identifier": {"system": "urn:npi", "value": "77"}}],
            "link": [{"other": {"reference": "Patient/a"}, "type": "seealso"}],
        },
        observation("o1", "Patient/a", effectiveDateTime="2024-01-01T23:30:00-02:00", valueQuantity=mg(5.4)),
        observation("o2", f"{base}/Patient/a", effectiveDateTime="2024-01", valueQuantity={"value": 100}),
        observation(
            "o3",
            "Patient/b",
            "2-2",
            effectivePeriod={"start": "2024-02-01", "end": "2024-03-01"},
            valueQuantity={"value": 7, "unit": "lbs"},
        ),
        observation(
            "o4", "Patient/b", valueString="Hallo Welt", category=[coded("urn:c", "vital"), coded("urn:c", "lab")]
        ),
        {
            "resourceType": "RiskAssessment",
            "id": "r",
            "status": "final",
            "subject": {"reference": "Patient/a"},
            "prediction": [{"probabilityDecimal": 0.5}, {"probabilityRange": {"low": {"value": 0.1}, "high": mg(0.2)}}],
        },
        {"resourceType": "ValueSet", "id": "v", "status": "active", "url": "http://x.example/vs/a"},
    ]


@pytest.fixture(scope="module", autouse=True)
def stored(feed: Asker) -> None:
    """Keep them."""
    for record in records(f"{feed.live.origin}/fhir"):
        answer = feed.put(record)
        assert answer.status_code == 201, answer.text


@pytest.mark.parametrize(
    ("search", "found"),
    [
        # string: begins with, whatever case and accents; or exactly so, or within
        ("Patient?family=mull", "a b"),
        ("Patient?family=MÜLLER", "a b"),
        ("Patient?family:exact=Muller", "b"),
        ("Patient?family:exact=müller", ""),
        ("Patient?family:contains=ULL", "a b"),
        ("Patient?family=ull", ""),
        ("Patient?name=karl", "a"),
        ("Patient?family=zzz,mull&given=j", "a"),
        ("Patient?address=köln", "a"),
        ("Patient?address-city=KOLN", "a"),
        ("Organization?name=arzte haus", "org"),
        # token: four forms, escapes
        ("Patient?identifier=A\\,1\\|x\\$\\\\", "a"),
        ("Patient?identifier=urn:s|A\\,1\\|x\\$\\\\", "a"),
        ("Patient?identifier=urn:s|", "a"),
        ("Patient?identifier=|B1", "b"),
        ("Patient?identifier=urn:s|B1", ""),
        ("Patient?identifier=b1", ""),
        ("Patient?gender=male,female", "a b"),
        ("Patient?gender=http://hl7.org/fhir/administrative-gender|male", "a"),
        ("Patient?gender:not=male", "b c"),
        ("Patient?gender:missing=true", "c"),
        ("Patient?gender:missing=false", "a b"),
        ("Patient?active=true", "a"),
        ("Patient?phone=555", "a"),
        ("Observation?code=http://loinc.org|1-1,2-2", "o1 o2 o3 o4"),
        ("Observation?category=vital&category=lab", "o4"),
        ("Observation?status:not=final", ""),
        # date: every prefix, every precision, zones
        ("Patient?birthdate=1970", "a b"),
        ("Patient?birthdate=1970-05", "a"),
        ("Patient?birthdate=gt1970-05-03", "b"),
        ("Patient?birthdate=ge1970-05-03", "a b"),
        ("Patient?birthdate=le1970-05-03", "a b"),
        ("Patient?birthdate=lt1970", ""),
        ("Patient?birthdate=sa1969", "a b"),
        ("Patient?birthdate=eb1970-06", "a"),
        ("Patient?birthdate=ne1970-05-03", "b"),
        ("Patient?birthdate=ge1970-01-01&birthdate=le1970-12-31", "a b"),
        ("Observation?date=2024-01-02", "o1"),
        ("Observation?date=2024-01-01", ""),
        ("Observation?date=2024-01-02T01:30Z", "o1"),
        ("Observation?date=2024-01-02T03:30:00+02:00", "o1"),
        ("Observation?date=gt2024-01-31", "o3"),
        ("Observation?date=lt2024-02", "o1 o2"),
        ("Observation?date=2024-01,sa2024-01-31", "o1 o2 o3"),
        ("Observation?date:missing=true", "o4"),
        # number and quantity: what the digits imply, units
        ("RiskAssessment?probability=0.5", "r"),
        ("RiskAssessment?probability=gt0.5", ""),
        ("RiskAssessment?probability=lt0.15", "r"),
        ("Observation?value-quantity=5.4", "o1"),
        ("Observation?value-quantity=5", "o1"),
        ("Observation?value-quantity=5.0", ""),
        ("Observation?value-quantity=1e2", "o2"),
        (f"Observation?value-quantity=5.4|{UCUM}|mg", "o1"),
        ("Observation?value-quantity=gt5||mg", "o1"),
        ("Observation?value-quantity=5.4||g", ""),
        ("Observation?value-quantity=7||lbs", "o3"),
        ("Observation?value-quantity=ap6", "o1"),
        ("Observation?value-quantity=le100", "o1 o2 o3"),
        ("Observation?value-string=hal", "o4"),
        # reference: every form
        ("Observation?patient=a", "o1 o2"),
        ("Observation?patient=Patient/a", "o1 o2"),
        ("Observation?patient={base}/Patient/a", "o1 o2"),
        ("Observation?patient=Patient/a/_history/1", "o1 o2"),
        ("Observation?subject=a", "o1 o2"),
        ("Observation?subject:Patient=a", "o1 o2"),
        ("Observation?subject:Group=a", ""),
        ("Observation?subject=Patient/a,Patient/b", "o1 o2 o3 o4"),
        ("Observation?subject=http://other.example/fhir/Patient/a", ""),
        ("Patient?organization=org", "a"),
        ("Patient?organization:Organization=org", "a"),
        ("Patient?general-practitioner:identifier=urn:npi|77", "c"),
        ("Patient?general-practitioner:missing=false", "c"),
        ("Patient?link=a", "c"),
        # uri
        ("ValueSet?url=http://x.example/vs/a", "v"),
        ("ValueSet?url=http://x.example/vs", ""),
        ("ValueSet?url:below=http://x.example/vs", "v"),
        ("ValueSet?url:above=http://x.example/vs/a/b", "v"),
        # those of every type
        ("Patient?_id=a,c", "a c"),
        ("Patient?_id=a&_id=b", ""),
        ("Patient?_lastUpdated=gt2020-01-01T00:00:00+01:00", "a b c"),
        ("Patient?_lastUpdated=lt2020", ""),
        ("Patient?_format=json&_pretty=true&_id=a", "a"),
        # chains, to any depth, there and back
        ("Observation?patient.name=müll", "o1 o2 o3 o4"),
        ("Observation?subject:Patient.gender=male", "o1 o2"),
        ("Observation?subject.gender=female", "o3 o4"),
        ("Observation?patient.organization.name=ärzte", "o1 o2"),
        ("Observation?patient:Patient.organization:Organization.name:exact=Ärzte Haus", "o1 o2"),
        ("Observation?patient._id=a", "o1 o2"),
        ("Observation?patient.birthdate=lt1970&code=1-1", ""),
        ("Patient?link.gender=male", "c"),
        ("Patient?_has:Observation:patient:code=2-2", "b"),
        ("Patient?_has:Observation:subject:date=gt2024-01-31", "b"),
        ("Patient?_has:RiskAssessment:subject:probability=0.5", "a"),
        ("Patient?_has:Patient:link:_id=c", "a"),
        ("Organization?_has:Patient:organization:_has:Observation:patient:code=1-1", "org"),
        ("Organization?_has:Patient:organization:_has:Observation:patient:code=2-2", ""),
        ("Observation?patient._has:Patient:link:_id=c", "o1 o2"),
        ("Patient?_has:Observation:patient:patient.gender=female", "b"),
        # expressions
        ('Patient?_filter=name co "ULL" and gender eq male', "a"),
        ("Patient?_filter=not (gender eq male)", "b c"),
        ("Patient?_filter=gender eq male or birthdate pr true and gender ne male", "b"),
        ("Patient?_filter=gender eq male or (birthdate pr true and gender ne male)", "a b"),
        ("Observation?_filter=patient[gender eq male].birthdate ge 1970", "o1 o2"),
        ("Observation?_filter=patient.name sw mull and value-quantity gt 6", "o2 o3"),
        ("Observation?_filter=date po 2024-02-15", "o3"),
        ("Observation?_filter=subject re Patient/b", "o3 o4"),
        # composites
        ("Observation?code-value-quantity=1-1$gt6", "o2"),
        ("Observation?code-value-quantity=http://loinc.org|1-1$5.4|http://unitsofmeasure.org|mg,2-2$7", "o1 o3"),
        # order: several keys, descending, what is missing last
        ("Observation?_sort=date", "o2 o1 o3 o4"),
        ("Observation?_sort=-date", "o3 o1 o2 o4"),
        ("Observation?_sort=patient,-date", "o1 o2 o3 o4"),
        ("Observation?_sort=value-quantity,-_id", "o1 o3 o2 o4"),
        ("Observation?_sort=-_id", "o4 o3 o2 o1"),
        ("Observation?_sort=-_lastUpdated", "o4 o3 o2 o1"),
        ("Patient?_sort=-family", "a b c"),
        ("Patient?_sort=gender", "b a c"),
        ("Patient?_sort=-gender", "a b c"),
        ("Observation?_sort=code,-date", "o1 o2 o4 o3"),
    ],
)
def test_found(feed: Asker, search: str, found: str) -> None:
    """Each search finds what the specification says, on one page or on pages of one."""
    path, _, query = search.replace("{base}", f"{feed.live.origin}/fhir").partition("?")
    encoded = "&".join(f"{name}={quote(value, safe='')}" for name, value in parse_qsl(query.replace("+", "%2B")))
    whole, single = feed.ids(f"{path}?{encoded}"), feed.ids(f"{path}?{encoded}&_count=1")
    if "_sort" not in query:
        whole, single = sorted(whole), sorted(single)

    assert (found.split(), found.split()) == (whole, single)
    assert len(whole) == feed.get(f"{path}?{encoded}&_summary=count").json()["total"]


@pytest.mark.parametrize(
    "search",
    [
        "nope=1", "code:nope=1", "code:=1", "code=", "code", "=1", "date=1970-5", "date=now", "date=2024-13",
        "date=xx2024", "value-quantity=abc", "value-quantity=1|2", "_count=-1", "_count=x", "_count=1&_count=2",
        "_sort=nope", "_sort=", "_total=some", "_summary=nope", "_id:exact=1", "_id:missing=true", "subject:Nope=1", "date:missing=maybe",
        "code-value-quantity=1", "patient.nope=x", "code.nope=x", "_has:Observation:patient:code=1", "_include=nope",
        "_elements=i d", "_filter=x", "_list=$current-allergies", "_contained=true", "_type=Patient", "_page=forged", "code=a,,b", "identifier=a|b|c", "code=%FF", "code=%00",
    ],
)  # fmt: skip
def test_refused(feed: Asker, search: str) -> None:
    """A search that is not understood is refused and named, never passed over."""
    answer = feed.get(f"Observation?{search}")

    assert (400, "OperationOutcome") == (answer.status_code, answer.json()["resourceType"])


def test_lenient(feed: Asker) -> None:
    """A client that asks for it has unknown names left out, and the self link tells."""
    answer = feed.get("Observation?nope=1&code=2-2", prefer="handling=lenient").json()

    assert ["o3"] == [entry["resource"]["id"] for entry in answer["entry"] if entry["search"]["mode"] == "match"]
    assert f"{feed.live.origin}/fhir/Observation?code=2-2" == answer["link"][0]["url"]
    assert 400 == feed.get("Observation?nope=1", prefer="handling=strict").status_code


def test_lenient_pages(feed: Asker) -> None:
    """The pages after the first of a lenient search need no further leniency, and say where they are."""
    page = feed.get("Observation?nope=1&_count=3&_sort=_id", prefer="handling=lenient").json()
    onward = {link["relation"]: link["url"] for link in page["link"]}
    last = feed.get(onward["next"]).json()
    links = {link["relation"]: link["url"] for link in last["link"]}

    assert ["o4"] == [entry["resource"]["id"] for entry in last["entry"]]
    assert "previous" in links
    assert (onward["next"], onward["self"]) == (links["self"], links["first"])


def test_shape(feed: Asker) -> None:
    """A page is a searchset of matches, with the search as it was understood."""
    answer = feed.get("Patient?family=m%C3%BCller&identifier=urn:s%7CA%5C,1%5C%7Cx%5C$%5C%5C&_format=json").json()
    (entry,) = answer["entry"]
    (link,) = answer["link"]

    assert ("searchset", 1, "self") == (answer["type"], answer["total"], link["relation"])
    assert (f"{feed.live.origin}/fhir/Patient/a", {"mode": "match"}) == (entry["fullUrl"], entry["search"])
    assert [("family", "müller"), ("identifier", "urn:s|A\\,1\\|x\\$\\\\"), ("_format", "json")] == parse_qsl(
        urlsplit(link["url"]).query
    )
    assert answer == feed.get(link["url"]).json()


@pytest.mark.parametrize(
    ("search", "entries", "total"),
    [
        ("_count=0", 0, 4),
        ("_summary=count", 0, 4),
        ("_count=2", 2, None),
        ("_count=2&_total=accurate", 2, 4),
        ("_count=2&_total=none", 2, None),
        ("_count=4", 4, 4),
        ("_count=100000", 4, 4),
    ],
)
def test_counts(feed: Asker, search: str, entries: int, total: int | None) -> None:
    """A page has as many entries as were asked for, and the total where it is asked for or known."""
    answer = feed.get(f"Observation?{search}").json()

    assert (entries, total) == (len(answer.get("entry", ())), answer.get("total"))
    assert (0 < entries < 4) == any(link["relation"] == "next" for link in answer["link"])


@pytest.mark.parametrize(
    ("url", "body", "found"),
    [
        ("_search", b"code=2-2", ["o3"]),
        ("_search?code=2-2", b"", ["o3"]),
        ("_search?patient=a", b"code=1-1&date=2024-01-02", ["o1"]),
        ("_search", b"code=http%3A%2F%2Floinc.org%7C1-1&_sort=_id&_count=1", ["o1"]),
        ("_search?code=2-2", None, ["o3"]),
    ],
)
def test_by_post(feed: Asker, url: str, body: bytes | None, found: list[str]) -> None:
    """A search may come as a form, in the address, or both."""
    headers = {} if body is None else {"content_type": FORM}
    answer = feed.ask("POST", f"Observation/{url}", body, **headers)

    assert (200, found) == (answer.status_code, [entry["resource"]["id"] for entry in answer.json()["entry"]])
    assert "/_search" not in answer.json()["link"][0]["url"]


def test_by_post_refused(feed: Asker) -> None:
    """A form in another format, or that says what is not understood, is refused."""
    assert 415 == feed.ask("POST", "Observation/_search", b"{}").status_code
    assert 400 == feed.ask("POST", "Observation/_search", b"nope=1", content_type=FORM).status_code
    assert 406 == feed.ask("POST", "Observation/_search", b"_format=ttl", content_type=FORM).status_code


@pytest.mark.parametrize("sort", ["", "&_sort=_lastUpdated", "&_sort=-name", "&_sort=name,-_lastUpdated"])
def test_pages_while_others_write(feed: Asker, sort: str) -> None:
    """Whoever adds records meanwhile, the pages hold each record that was there exactly once."""
    before = {feed.post("Location", {"resourceType": "Location", "name": f"L{n % 5}"}).json()["id"] for n in range(23)}
    before |= set(feed.ids("Location?_count=1000"))

    def add(n: int) -> int:
        return feed.post("Location", {"resourceType": "Location", "name": f"L{n % 7}"}).status_code

    with ThreadPoolExecutor(4) as pool:
        adding = [pool.submit(add, n) for n in range(40)]
        found = feed.ids(f"Location?_count=3{sort}")
        assert {201} == {one.result() for one in adding}

    assert len(found) == len(set(found))
    assert before <= set(found)


def test_a_page_link_is_its_callers(feed: Asker) -> None:
    """A page link works for who got it, for the type it was made for, and alone."""
    page = feed.get("Observation?_count=1").json()["link"][1]["url"]
    token = page.partition("?")[2]
    other = feed.live.client("other-feed", "system/*.cruds", "TREAT", own_feed=True)

    assert [200, 400, 400, 400] == [
        feed.get(page).status_code,
        feed.get(f"{page}&code=1-1").status_code,
        feed.get(f"Patient?{token}").status_code,
        other.get(page).status_code,
    ]


@pytest.mark.parametrize(
    "type_", ["AllergyIntolerance", "CarePlan", "Condition", "Coverage", "Encounter", "Immunization", "Procedure"]
)
def test_patient_and_subject(feed: Asker, type_: str) -> None:
    """Types about a patient are searched by patient, in every form of the reference."""
    for form in ("a", "Patient/a", f"{feed.live.origin}/fhir/Patient/a"):
        assert 200 == feed.get(f"{type_}?patient={quote(form, safe='')}").status_code
