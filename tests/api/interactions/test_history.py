"""History of a record, of a type and of everything (https://hl7.org/fhir/R4/http.html#history)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.api.conftest import Asker, Live

HERE = "Patient/kept/_history"


@pytest.fixture(scope="module")
def made(feed: Asker) -> str:
    """Keep, replace, delete and keep again; give the time of the deletion."""
    feed.put({"resourceType": "Patient", "id": "kept"})
    feed.put({"resourceType": "Patient", "id": "kept", "gender": "female"})
    feed.ask("DELETE", "Patient/kept")
    feed.put({"resourceType": "Patient", "id": "kept", "gender": "other"})
    return str(feed.get(HERE).json()["entry"][1]["response"]["lastModified"])


def shapes(bundle: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """Give method, status, version and gender of every entry."""
    return [
        (
            entry["request"]["method"],
            entry["response"]["status"],
            entry["response"]["etag"],
            entry["resource"].get("gender", "") if "resource" in entry else "none",
        )
        for entry in bundle.get("entry", ())
    ]


ALL = [
    ("PUT", "201", 'W/"4"', "other"),
    ("DELETE", "204", 'W/"3"', "none"),
    ("PUT", "200", 'W/"2"', "female"),
    ("PUT", "201", 'W/"1"', ""),
]


def test_shape(feed: Asker, made: str) -> None:
    """Every version stands in the history, newest first; a deletion has no resource."""
    answer = feed.get(HERE).json()

    assert ("history", 4, ALL) == (answer["type"], answer["total"], shapes(answer))
    assert {f"{feed.live.origin}/fhir/Patient/kept"} == {entry["fullUrl"] for entry in answer["entry"]}
    assert {"Patient/kept"} == {entry["request"]["url"] for entry in answer["entry"]}


def test_created_by_post(feed: Asker) -> None:
    """A version made by POST names the type it was posted to."""
    id_ = feed.post("Patient", {"resourceType": "Patient"}).json()["id"]
    (entry,) = feed.get(f"Patient/{id_}/_history").json()["entry"]

    assert ({"method": "POST", "url": "Patient"}, "201") == (entry["request"], entry["response"]["status"])


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_pages(feed: Asker, made: str, count: int) -> None:
    """Pages of any size give every version once."""
    found: list[str] = []
    path = f"{HERE}?_count={count}"
    while path:
        page = feed.get(path).json()
        assert 4 == page["total"]
        found += [entry["response"]["etag"] for entry in page["entry"]]
        path = next((link["url"] for link in page["link"] if link["relation"] == "next"), "")

    assert [row[2] for row in ALL] == found


def test_since(feed: Asker, made: str) -> None:
    """Versions before a moment are left out, and not counted."""
    answer = feed.get(f"{HERE}?_since={made}").json()

    assert (2, ALL[:2]) == (answer["total"], shapes(answer))
    assert (0, []) == ((later := feed.get(f"{HERE}?_since=2099-01-01").json())["total"], shapes(later))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{HERE}?_count=0", 200),
        (f"{HERE}?_format=json", 200),
        (f"{HERE}?_count=x", 400),
        (f"{HERE}?_count=-1", 400),
        (f"{HERE}?_since=then", 400),
        (f"{HERE}?_page=forged", 400),
        (f"{HERE}?nope=1", 400),
        (f"{HERE}?_at=x", 400),
        (f"{HERE}?_sort=_lastUpdated", 400),
        (f"{HERE}?_count=1&_count=2", 400),
        (f"{HERE}?_page=x&_count=2", 400),
        ("Patient/_history?_count=0", 200),
        ("Patient/_history?_list=x", 400),
        ("_history?_at=2024&_since=2024", 200),
        ("Nope/_history", 404),
        ("Patient/never/_history", 404),
        ("Patient/never/_history?_count=0", 404),
        ("Nope/kept/_history", 404),
    ],
)
def test_statuses(feed: Asker, made: str, path: str, status: int) -> None:
    """What is wrong is refused; no entries are asked for with a count of 0."""
    answer = feed.get(path)

    assert status == answer.status_code
    assert ("OperationOutcome" if status >= 400 else "Bundle") == answer.json()["resourceType"]


# --- of a type, of everything -----------------------------------------------------------------------------------------


def followed(feed: Asker, path: str) -> list[dict[str, Any]]:
    """Follow every page and give the entries."""
    found: list[dict[str, Any]] = []
    while path:
        page = feed.get(path)
        assert page.status_code == 200, page.text
        found += page.json().get("entry", [])
        path = next((link["url"] for link in page.json()["link"] if link["relation"] == "next"), "")
    return found


def versions(entries: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Give whose version each entry is, and which."""
    return [(entry["fullUrl"].rpartition("/fhir/")[2], entry["response"]["etag"]) for entry in entries]


@pytest.fixture(scope="module")
def busy(feed: Asker) -> list[tuple[str, str]]:
    """Change, delete and make records of two types; give their versions, newest first."""
    for n in range(4):
        feed.put({"resourceType": "Basic", "id": f"b{n}", "code": {"text": "x"}})
        feed.put({"resourceType": "Organization", "id": f"o{n}", "name": "x"})
    for n in range(3):
        feed.put({"resourceType": "Basic", "id": f"b{n}", "code": {"text": "y"}})
    feed.ask("DELETE", "Basic/b0")
    feed.put({"resourceType": "Basic", "id": "b0", "code": {"text": "z"}})
    feed.ask("DELETE", "Basic/b1")
    pairs = [
        ("b1", 3),
        ("b0", 4),
        ("b0", 3),
        ("b2", 2),
        ("b1", 2),
        ("b0", 2),
        ("b3", 1),
        ("b2", 1),
        ("b1", 1),
        ("b0", 1),
    ]
    return [(f"Basic/{id_}", f'W/"{version}"') for id_, version in pairs]


