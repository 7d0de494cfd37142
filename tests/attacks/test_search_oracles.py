"""Does a search tell of what it does not show? SECURITY.md A7 rows 3, 13 to 25, 61 to 63, 100 to 104."""

from __future__ import annotations

import pytest

from domain.fhir.resources import RESOURCES
from domain.search.parameters import parameters_of
from tests.api.world import note, observation
from tests.attacks.conftest import entry, transaction

LATER = ["_include=x", "_include=Observation:nope", "_revinclude=Nope:subject", "_elements=nope", "_summary=text&_include=*", "subject.nope=x", "subject:Group.birthdate=2000", "_has:Observation:patient:code=x", "_filter=name eq x", "_query=x", "_contained=true", "_containedType=container", "_score=1", "_type=Patient", "nonsense=1", "code:in=http://x", "code:below=x", "_sort=nonsense", "_sort=-", "_total=maybe", "_count=1e9", "_count=5_0", "_count=%2050", "_count=%D9%A1", "_count=-1", "_count=99999999999", "_page=x", "_page=", "date=zz", "date=2024-13-01", "date=0000", "date=2024-02-30", "_id:missing=true", "_lastUpdated:missing=true", "value-quantity=1|2", "value-quantity=abc", "code=|", "subject=%00", "_id=%00", "code=%ed%a0%80", "_sort=_id,_id", "_lastUpdated=x"]  # fmt: skip

UNKNOWN = {"nonsense=1", "subject.nope=x", "subject:Group.birthdate=2000", "_filter=name eq x"}
"""What a lenient search ignores, and says so: parameters that the type does not have."""


@pytest.mark.parametrize("query", LATER)
@pytest.mark.parametrize("lenient", [False, True])
def test_what_is_not_supported_is_refused(askers, query: str, *, lenient: bool) -> None:
    """Rows 13 to 15, 20 to 23, 102 to 104: refused with 400, never ignored; lenient handling ignores unknown names alone."""
    answer = askers["hill"].get(f"Observation?{query}", **({"prefer": "handling=lenient"} if lenient else {}))

    assert 400 == answer.status_code or (lenient and query in UNKNOWN and "outcome" in answer.text), (
        query,
        answer.status_code,
        answer.text[:300],
    )


@pytest.mark.parametrize(
    "shape", ["_total=accurate", "_summary=count", "_count=0", "_count=0&_total=accurate", "_total=estimate", "_sort=description&_total=accurate", "_sort=-date&_total=accurate", "_security:not=X&_total=accurate", "_tag:missing=true&_total=accurate", "status:not=x&_total=accurate", "_lastUpdated=gt2000&_total=accurate", "patient=ann,bob,cyd&_total=accurate", "description:contains=sentinel&_total=accurate"],
)  # fmt: skip
def test_counts_know_only_what_may_be_seen(askers, shape: str) -> None:
    """Rows 16, 17, 19: totals, counts and orders are those of a world without the withheld records."""
    found = askers["hill"].get(f"DocumentReference?{shape}").json()
    ids = {e["resource"]["id"] for e in found.get("entry", ())}

    assert ids <= {"ann-note"}
    if "total" in found:
        assert 1 == found["total"], found
    posted = (
        askers["hill"]
        .post("DocumentReference/_search", shape.encode(), content_type="application/x-www-form-urlencoded")
        .json()
    )
    assert found.get("total") == posted.get("total")
    batch = askers["hill"].post("", transaction(entry("GET", f"DocumentReference?{shape}"), type="batch")).json()
    assert found.get("total") == batch["entry"][0]["resource"].get("total")


def test_order_and_pages_know_only_what_may_be_seen(askers) -> None:
    """Rows 13, 17: withheld records neither fill a page nor move another."""
    feed, hill = askers["feed"], askers["hill"]
    for n in range(6):
        feed.put(note(f"page-{n}", "ann", *(["42CFRPart2"] if n % 2 else [])) | {"date": f"2024-05-0{n + 1}T00:00:00Z"})
    for sort in ("date", "-date", "_id", "-_id", "_lastUpdated", "description", "patient"):
        seen = [id_ for id_ in hill.ids(f"DocumentReference?_sort={sort}&_count=1") if id_.startswith("page-")]
        assert sorted(seen) == ["page-0", "page-2", "page-4"], sort
        assert seen == sorted(seen, reverse=sort in ("-date", "-_id")), sort


def test_page_links_are_nobody_elses(askers, live) -> None:
    """Rows 61 to 63: a link of another client, purpose, type or history opens nothing and shows nothing."""
    feed = askers["feed"]
    link = next(
        x["url"]
        for x in feed.get("DocumentReference?_count=1&description:contains=sentinel").json()["link"]
        if x["relation"] == "next"
    )
    token = link.partition("_page=")[2]
    assert "sentinel" not in link
    second = live.client("second-feed", "system/*.cruds", "TREAT", own_feed=True)
    for asker in (second, askers["hill"], askers["stranger"]):
        assert 400 == asker.get(link).status_code
    for path in (
        f"Observation?_page={token}",
        f"DocumentReference/ann-note/_history?_page={token}",
        f"DocumentReference?_page={token}&_count=1",
        f"DocumentReference?_page={token[:-1]}",
        f"DocumentReference?_page={token.swapcase()}",
    ):
        assert 400 == feed.get(path).status_code, path
    assert 200 == feed.get(link).status_code
    assert live.http.get(link).status_code == 401


