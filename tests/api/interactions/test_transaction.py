"""Transactions and batches (https://hl7.org/fhir/R4/http.html#transaction)."""

from __future__ import annotations

import base64
import json
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


# --- patches, conditions, questions -----------------------------------------------------------------------------------


def patching(*operations: Json) -> Json:
    """Give the Binary that carries a JSON Patch."""
    data = base64.b64encode(json.dumps(operations).encode()).decode()
    return {"resourceType": "Binary", "contentType": "application/json-patch+json", "data": data}


def replaced(path: str, **value: Any) -> Json:
    """Give Parameters that replace one element."""
    parts = [
        {"name": "type", "valueCode": "replace"},
        {"name": "path", "valueString": path},
        {"name": "value", **value},
    ]
    return {"resourceType": "Parameters", "parameter": [{"name": "operation", "part": parts}]}


def test_patches(feed: Asker) -> None:
    """A Binary carries a JSON Patch, Parameters a FHIRPath Patch; by id or on a condition, with If-Match."""
    for name in ("patched-1", "patched-2", "patched-3"):
        feed.put(patient(name, name, gender="male"))
    operation = {"op": "replace", "path": "/gender", "value": "other"}
    answer = send(
        feed,
        entry("PATCH", "Patient/patched-1", patching(operation), ifMatch='W/"1"'),
        entry("PATCH", "Patient?identifier=urn:mrn|patched-2", patching(operation)),
        entry("PATCH", "Patient/patched-3", replaced("Patient.gender", valueCode="other")),
        entry("POST", "Observation", observation("Patient/patched-3")),
    )
    genders = [feed.get(f"Patient/patched-{n}").json()["gender"] for n in (1, 2, 3)]

    assert (["200", "200", "200", "201"], ["other"] * 3) == (statuses(answer), genders)
    assert ["Patient/patched-1/_history/2", "Patient/patched-2/_history/2"] == [
        one["response"]["location"] for one in answer.json()["entry"][:2]
    ]


@pytest.mark.parametrize(
    ("bad", "status", "expression"),
    [
        (entry("PATCH", "Patient/whole", patching({"op": "test", "path": "/gender", "value": "x"})), 422, "Bundle.entry[1].resource.data"),
        (entry("PATCH", "Patient/whole", patching({"op": "nail", "path": "/gender"})), 400, "Bundle.entry[1].resource.data"),
        (entry("PATCH", "Patient/whole", patching({"op": "add", "path": "/nope", "value": 1})), 400, "Bundle.entry[1].resource.nope"),
        (entry("PATCH", "Patient/whole", patching(), ifMatch='W/"9"'), 412, "Bundle.entry[1]"),
        (entry("PATCH", "Patient/absent", patching()), 404, "Bundle.entry[1]"),
        (entry("PATCH", "Patient?identifier=urn:mrn|none", patching()), 404, "Bundle.entry[1]"),
        (entry("PATCH", "Patient/whole", replaced("Patient.gender", valueCode="x")), 422, "Bundle.entry[1].resource.parameter[0]"),
        (entry("PATCH", "Patient/whole", patient()), 400, "Bundle.entry[1].resource"),
        (entry("PATCH", "Patient/whole", {"resourceType": "Binary", "contentType": "text/plain", "data": "W10="}), 415, "Bundle.entry[1].resource.contentType"),
        (entry("PUT", "Patient?identifier=urn:mrn|several", patient("several")), 412, "Bundle.entry[1].request.url"),
        (entry("DELETE", "Patient?identifier=urn:mrn|several"), 412, "Bundle.entry[1].request.url"),
        (entry("PUT", "Patient?identifier=urn:mrn|whole", patient("whole", "other")), 400, "Bundle.entry[1].resource.id"),
        (entry("PUT", "Patient?identifier=urn:mrn|none", patient("none", "held-by-other")), 409, "Bundle.entry[1]"),
        (entry("PUT", "Patient/whole", patient(id_="whole"), ifNoneMatch="*"), 412, "Bundle.entry[1]"),
        (entry("DELETE", "Patient/absent", ifMatch="*"), 412, "Bundle.entry[1]"),
        (entry("POST", "Task/x/$approve", {"resourceType": "Parameters"}), 400, "Bundle.entry[1].request.url"),
        (entry("POST", "", {"resourceType": "Bundle", "type": "batch"}), 400, "Bundle.entry[1].request.url"),
    ],
)  # fmt: skip
def test_all_or_nothing_with_patches_and_conditions(feed: Asker, bad: Json, status: int, expression: str) -> None:
    """One patch or condition that does not fit refuses the bundle, is named, and nothing is stored."""
    for name in ("whole", "held-by-other", "first-patched"):
        feed.put(patient(name, name))
    for n in range(2):
        feed.put(patient("several", f"several-{n}"))
    before = [feed.get(f"Patient/{name}").headers["etag"] for name in ("whole", "first-patched")]
    good = entry("PATCH", "Patient/first-patched", patching({"op": "add", "path": "/gender", "value": "other"}))
    answer = send(feed, good, bad)

    assert (status, [expression]) == (answer.status_code, answer.json()["issue"][0]["expression"]), answer.text
    assert before == [feed.get(f"Patient/{name}").headers["etag"] for name in ("whole", "first-patched")]


