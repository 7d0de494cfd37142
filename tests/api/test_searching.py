"""What a search answers: what it includes, its pages, its totals, its summaries (https://hl7.org/fhir/R4/search.html)."""

from __future__ import annotations

import itertools
import threading
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from persistence import included, pages

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.api.conftest import Asker

Json = dict[str, Any]
FORM = "application/x-www-form-urlencoded"


def to(target: str) -> Json:
    """Give a reference."""
    return {"reference": target}


def observation(id_: str, **members: Any) -> Json:
    """Give an observation."""
    return {"resourceType": "Observation", "id": id_, "status": "final", "code": {"text": "x"}} | members


RECORDS: list[Json] = [
    {"resourceType": "Organization", "id": "top", "name": "Top"},
    {"resourceType": "Organization", "id": "mid", "name": "Mid", "partOf": to("Organization/top")},
    {"resourceType": "Organization", "id": "low", "name": "Low", "partOf": to("Organization/mid")},
    {"resourceType": "Practitioner", "id": "pra", "name": [{"family": "Pine"}]},
    {
        "resourceType": "Patient", "id": "ann", "name": [{"family": "Ann"}], "gender": "female", "birthDate": "1970-01-01",
        "managingOrganization": to("Organization/low"), "generalPractitioner": [to("Practitioner/pra")],
    },
    {"resourceType": "Patient", "id": "bob", "name": [{"family": "Bob"}]},
    observation("o1", subject=to("Patient/ann"), performer=[to("Practitioner/pra")], valueQuantity={"value": 1, "unit": "mg"}),
    observation("o2", subject=to("Patient/ann"), hasMember=[to("Observation/o1")]),
    observation("o3", subject=to("Patient/bob"), performer=[to("Organization/top"), to("Patient/bob")]),
    {
        "resourceType": "Provenance", "id": "prov", "target": [to("Observation/o1"), to("Patient/ann")],
        "recorded": "2024-01-01T00:00:00Z", "agent": [{"who": to("Practitioner/pra")}],
    },
    {"resourceType": "Questionnaire", "id": "q1", "status": "active", "url": "http://q.example/a", "version": "1"},
    {"resourceType": "Questionnaire", "id": "q2", "status": "active", "url": "http://q.example/a", "version": "2"},
    {"resourceType": "QuestionnaireResponse", "id": "r1", "status": "completed", "questionnaire": "http://q.example/a|2", "subject": to("Patient/ann")},
    {"resourceType": "QuestionnaireResponse", "id": "r2", "status": "completed", "questionnaire": "http://q.example/a", "subject": to("Patient/ann")},
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def stored(feed: Asker) -> None:
    """Keep them."""
    for record in RECORDS:
        answer = feed.put(record)
        assert answer.status_code == 201, answer.text


def entries(bundle: Json, mode: str) -> list[str]:
    """List the entries of a mode, each as Type/id."""
    return [
        f"{entry['resource']['resourceType']}/{entry['resource'].get('id', '')}".rstrip("/")
        for entry in bundle.get("entry", ())
        if entry["search"]["mode"] == mode
    ]


@pytest.mark.parametrize(
    ("search", "included"),
    [
        ("Observation?_id=o1&_include=Observation:subject", "Patient/ann"),
        ("Observation?_id=o1&_include=Observation:patient", "Patient/ann"),
        ("Observation?_id=o1&_include=Observation:subject:Patient", "Patient/ann"),
        ("Observation?_id=o1&_include=Observation:subject:Group", ""),
        ("Observation?_id=o3&_include=Observation:performer", "Organization/top Patient/bob"),
        ("Observation?_id=o3&_include=Observation:performer:Organization", "Organization/top"),
        ("Observation?_id=o1,o2&_include=Observation:subject", "Patient/ann"),
        ("Observation?_id=o1&_include=*", "Patient/ann Practitioner/pra"),
        ("Observation?_id=o1&_include=Observation:*", "Patient/ann Practitioner/pra"),
        ("Observation?_id=o1&_include=Patient:organization", ""),
        ("Observation?_id=o1&_include=Observation:subject&_include=Patient:organization", "Patient/ann"),
        ("Observation?_id=o1&_include=Observation:subject&_include:iterate=Patient:organization", "Organization/low Patient/ann"),
        (
            "Observation?_id=o1&_include=Observation:subject&_include:iterate=Patient:organization&_include:iterate=Organization:partof",
            "Organization/low Organization/mid Organization/top Patient/ann",
        ),
        ("Organization?_id=low&_include=Organization:partof", "Organization/mid"),
        ("Organization?_id=low&_include:iterate=Organization:partof", "Organization/mid Organization/top"),
        ("Observation?_id=o1&_revinclude=Provenance:target", "Provenance/prov"),
        ("Patient?_id=ann&_revinclude=Observation:subject", "Observation/o1 Observation/o2"),
        ("Patient?_id=ann&_revinclude=Observation:patient", "Observation/o1 Observation/o2"),
        ("Observation?_id=o1&_revinclude=Observation:has-member", "Observation/o2"),
        ("Patient?_id=bob&_revinclude=*", "Observation/o3"),
        ("Patient?_id=ann&_revinclude=Observation:*", "Observation/o1 Observation/o2"),
        ("Organization?_id=top&_revinclude:iterate=Organization:partof", "Organization/low Organization/mid"),
        ("Practitioner?_id=pra&_revinclude=Patient:general-practitioner&_revinclude:iterate=Observation:subject", "Observation/o1 Observation/o2 Patient/ann"),
        ("QuestionnaireResponse?_id=r1&_include=QuestionnaireResponse:questionnaire", "Questionnaire/q2"),
        ("QuestionnaireResponse?_id=r2&_include=QuestionnaireResponse:questionnaire", "Questionnaire/q1 Questionnaire/q2"),
        ("Questionnaire?_id=q1&_revinclude=QuestionnaireResponse:questionnaire", "QuestionnaireResponse/r2"),
        ("Questionnaire?_id=q2&_revinclude=QuestionnaireResponse:questionnaire", "QuestionnaireResponse/r1 QuestionnaireResponse/r2"),
    ],
)  # fmt: skip
def test_included(feed: Asker, search: str, included: str) -> None:
    """Each brings what the specification says, once, and counts the matches alone."""
    found = feed.get(search).json()

    assert included.split() == sorted(entries(found, "include"))
    assert found["total"] == len(entries(found, "match"))
    assert entries(found, "outcome") == []


def test_what_is_included_is_written_down(feed: Asker) -> None:
    """The one audit row of the search names the matches and what they brought."""
    feed.get("Observation?_id=o1&_include=Observation:subject&_revinclude=Provenance:target")
    (row,) = feed.live.fetch("SELECT delivered FROM audit_event ORDER BY seq DESC LIMIT 1")

    assert ["Observation/o1/1", "Patient/ann/1", "Provenance/prov/1"] == sorted(row["delivered"])


def test_a_match_is_not_included_again(feed: Asker) -> None:
    """A record that matches is an entry once, as a match."""
    found = feed.get("Observation?patient=ann&_include=Observation:has-member").json()

    assert ["Observation/o1", "Observation/o2"] == sorted(entries(found, "match"))
    assert [] == entries(found, "include")


def test_a_reference_to_a_version_brings_that_version(feed: Asker) -> None:
    """What the reference names is what comes, not what became of it."""
    feed.put({"resourceType": "Organization", "id": "old", "name": "Before"})
    feed.put({"resourceType": "Organization", "id": "old", "name": "After"})
    feed.put({"resourceType": "Organization", "id": "child", "partOf": to("Organization/old/_history/1")})
    found = feed.get("Organization?_id=child&_include=Organization:partof").json()

    assert ["Before"] == [one["resource"]["name"] for one in found["entry"] if one["search"]["mode"] == "include"]


def test_a_cut_is_said(feed: Asker) -> None:
    """More than a page brings is left out, and an outcome entry says so; the total is that of the matches."""
    feed.put({"resourceType": "Organization", "id": "many", "name": "Many"})
    for block in range(6):
        made = [
            {"resource": {"resourceType": "Location", "name": f"{block} {n}", "managingOrganization": to("Organization/many")}, "request": {"method": "POST", "url": "Location"}}
            for n in range(200)
        ]  # fmt: skip
        assert feed.post("", {"resourceType": "Bundle", "type": "batch", "entry": made}).status_code == 200
    found = feed.get("Organization?_id=many&_revinclude=Location:organization").json()

    assert (1, 1000, 1) == (found["total"], len(entries(found, "include")), len(entries(found, "outcome")))
    assert "too-costly" == found["entry"][-1]["resource"]["issue"][0]["code"]


@pytest.mark.parametrize(
    ("search", "keeps", "leaves"),
    [
        ("_summary=true", "gender", "generalPractitioner"),
        ("_summary=data", "gender", "text"),
        ("_elements=gender", "gender", "name"),
        ("_elements=Patient.name", "name", "gender"),
        ("_summary=text", "meta", "gender"),
    ],
)
def test_projected(feed: Asker, search: str, keeps: str, leaves: str) -> None:
    """A page of a part holds copies that say so, and none can be written back."""
    (entry,) = feed.get(f"Patient?_id=ann&{search}").json()["entry"]
    resource = entry["resource"]

    assert ["SUBSETTED"] == [tag["code"] for tag in resource["meta"]["tag"]]
    assert keeps in resource
    assert leaves not in resource
    assert 422 == feed.put(resource).status_code


@pytest.mark.parametrize(
    "search",
    ["_elements=nope", "_summary=text&_include=Patient:organization", "_summary=maybe", "_elements=name.family"],
)
def test_projections_refused(feed: Asker, search: str) -> None:
    """What is not understood is refused."""
    assert 400 == feed.get(f"Patient?{search}").status_code


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("?_id=ann,o1", "Observation/o1 Patient/ann"),
        ("?_type=Patient&_id=ann,o1", "Patient/ann"),
        ("?_type=Patient,Observation&_id=ann,o1,top", "Observation/o1 Patient/ann"),
        ("?_type=Questionnaire,QuestionnaireResponse&_lastUpdated=gt2020", "Questionnaire/q1 Questionnaire/q2 QuestionnaireResponse/r1 QuestionnaireResponse/r2"),
    ],
)  # fmt: skip
def test_all_types(feed: Asker, path: str, found: str) -> None:
    """A search of the whole system finds records of every type, by GET and by POST, on one page or several."""
    answer = feed.live.http.get(f"/fhir{path}", headers={"authorization": f"Bearer {feed.token()}"}).json()
    posted = feed.ask("POST", "_search", path[1:].encode(), content_type=FORM).json()
    walked: list[str] = []
    url = f"{feed.live.origin}/fhir{path}&_count=1"
    while url:
        page = feed.get(url).json()
        walked += entries(page, "match")
        url = {link["relation"]: link["url"] for link in page["link"]}.get("next", "")

    assert found.split() == sorted(entries(answer, "match")) == sorted(entries(posted, "match")) == sorted(walked)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("Patient/ann/Observation", "Observation/o1 Observation/o2"),
        ("Patient/ann/Observation?_id=o1", "Observation/o1"),
        ("Patient/bob/Observation", "Observation/o3"),
        ("Patient/ann/QuestionnaireResponse", "QuestionnaireResponse/r1 QuestionnaireResponse/r2"),
        ("Patient/ann/*?_type=Observation,Provenance", "Observation/o1 Observation/o2 Provenance/prov"),
        ("Practitioner/pra/Observation", "Observation/o1"),
        ("Practitioner/pra/Patient", "Patient/ann"),
        ("Patient/never/Observation", ""),
    ],
)
def test_compartments(feed: Asker, path: str, found: str) -> None:
    """A compartment holds what refers to its owner by the parameters that the definition names."""
    where, _, query = path.partition("?")
    posted = feed.ask("POST", f"{where}/_search", query.encode(), content_type=FORM).json()
    walked: list[str] = []
    url = f"{path}{'&' if query else '?'}_count=1"
    while url:
        page = feed.get(url).json()
        walked += entries(page, "match")
        url = {link["relation"]: link["url"] for link in page["link"]}.get("next", "")

    assert found.split() == sorted(entries(feed.get(path).json(), "match")) == sorted(entries(posted, "match"))
    assert found.split() == sorted(walked)