WILD = ["%25", "_", "\\", "%5C%25", "'", "''", "%22", "';SELECT pg_sleep(5);--", "1 OR 1=1", "$1", "%7B%7D", "*", ".*", "%27%20OR%20%271%27=%271", "%F0%9F%92%A9", "%E2%80%AE", "a" * 5000, "|", "||", "%5C", "%5C%5C%5C", "%0d%0ax", "-1", "1e400", "NaN", "9999-12-31T23:59:59-12:00", "0001-01-01", "ge9999", "sa0001", "2024-01-01T00:00:60Z", "2024-01-01T00:00:00%2B14:00", "1e308", "-1e308|x|y", "0.000000000000000000000000000001", "x,y,,z", "%09", "urn:uuid:x", "Patient/", "Patient/ann/x", "%ff", "http://x/%00"]  # fmt: skip


@pytest.mark.parametrize("value", WILD)
def test_no_value_breaks_or_widens_a_search(askers, value: str) -> None:
    """Rows 99 to 102: wildcards are letters, SQL is text, odd dates and numbers are clamped or refused: never 500, never more."""
    hill = askers["hill"]
    for type_ in ("Observation", "Patient", "DocumentReference", "ValueSet"):
        for code, row in parameters_of(type_).items():
            name = {"string": f"{code}:contains"}.get(row.kind, code)
            answer = hill.get(f"{type_}?{name}={value}&_count=50")
            assert answer.status_code in (200, 400), (type_, name, value, answer.text)
            if row.kind == "string" and value in ("%25", "_", "*", ".*", "%5C%25"):
                assert "entry" not in answer.json(), (name, value)


def test_every_parameter_of_every_type_answers(askers) -> None:
    """Row 2: each parameter in the table, filtered and sorted by, answers 200 or 400 for a stranger, and shows nothing."""
    stranger = askers["stranger"]
    values = {
        "string": "x",
        "token": "a|b",
        "date": "2024",
        "reference": "Patient/ann",
        "number": "1",
        "quantity": "1|a|b",
        "uri": "http://x",
    }
    for type_, resource in sorted(RESOURCES.items()):
        filters = [f"{code}={values[row.kind]}" for code, row in parameters_of(type_).items() if row.kind in values]
        sorts = [f"_sort={code}" for code in parameters_of(type_)]
        asked = (
            [*filters, *sorts]
            if type_ in ("Observation", "Patient", "Task", "Encounter")
            else [*filters[:6], *sorts[-3:]]
        )
        for query in asked:
            answer = stranger.get(f"{type_}?{query}")
            assert answer.status_code in (200, 400), (type_, query, answer.text)
            if resource.concerns_patient and answer.status_code == 200:
                assert "entry" not in answer.json(), (type_, query)


@pytest.mark.parametrize(
    ("query", "status"),
    [("_id=" + ",".join(f"x{n}" for n in range(10_000)), (400, 414)), ("&".join(["code=x"] * 1_000), (400, 414)), ("_count=999999999", (200,)), ("code=" + "x" * 60_000, (400, 414)), ("&" * 50_000, (200, 400, 414)), ("_sort=" + "date," * 500, (400, 414)), ("code=" + "%5C," * 2_000, (400, 200))],
)  # fmt: skip
def test_large_searches_are_refused_fast(askers, query: str, status: tuple[int, ...]) -> None:
    """Row 103: 10,000 alternatives, 1,000 parameters, huge values and counts: an answer within a second."""
    answer = askers["hill"].get(f"Observation?{query}")
    assert answer.status_code in status, answer.text[:200]
    assert answer.elapsed.total_seconds() < 2
    form = askers["hill"].post("Observation/_search", query.encode(), content_type="application/x-www-form-urlencoded")
    assert form.status_code in (*status, 413)
    assert form.elapsed.total_seconds() < 2


def test_a_form_is_a_form(askers) -> None:
    """Rows 25, 105: the same search as GET or POST gives the same; other media, encodings and semicolons are refused or text."""
    hill = askers["hill"]
    assert hill.post("Observation/_search", b"code=x", content_type="application/json").status_code == 415
    assert (
        hill.post("Observation/_search", b"code=x", content_type="multipart/form-data; boundary=x").status_code == 415
    )
    assert (
        hill.post("Observation/_search", b"\xff\xfe", content_type="application/x-www-form-urlencoded").status_code
        == 400
    )
    assert (
        hill.post(
            "Observation/_search", b"a=b;_include=*", content_type="application/x-www-form-urlencoded"
        ).status_code
        == 400
    )
    assert (
        hill.post("Observation/_search", b"_include=x", content_type="application/x-www-form-urlencoded").status_code
        == 400
    )
    assert (
        "entry"
        not in hill.post(
            "Observation/_search?_id=bob-plain", b"", content_type="application/x-www-form-urlencoded"
        ).json()
    )


def test_deleted_and_moved_records_leave_no_trace(askers) -> None:
    """Row 19: index rows of old versions match nothing."""
    feed = askers["feed"]
    feed.put(observation("trace", "ann") | {"code": {"coding": [{"system": "http://x", "code": "old-code"}]}})
    feed.put(observation("trace", "ann"))
    assert "entry" not in feed.get("Observation?code=old-code").json()
    feed.ask("DELETE", "Observation/trace")
    for query in ("_id=trace", "code=old-code", "patient=ann&_id=trace"):
        assert "entry" not in feed.get(f"Observation?{query}").json()