def test_conditional_entries(feed: Asker) -> None:
    """Updates and deletions on a condition, with links to what they find or make."""
    feed.put(patient("found-one", "found-one"))
    feed.put(patient("leaving-one", "leaving-one"))
    rows = [
        entry("PUT", "Patient?identifier=urn:mrn|found-one", patient("found-one"), "urn:uuid:found"),
        entry("PUT", "Patient?identifier=urn:mrn|made-one", patient("made-one"), "urn:uuid:made"),
        entry("DELETE", "Patient?identifier=urn:mrn|leaving-one"),
        entry("DELETE", "Patient?identifier=urn:mrn|nobody-at-all"),
        entry("POST", "Observation", observation("urn:uuid:found")),
        entry("POST", "Observation", observation("urn:uuid:made")),
    ]
    answer = send(feed, *rows)
    subjects = [feed.get(located(answer, n)).json()["subject"]["reference"] for n in (4, 5)]

    assert ["200", "201", "204", "204", "201", "201"] == statuses(answer)
    assert ["Patient/found-one", located(answer, 1)] == subjects
    assert ("Patient/found-one", 410) == (located(answer, 0), feed.get("Patient/leaving-one").status_code)


@pytest.mark.parametrize(
    "rows",
    [
        [entry("PUT", "Patient/same", patient("same", "same")), entry("PUT", "Patient?identifier=urn:mrn|same", patient("same"))],
        [entry("DELETE", "Patient?identifier=urn:mrn|same"), entry("PUT", "Patient/same", patient("same", "same"))],
        [entry("PATCH", "Patient?identifier=urn:mrn|same", patching()), entry("PATCH", "Patient/same", patching())],
        [entry("PUT", "Patient?identifier=urn:mrn|same", patient("same")), entry("PUT", "Patient?identifier=same", patient("same"))],
    ],
)  # fmt: skip
def test_one_record_named_in_two_ways(feed: Asker, rows: list[Json]) -> None:
    """Two entries that change the same record are refused, however each names it."""
    feed.put(patient("same", "same"))
    before = feed.get("Patient/same").headers["etag"]
    answer = send(feed, *rows)

    assert (400, "duplicate") == (answer.status_code, answer.json()["issue"][0]["code"]), answer.text
    assert before == feed.get("Patient/same").headers["etag"]


def test_what_is_deleted_is_not_found(feed: Asker) -> None:
    """Deletions come first: a condition does not find what the same transaction deletes."""
    feed.put(patient("renewed", "renewed"))
    answer = send(
        feed,
        entry("POST", "Patient", patient("renewed"), ifNoneExist="identifier=urn:mrn|renewed"),
        entry("DELETE", "Patient/renewed"),
    )

    assert ["201", "204"] == statuses(answer)
    assert [located(answer, 0).partition("/")[2]] == feed.ids("Patient?identifier=urn:mrn|renewed")


def test_every_fault_of_every_entry(feed: Asker) -> None:
    """All entries that are wrong are named at once."""
    answers = [
        send(feed, entry("POST", "Patient", patient(nope=1)), entry("POST", "Observation", {"resourceType": "Observation"}), entry("POST", "Patient", patient(birthDate="x"))),
        send(feed, entry("NAIL", "Patient/x"), entry("GET", "Nope/1"), entry("POST", "Patient")),
        send(feed, entry("PATCH", "Patient/absent", patching()), entry("PATCH", "Patient/missing", patching())),
        send(feed, entry("PUT", "Patient/never-1", patient(id_="never-1"), ifMatch="*"), entry("PUT", "Patient/never-2", patient(id_="never-2"), ifMatch="*")),
    ]  # fmt: skip
    named = [{issue["expression"][0][:15] for issue in answer.json()["issue"]} for answer in answers]
    three = {f"Bundle.entry[{n}]" for n in range(3)}

    assert [
        three,
        {"Bundle.entry[0]"},
        {"Bundle.entry[0]", "Bundle.entry[1]"},
        {"Bundle.entry[0]", "Bundle.entry[1]"},
    ] == named