def test_all_of_a_compartment(feed: Asker) -> None:
    """With a star come records of every type that the scopes reach; a type asked for by name must be within them."""
    narrow = feed.live.client("narrow", "system/Observation.rs", "TREAT", own_feed=True)
    every = entries(feed.get("Patient/ann/*?_count=1000").json(), "match")

    assert {"Observation/o1", "Provenance/prov", "QuestionnaireResponse/r1"} <= set(every)
    assert ["Observation/o1", "Observation/o2"] == sorted(entries(narrow.get("Patient/ann/*").json(), "match"))
    assert 403 == narrow.get("Patient/ann/*?_type=Condition").status_code
    assert 403 == narrow.get("Patient/ann/Condition").status_code
    assert [404, 404] == [feed.get(path).status_code for path in ("Organization/top/Patient", "Patient/ann/Nope")]


def test_the_way_back(feed: Asker) -> None:
    """Every page after the first leads to the one before, in every order."""
    for n in range(7):
        feed.put({"resourceType": "Endpoint", "id": f"e{n}", "status": "active", "connectionType": {"code": "x"}, "payloadType": [{"text": "x"}], "address": f"http://x.example/{n % 3}"} | ({"name": f"N{n % 2}"} if n % 3 else {}))  # fmt: skip
    for sort in ("_id", "-_id", "_lastUpdated", "-name", "name,-_id"):
        pages: list[list[str]] = []
        back: list[list[str]] = []
        url = f"Endpoint?_count=2&_sort={sort}"
        while url:
            page = feed.get(url).json()
            pages.append(entries(page, "match"))
            links = {link["relation"]: link["url"] for link in page["link"]}
            url = links.get("next", "")
        assert "previous" in links
        while "previous" in links:
            page = feed.get(links["previous"]).json()
            back.insert(0, entries(page, "match"))
            links = {link["relation"]: link["url"] for link in page["link"]}

        assert (pages[:-1], 7) == (back, len({*itertools.chain(*pages)}))