@pytest.mark.parametrize("count", [1, 2, 3, 7, 100])
def test_pages_of_a_type(feed: Asker, busy: list[tuple[str, str]], count: int) -> None:
    """Pages of any size give every version of the type once, newest first, deletions among them."""
    found = followed(feed, f"Basic/_history?_count={count}")

    assert busy == versions(found)
    assert ["DELETE", "PUT", "DELETE"] == [entry["request"]["method"] for entry in found[:3]]
    assert ["204", "201", "204", "200"] == [entry["response"]["status"] for entry in found[:4]]
    assert [False, True] == ["resource" in entry for entry in found[:2]]


def test_history_of_everything(feed: Asker, busy: list[tuple[str, str]]) -> None:
    """The versions of all types stand in one order; those of a type among them are those of the type's history."""
    found = versions(followed(feed, "_history?_count=4"))

    assert busy == [one for one in found if one[0].startswith("Basic/")]
    assert {"Basic", "Organization"} <= {name.partition("/")[0] for name, _ in found}
    assert len(found) == len(set(found))


def test_counted_where_it_costs_nothing(feed: Asker, busy: list[tuple[str, str]]) -> None:
    """One page that holds all says how many there are; a first page of several does not."""
    assert len(busy) == feed.get("Basic/_history?_count=100").json()["total"]
    assert "total" not in feed.get("Basic/_history?_count=2").json()


def test_current_at(feed: Asker, busy: list[tuple[str, str]]) -> None:
    """_at shows what was current at some time of a moment or a period, of a record and of a type."""
    entries = {
        key: one["response"]["lastModified"] for key, one in zip(busy, followed(feed, "Basic/_history"), strict=True)
    }
    moment = entries[("Basic/b0", 'W/"2"')]
    then = versions(followed(feed, f"Basic/_history?_at={moment}"))
    own = versions(followed(feed, f"Basic/b0/_history?_at={moment}"))

    assert ("Basic/b0", 'W/"2"') in then
    assert ("Basic/b3", 'W/"1"') in then
    assert not {("Basic/b0", 'W/"3"'), ("Basic/b0", 'W/"4"')} & set(then)
    assert [one for one in then if one[0] == "Basic/b0"] == own
    assert busy == versions(followed(feed, f"Basic/_history?_at={moment[:4]}"))
    assert [] == followed(feed, "Basic/_history?_at=1999")
    assert {f"Basic/b{n}" for n in range(4)} == {name for name, _ in followed_now(feed)}


def followed_now(feed: Asker) -> list[tuple[str, str]]:
    """Give what is current from now on: the present version of each record, the deletion of those that are gone."""
    found = versions(followed(feed, "Basic/_history?_at=2098"))
    assert len(found) == len({name for name, _ in found})
    return found


def test_since_for_a_type(feed: Asker, busy: list[tuple[str, str]]) -> None:
    """_since counts for a type's history as for a record's, on every page."""
    moment = followed(feed, "Basic/_history")[2]["response"]["lastModified"]

    assert busy[:3] == versions(followed(feed, f"Basic/_history?_since={moment}&_count=1"))


def test_pages_while_others_write(feed: Asker) -> None:
    """What was there when the first page was asked for comes once on some page, whatever is changed meanwhile."""
    for n in range(30):
        feed.put(
            {
                "resourceType": "Flag",
                "id": f"f{n}",
                "status": "active",
                "code": {"text": "x"},
                "subject": {"display": "x"},
            }
        )
    page = feed.get("Flag/_history?_count=4").json()
    found, n = page["entry"], 0
    while path := next((link["url"] for link in page["link"] if link["relation"] == "next"), ""):
        feed.ask("DELETE", f"Flag/f{n}")
        feed.put(
            {
                "resourceType": "Flag",
                "id": f"f{29 - n}",
                "status": "inactive",
                "code": {"text": "y"},
                "subject": {"display": "x"},
            }
        )
        page = feed.get(path).json()
        found += page.get("entry", [])
        n += 1

    assert sorted((f"Flag/f{n}", 'W/"1"') for n in range(30)) == sorted(versions(found))


def test_rights(live: Live, feed: Asker, busy: list[tuple[str, str]]) -> None:
    """The history of a type or of everything is a search: SMART's letter s; that of one record is a read."""
    made = [
        live.client(f"h-{letters}", f"system/Organization.{letters}", "TREAT", organization="Organization/o0")
        for letters in "rs"
    ]
    paths = ("Organization/o0/_history", "Organization/_history", "_history")

    assert [200, 403, 403] == [made[0].get(path).status_code for path in paths]
    assert [403, 200, 200] == [made[1].get(path).status_code for path in paths]
    assert 403 == made[1].get("Basic/_history").status_code
    assert {"Organization"} == {name.partition("/")[0] for name, _ in versions(followed(made[1], "_history"))}


def test_heads(feed: Asker, busy: list[tuple[str, str]]) -> None:
    """HEAD gives what GET would, without a body."""
    for path in ("Basic/_history", "_history", "Basic/b0/_history", "Basic?_id=b0", "metadata"):
        got, head = feed.get(path), feed.ask("HEAD", path)
        assert (got.status_code, b"") == (head.status_code, head.content), path
        assert got.headers["content-type"] == head.headers["content-type"]