@pytest.mark.parametrize("kind", ["batch", "transaction"])
def test_questions(feed: Asker, kind: str) -> None:
    """Whatever can be asked alone can be asked in a bundle; HEAD brings no resource."""
    feed.ask("DELETE", "Patient/asked")
    version = feed.put(patient("asked", "asked")).headers["etag"]
    form = {"resourceType": "Parameters", "parameter": [{"name": "identifier", "valueString": "urn:mrn|asked"}]}
    rows = [
        entry("HEAD", "Patient/asked"),
        entry("GET", "metadata"),
        entry("GET", "Patient/asked/_history?_count=1"),
        entry("GET", "Patient/_history?_count=1"),
        entry("GET", "_history?_count=1"),
        entry("GET", "Patient?identifier=urn:mrn|asked"),
        entry("POST", "Patient/_search?identifier=urn:mrn|asked"),
        entry("POST", "Patient/_search", form),
        entry("GET", "Patient/asked", ifModifiedSince="2099-11-06T08:49:37Z"),
        entry("GET", "Patient/asked/_history/1", ifNoneMatch='W/"1"'),
        entry("GET", "Patient/asked/$meta"),
        entry("GET", "$versions"),
    ]
    answer = send(feed, *rows, kind=kind)
    shown = [one.get("resource", {}).get("resourceType") for one in answer.json()["entry"]]
    found = [[e["resource"]["id"] for e in answer.json()["entry"][n]["resource"]["entry"]] for n in (5, 6, 7)]

    assert ["200"] * 8 + ["304"] * 2 + ["200"] * 2 == statuses(answer)
    assert [None, "CapabilityStatement", *["Bundle"] * 6, None, None, "Parameters", "Parameters"] == shown
    assert [["asked"]] * 3 == found
    assert version == answer.json()["entry"][0]["response"]["etag"]


@pytest.mark.parametrize(
    ("wish", "kinds"),
    [
        ("minimal", (None, None)),
        ("representation", ("Patient", None)),
        ("OperationOutcome", (None, "OperationOutcome")),
    ],
)
def test_wishes(feed: Asker, wish: str, kinds: tuple[str | None, str | None]) -> None:
    """Each write of a bundle answers as the client prefers."""
    for kind in ("batch", "transaction"):
        answer = send(
            feed, entry("POST", "Patient", patient("wished")), kind=kind, prefer=f"return={wish}, handling=strict"
        )
        (one,) = answer.json()["entry"]

        assert kinds == (
            one.get("resource", {}).get("resourceType"),
            one["response"].get("outcome", {}).get("resourceType"),
        )
        assert {"status", "location", "etag", "lastModified"} <= one["response"].keys()


def test_a_version_of_an_entry(feed: Asker) -> None:
    """A reference to a version of an entry becomes one to the record that was made of it: it has other versions here."""
    answer = send(
        feed,
        entry("POST", "Patient", patient(), "http://old.example/fhir/Patient/9"),
        entry(
            "POST",
            "Observation",
            observation("http://old.example/fhir/Patient/9/_history/3"),
            "http://old.example/fhir/Observation/1",
        ),
        entry("POST", "Observation", observation("Patient/9/_history/3"), "http://old.example/fhir/Observation/2"),
    )

    assert [{"reference": located(answer, 0)}] * 2 == [feed.get(located(answer, n)).json()["subject"] for n in (1, 2)]


def test_a_thousand_of_each(feed: Asker) -> None:
    """A thousand conditional creates, updates, patches and deletions in one transaction each, within seconds."""
    count, began = 1000, time.monotonic()
    made = send(
        feed,
        *(
            entry(
                "POST",
                "Basic",
                {"resourceType": "Basic", "code": {"text": "x"}, "identifier": [{"system": "urn:b", "value": str(n)}]},
                ifNoneExist=f"identifier=urn:b|{n}",
            )
            for n in range(count)
        ),
    )
    where = [located(made, n) for n in range(count)]
    took = []
    for rows in (
        [
            entry(
                "PUT",
                f"Basic?identifier=urn:b|{n}",
                {"resourceType": "Basic", "code": {"text": "y"}, "identifier": [{"system": "urn:b", "value": str(n)}]},
            )
            for n in range(count)
        ],
        [entry("PATCH", name, patching({"op": "replace", "path": "/code/text", "value": "z"})) for name in where],
        [entry("DELETE", f"Basic?identifier=urn:b|{n}") for n in range(count)],
    ):
        answer = send(feed, *rows)
        took.append(set(statuses(answer)))

    assert ({"201"}, [{"200"}, {"200"}, {"204"}]) == (set(statuses(made)), took)
    assert 0 == total(feed, "Basic")
    assert time.monotonic() - began < 60