def library(n: int, turn: int) -> Json:
    """Give a record whose name and date move with every turn."""
    made = {"resourceType": "Library", "id": f"l-{n}", "status": "active", "type": {"coding": [{"code": "x"}]}}
    made |= {"topic": [{"coding": [{"code": f"t{(n * 3 + turn) % 5}"}]}], "status": ("draft", "active")[(n + turn) % 2]}
    return made | {"name": f"L{(n * 7 + turn) % 11}", "date": f"20{(n + turn * 5) % 30 + 10}-01-01"}


def condition(n: int, turn: int) -> Json:
    """Give a record whose clinical date moves with every turn."""
    made = {
        "resourceType": "Condition",
        "id": f"c-{n}",
        "code": {"coding": [{"code": "c"}]},
        "subject": to("Patient/ann"),
    }
    return made | {"onsetDateTime": f"20{(n + turn * 5) % 30 + 10}-01-01"}


def walk(feed: Asker, page: Json) -> list[str]:
    """Follow every page from this one on."""
    found: list[str] = []
    while True:
        found += [entry["resource"]["id"] for entry in page.get("entry", ())]
        url = {link["relation"]: link["url"] for link in page["link"]}.get("next", "")
        if not url:
            return found
        page = feed.get(url).json()


@pytest.mark.parametrize(
    ("record", "search"),
    [
        (library, ""), (library, "&_sort=_id"), (library, "&_sort=_lastUpdated"), (library, "&_sort=-_lastUpdated"),
        (library, "&_sort=name"), (library, "&_sort=-date"), (library, "&_sort=topic"), (library, "&_sort=-status,title"), (condition, "&code=c"), (condition, "&patient=ann&_sort=-onset-date"),
    ],
)  # fmt: skip
def test_pages_while_others_change_records(feed: Asker, record: Callable[[int, int], Json], search: str) -> None:
    """Whoever adds, changes and moves records meanwhile: each that was there and stays comes exactly once."""
    kept = [record(n, 0) for n in range(24)]
    assert {feed.put(one).status_code for one in kept} <= {200, 201}
    stop = threading.Event()

    def change() -> None:
        for turn, n in (divmod(step, 24) for step in itertools.count(24)):
            if stop.is_set():
                return
            feed.put(record(n, turn))
            feed.put(record(1000 + turn * 24 + n, 0))

    first = feed.get(f"{kept[0]['resourceType']}?_count=3{search}").json()
    writer = threading.Thread(target=change)
    writer.start()
    try:
        found = walk(feed, first)
    finally:
        stop.set()
        writer.join()

    assert len(found) == len(set(found))
    assert {one["id"] for one in kept} <= set(found)


