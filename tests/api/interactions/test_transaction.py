"""Transactions and batches (https://hl7.org/fhir/R4/http.html#transaction)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import httpx

    from tests.api.conftest import Asker

Json = dict[str, Any]


def patient(value: str = "", id_: str = "", **members: Any) -> Json:
    """Give a patient, with an identifier and an id where they are given."""
    made: Json = {"resourceType": "Patient", **members}
    if id_:
        made["id"] = id_
    if value:
        made["identifier"] = [{"system": "urn:mrn", "value": value}]
    return made


def observation(subject: str, **members: Any) -> Json:
    """Give an observation about a patient."""
    made = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}}
    return made | {"subject": {"reference": subject}} | members


def entry(method: str, url: str, resource: Json | None = None, full_url: str = "", **request: str) -> Json:
    """Give an entry."""
    made: Json = {"request": {"method": method, "url": url, **request}}
    if resource is not None:
        made["resource"] = resource
    if full_url:
        made["fullUrl"] = full_url
    return made


def send(feed: Asker, *entries: Json, kind: str = "transaction", **headers: str) -> httpx.Response:
    """Send a bundle."""
    return feed.ask("POST", "", {"resourceType": "Bundle", "type": kind, "entry": list(entries)}, **headers)


def statuses(answer: httpx.Response) -> list[str]:
    """Give the status of each entry."""
    assert answer.status_code == 200, answer.text
    return [one["response"]["status"][:3] for one in answer.json()["entry"]]


def located(answer: httpx.Response, n: int) -> str:
    """Give the reference of what an entry wrote."""
    return str(answer.json()["entry"][n]["response"]["location"].partition("/_history/")[0])


def total(feed: Asker, search: str) -> int:
    """Count what a search finds."""
    joined = "&" if "?" in search else "?"
    return int(feed.get(f"{search}{joined}_summary=count").json()["total"])


@pytest.mark.parametrize(
    ("full_url", "own", "link"),
    [
        ("urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a", "", "urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a"),
        ("urn:oid:1.2.3", "", "urn:oid:1.2.3"),
        ("http://old.example/fhir/Patient/7", "", "http://old.example/fhir/Patient/7"),
        ("http://old.example/fhir/Patient/7", "http://old.example/fhir/Observation/8", "Patient/7"),
        ("http://old.example/fhir/Patient/7", "", "Patient?identifier=urn:mrn|links"),
        ("", "", "Patient?identifier=urn:mrn|links"),
        ("", "", "{base}/Patient?identifier=urn:mrn|links"),
    ],
)
def test_links(feed: Asker, full_url: str, own: str, link: str) -> None:
    """A link to another entry, of whatever form, becomes a reference to the record that was made of it."""
    answer = send(
        feed,
        entry("POST", "Observation", observation(link.replace("{base}", f"{feed.live.origin}/fhir")), own),
        entry("POST", "Patient", patient("links"), full_url),
    )
    assert ["201", "201"] == statuses(answer)
    stored = feed.get(located(answer, 0)).json()
    feed.ask("DELETE", located(answer, 1))

    assert {"reference": located(answer, 1)} == stored["subject"]


def test_links_elsewhere_than_in_references(feed: Asker) -> None:
    """Links in elements of type uri and in the narrative are written out too; other texts stay."""
    text = '<div xmlns="http://www.w3.org/1999/xhtml"><a href="urn:uuid:p">urn:uuid:p</a></div>'
    made = observation(
        "urn:uuid:p",
        text={"status": "generated", "div": text},
        extension=[{"url": "http://x.example/link", "valueUri": "urn:uuid:p"}],
        note=[{"text": "urn:uuid:p"}],
    )
    answer = send(feed, entry("POST", "Patient", patient(), "urn:uuid:p"), entry("POST", "Observation", made))
    stored, target = feed.get(located(answer, 1)).json(), located(answer, 0)

    assert text.replace('"urn:uuid:p"', f'"{target}"') == stored["text"]["div"]
    assert (target, "urn:uuid:p") == (stored["extension"][0]["valueUri"], stored["note"][0]["text"])


def test_order(feed: Asker) -> None:
    """Deletions come first, then creations, updates and reads, however the entries are ordered."""
    feed.put(patient("swap", "old"))
    answer = send(
        feed,
        entry("GET", "Patient?identifier=urn:mrn|swap"),
        entry("GET", "Patient/new"),
        entry("PUT", "Patient/new", patient("swap", "new")),
        entry("POST", "Observation", observation("Patient/new")),
        entry("DELETE", "Patient/old"),
    )

    assert ["200", "200", "201", "201", "204"] == statuses(answer)
    found = answer.json()["entry"][0]["resource"]
    assert ["new"] == [one["resource"]["id"] for one in found["entry"]]


def test_reads(feed: Asker) -> None:
    """A bundle may ask for records, versions, histories and searches; an unchanged version is not sent again."""
    feed.put(patient("reads", "seen"))
    answer = send(
        feed,
        entry("GET", "Patient/seen"),
        entry("GET", "Patient/seen/_history/1"),
        entry("GET", "Patient/seen/_history"),
        entry("GET", "Patient?identifier=urn:mrn|reads"),
        entry("GET", "Patient/seen", ifNoneMatch='W/"1"'),
        entry("GET", f"{feed.live.origin}/fhir/Patient/seen"),
    )
    kinds = [one.get("resource", {}).get("type", one.get("resource", {}).get("id")) for one in answer.json()["entry"]]

    assert ["200", "200", "200", "200", "304", "200"] == statuses(answer)
    assert ["seen", "seen", "history", "searchset", None, "seen"] == kinds


@pytest.mark.parametrize(
    ("bad", "status", "expression"),
    [
        (entry("PATCH", "Patient/x"), 400, "Bundle.entry[1].resource"),
        (entry("NAIL", "Patient/x"), 400, "Bundle.entry[1].request.method"),
        (entry("POST", "Nope", {"resourceType": "Nope"}), 400, "Bundle.entry[1].request.url"),
        (entry("GET", "Nope/1"), 400, "Bundle.entry[1].request.url"),
        (entry("PUT", "Patient?nope=1", patient()), 400, "Bundle.entry[1].request.url"),
        (entry("PUT", "Patient/x?identifier=1", patient()), 400, "Bundle.entry[1].request.url"),
        (entry("POST", "Patient?identifier=1", patient()), 400, "Bundle.entry[1].request.url"),
        (entry("POST", "Patient"), 400, "Bundle.entry[1].resource"),
        (entry("POST", "Patient", patient(nope=1)), 400, "Bundle.entry[1].resource.nope"),
        (entry("POST", "Patient", patient(birthDate="x")), 400, "Bundle.entry[1].resource.birthDate"),
        (entry("POST", "Patient", {"resourceType": "Group"}), 400, "Bundle.entry[1].resource.resourceType"),
        (entry("PUT", "Patient/a", patient(id_="b")), 400, "Bundle.entry[1].resource.id"),
        (entry("PUT", "Patient/a_b", patient(id_="a_b")), 400, "Bundle.entry[1].request"),
        (entry("PUT", "Patient/held", patient(id_="held"), ifMatch='W/"7"'), 412, "Bundle.entry[1]"),
        (entry("DELETE", "Patient/held", ifMatch='W/"7"'), 412, "Bundle.entry[1]"),
        (entry("POST", "Patient", patient(), ifNoneExist="nope=1"), 400, "Bundle.entry[1].request.ifNoneExist"),
        (entry("POST", "Patient", patient(), ifNoneExist="_id="), 400, "Bundle.entry[1].request.ifNoneExist"),
        (
            entry("POST", "Patient", patient(), ifNoneExist="identifier=urn:mrn|twice"),
            412,
            "Bundle.entry[1].request.ifNoneExist",
        ),
        (entry("POST", "Observation", observation("Patient?identifier=none")), 412, "Bundle.entry[1].resource"),
        (
            entry("POST", "Observation", observation("Patient?identifier=urn:mrn|twice")),
            412,
            "Bundle.entry[1].resource",
        ),
        (
            entry("POST", "Observation", observation("Patient/absent")),
            422,
            "Bundle.entry[1].resource.subject.reference",
        ),
        (
            entry("PUT", "Patient/held", patient(id_="held"), ifNoneExist="identifier=urn:mrn|twice"),
            400,
            "Bundle.entry[1].request.ifNoneExist",
        ),
        (entry("GET", "Patient/absent"), 404, "Bundle.entry[1]"),
        (entry("GET", "Patient?nope=1"), 400, "Bundle.entry[1].request.url"),
        (entry("POST", "Patient", patient(), "urn:uuid:first"), 400, "Bundle.entry"),
        (entry("PUT", "Patient/held", patient(id_="held")), 400, "Bundle.entry[2]"),
        (entry("DELETE", "Patient/held"), 400, "Bundle.entry[2]"),
    ],
)
def test_all_or_nothing(feed: Asker, bad: Json, status: int, expression: str) -> None:
    """One bad entry refuses the bundle, is named, and nothing is stored."""
    feed.put(patient(id_="held"))
    for name in ("twice-1", "twice-2"):
        feed.put(patient("twice", name))
    further = [entry("PUT", "Patient/held", patient(id_="held"))] if expression.endswith("[2]") else []
    before = feed.get("Patient/held").json()["meta"]
    answer = send(feed, entry("POST", "Patient", patient("ghost"), "urn:uuid:first"), bad, *further)

    assert (status, [expression]) == (answer.status_code, answer.json()["issue"][0]["expression"])
    assert (0, before) == (total(feed, "Patient?identifier=urn:mrn|ghost"), feed.get("Patient/held").json()["meta"])


def test_a_deleted_patient_is_no_target(feed: Asker) -> None:
    """What the same transaction deletes cannot be referred to."""
    feed.put(patient(id_="leaving"))
    answer = send(
        feed, entry("DELETE", "Patient/leaving"), entry("POST", "Observation", observation("Patient/leaving"))
    )

    assert (422, 200) == (answer.status_code, feed.get("Patient/leaving").status_code)


def test_conditional_creates(feed: Asker) -> None:
    """What is there is not made again, be it stored or made by another entry; links point to the one record."""
    again = [
        entry("POST", "Patient", patient("one"), f"urn:uuid:{n}", ifNoneExist="identifier=urn:mrn|one") for n in (1, 2)
    ]
    first = send(feed, *again, entry("POST", "Observation", observation("urn:uuid:2")))
    second = send(feed, *again, entry("POST", "Observation", observation("urn:uuid:2")))

    assert (["201", "200", "201"], ["200", "200", "201"]) == (statuses(first), statuses(second))
    assert 1 == total(feed, "Patient?identifier=urn:mrn|one")
    assert 1 == len({located(answer, n) for answer in (first, second) for n in (0, 1)})
    assert 2 == total(feed, f"Observation?subject={located(first, 0)}")


def test_batch(feed: Asker) -> None:
    """Each entry of a batch stands by itself, with the status that it would have alone."""
    feed.put(patient(id_="there"))
    rows = [
        (entry("POST", "Patient", patient("alone")), "201"),
        (entry("POST", "Patient", patient(nope=1)), "400"),
        (entry("POST", "Nope", {"resourceType": "Nope"}), "404"),
        (entry("PUT", "Patient/there", patient(id_="there"), ifMatch='W/"9"'), "412"),
        (entry("PUT", "Patient/there", patient(id_="there")), "200"),
        (entry("PATCH", "Patient/there"), "400"),
        (entry("POST", "Patient/there", patient()), "405"),
        (entry("GET", "Patient/there"), "200"),
        (entry("GET", "Patient/absent"), "404"),
        (entry("GET", "Patient?nope=1"), "400"),
        (entry("GET", "Patient/there/_history"), "200"),
        (entry("POST", "Observation", observation("Patient/absent")), "422"),
        (entry("DELETE", "Patient/there"), "204"),
        (entry("GET", "Patient/there"), "410"),
    ]
    answer = send(feed, *(row for row, _ in rows), kind="batch")

    assert [status for _, status in rows] == statuses(answer)
    assert "batch-response" == answer.json()["type"]
    for n, one in enumerate(answer.json()["entry"]):
        outcome = one["response"].get("outcome")
        assert (outcome is not None) == (one["response"]["status"][0] == "4")
        if outcome:
            assert all(issue["expression"][0].startswith(f"Bundle.entry[{n}]") for issue in outcome["issue"])


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"resourceType": "Bundle", "type": "transaction"}, 200),
        ({"resourceType": "Bundle", "type": "batch"}, 200),
        ({"resourceType": "Bundle", "type": "collection"}, 400),
        ({"resourceType": "Bundle"}, 400),
        ({"resourceType": "Patient"}, 400),
        ({"resourceType": "Bundle", "type": "transaction", "entry": {}}, 400),
        ({"resourceType": "Bundle", "type": "transaction", "entry": [1]}, 400),
        ([], 400),
        (b"", 400),
        (b"{", 400),
    ],
)
def test_shapes(feed: Asker, body: Any, status: int) -> None:
    """An empty bundle is answered by an empty one; what is no bundle is refused."""
    assert status == feed.ask("POST", "", body).status_code


def test_prefer(feed: Asker) -> None:
    """The records come along if asked for."""
    answer = send(feed, entry("POST", "Patient", patient("shown")), prefer="return=representation")

    assert "shown" == answer.json()["entry"][0]["resource"]["identifier"][0]["value"]


def test_at_the_base_with_a_slash(feed: Asker) -> None:
    """The base may be written with a slash at its end."""
    body = {"resourceType": "Bundle", "type": "transaction"}

    assert 200 == feed.ask("POST", f"{feed.live.origin}/fhir/", body).status_code


def test_large(feed: Asker) -> None:
    """A bundle of 1,300 entries and 3 MB is taken within seconds, whole."""
    rows = [entry("POST", "Observation", observation("urn:uuid:p", note=[{"text": "x" * 2300}])) for _ in range(1299)]
    began = time.monotonic()
    answer = send(feed, entry("POST", "Patient", patient("large"), "urn:uuid:p"), *rows)

    assert ["201"] * 1300 == statuses(answer)
    assert 1299 == total(feed, f"Observation?subject={located(answer, 0)}")
    assert time.monotonic() - began < 20