def test_bounds(feed: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    """An estimate stops counting at its bound, an iteration at its last step, a walk when too much has changed."""
    monkeypatch.setattr(pages, "MOST_ESTIMATED", 2)
    monkeypatch.setattr(pages, "MOST_CHANGED", 1)
    monkeypatch.setattr(included, "MOST_STEPS", 1)
    for n in range(4):
        feed.put({"resourceType": "Substance", "id": f"s{n}", "code": {"text": "x"}})
    first = feed.get("Substance?_count=1&_total=estimate").json()
    steps = feed.get("Organization?_id=low&_include:iterate=Organization:partof").json()
    for n in range(4):
        feed.put({"resourceType": "Substance", "id": f"s{n}", "code": {"text": "y"}})
    onward = feed.get({link["relation"]: link["url"] for link in first["link"]}["next"])

    assert 2 == first["total"]
    assert (["Organization/mid"], 1) == (entries(steps, "include"), len(entries(steps, "outcome")))
    assert (410, "expired") == (onward.status_code, onward.json()["issue"][0]["code"])


def test_an_estimate_counts_what_matches(feed: Asker) -> None:
    """An estimate comes from the filtered records, and is right while they are few."""
    assert 2 == feed.get("Observation?patient=ann&_total=estimate&_count=1").json()["total"]
    assert "total" not in feed.get("Observation?patient=ann&_total=none&_count=1").json()
    assert (2, None) == tuple(map(feed.get("Observation?patient=ann&_count=0").json().get, ("total", "entry")))


def test_ignored_parameters_are_reported(feed: Asker) -> None:
    """Leniently ignored: an outcome entry says which, and the self link does without."""
    found = feed.get("Observation?nope=1&_id=o1", prefer="handling=lenient").json()
    outcome = found["entry"][-1]

    assert ("outcome", "warning", ["http.nope"]) == (
        outcome["search"]["mode"], outcome["resource"]["issue"][0]["severity"], outcome["resource"]["issue"][0]["expression"],
    )  # fmt: skip
    assert "_id=o1" == urlsplit(found["link"][0]["url"]).query
    assert ["Observation/o1"] == entries(found, "match")


def test_a_search_in_a_bundle_answers_alike(feed: Asker) -> None:
    """An entry of a batch or transaction that searches has the same answer."""
    asked = [
        "Observation?_id=o1&_include=Observation:subject",
        "Patient?_id=ann&_summary=true",
        "?_type=Patient&_id=ann",
    ]
    for kind in ("batch", "transaction"):
        bundle = {
            "resourceType": "Bundle",
            "type": kind,
            "entry": [{"request": {"method": "GET", "url": url}} for url in asked],
        }
        answered = feed.post("", bundle).json()

        for url, entry in zip(asked, answered["entry"], strict=True):
            alone = feed.live.http.get(
                f"/fhir{'' if url[0] == '?' else '/'}{url}", headers={"authorization": f"Bearer {feed.token()}"}
            )
            assert alone.json() == entry["resource"]
