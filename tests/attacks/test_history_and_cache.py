"""Does the past, or a cache, tell what the present hides? SECURITY.md A7 rows 26 to 31, 34."""

from __future__ import annotations

import pytest

from tests.api.world import note, observation, sentinel
from tests.attacks.conftest import face

CONDITIONS = [
    {}, {"if_none_match": 'W/"1"'}, {"if_none_match": "*"}, {"if_none_match": 'W/"2"'}, {"if_modified_since": "Wed, 21 Oct 2099 07:28:00 GMT"}, {"if_match": 'W/"1"'}, {"range": "bytes=0-10"}, {"accept": "*/*"}, {"prefer": "return=minimal"}, {"prefer": "handling=lenient"},
]  # fmt: skip


@pytest.mark.parametrize("headers", CONDITIONS)
@pytest.mark.parametrize(
    "hidden",
    [
        "DocumentReference/ann-detox",
        "DocumentReference/ann-barred",
        "Observation/bob-plain",
        "Observation/nobody-plain",
        "Consent/ann-bars-hill",
    ],
)
def test_no_header_tells_hidden_from_missing(askers, hidden: str, headers: dict[str, str]) -> None:
    """Rows 1, 29: 304, 412, 206 and the rest tell nothing: status, body and headers are those of a random id."""
    hill, type_ = askers["hill"], hidden.partition("/")[0]
    for method in ("GET", "HEAD"):
        for tail in ("", "/_history", "/_history/1", "/_history/2", "/_history?_count=1", "/_history?_page=x"):
            found = hill.ask(method, f"{hidden}{tail}", **headers)
            assert face(hill.ask(method, f"{type_}/never-was{tail}", **headers)) == face(found), (method, tail)
            assert found.status_code in (404, 400), (method, tail, found.status_code)
            assert "etag" not in found.headers


def test_a_version_before_the_label_is_withheld_with_it(askers) -> None:
    """Row 26: versions made before a record was labelled are judged by what it bears now."""
    feed, hill = askers["feed"], askers["hill"]
    feed.put(note("once-open", "ann"))
    assert 200 == hill.get("DocumentReference/once-open/_history/1").status_code
    feed.put(note("once-open", "ann", "PSYTHPN"))
    for tail in ("", "/_history", "/_history/1", "/_history/2"):
        assert face(hill.get(f"DocumentReference/never-was{tail}")) == face(
            hill.get(f"DocumentReference/once-open{tail}")
        )
    feed.ask("DELETE", "DocumentReference/once-open")
    for tail in ("", "/_history", "/_history/1", "/_history/3"):
        assert face(hill.get(f"DocumentReference/never-was{tail}")) == face(
            hill.get(f"DocumentReference/once-open{tail}")
        )
    assert 410 == feed.get("DocumentReference/once-open").status_code


def test_versions_about_another_patient_stay_hidden(askers) -> None:
    """Row 27: after a subject was corrected from B to A, A's provider sees A's versions only, and counts them only."""
    feed, hill = askers["feed"], askers["hill"]
    feed.put(observation("wrong-chart", "bob"))
    feed.put(observation("wrong-chart", "bob"))
    feed.put(observation("wrong-chart", "ann"))
    history = hill.get("Observation/wrong-chart/_history").json()

    assert ["3"] == [e["resource"]["meta"]["versionId"] for e in history["entry"]]
    assert 1 == history["total"]
    for version in (1, 2):
        assert face(hill.get("Observation/wrong-chart/_history/9")) == face(
            hill.get(f"Observation/wrong-chart/_history/{version}")
        )
    feed.put(observation("wrong-chart", "bob"))
    assert face(hill.get("Observation/never-was/_history")) == face(hill.get("Observation/wrong-chart/_history"))
    assert 404 == hill.get("Observation/wrong-chart/_history/3").status_code


def test_history_pages_skip_what_is_hidden(askers) -> None:
    """Rows 26, 31: paging through versions shows the visible ones, all of them, and no gap is filled by another's."""
    feed, hill = askers["feed"], askers["hill"]
    for patient in ("ann", "bob", "ann", "bob", "bob", "ann", "ann"):
        feed.put(observation("to-and-fro", patient))
    path, seen = "Observation/to-and-fro/_history?_count=1", []
    while path:
        page = hill.get(path).json()
        seen += [e["resource"]["meta"]["versionId"] for e in page.get("entry", ())]
        path = next((link["url"] for link in page["link"] if link["relation"] == "next"), "")
    assert ["7", "6", "3", "1"] == seen


def test_deleted_is_gone_only_for_who_could_see_it(askers) -> None:
    """Row 28: 410 for who saw the last version; for others, and afterwards elsewhere, 404."""
    feed, hill = askers["feed"], askers["hill"]
    for id_, patient in (("gone-ann", "ann"), ("gone-bob", "bob")):
        feed.put(observation(id_, patient))
        assert 204 == feed.ask("DELETE", f"Observation/{id_}").status_code
    assert 410 == hill.get("Observation/gone-ann").status_code
    assert face(hill.get("Observation/never-was")) == face(hill.get("Observation/gone-bob"))
    for header in CONDITIONS:
        assert hill.get("Observation/gone-bob", **header).status_code == 404
    assert (
        204
        == hill.ask("DELETE", "Observation/gone-bob").status_code
        == hill.ask("DELETE", "Observation/never-was").status_code
    )


def test_a_consent_hides_the_past_too(askers) -> None:
    """Row 26: an instance barred by the patient is barred in all its versions."""
    hill = askers["hill"]
    for tail in ("/_history", "/_history/1"):
        assert sentinel("DocumentReference/ann-barred") not in hill.get(f"DocumentReference/ann-barred{tail}").text


@pytest.mark.parametrize("who", ["hill", "stranger", "nobody"])
@pytest.mark.parametrize("path", ["_history", "Observation/_history", "DocumentReference/_history", "Patient/_history"])
@pytest.mark.parametrize("more", ["_count=1000", "_count=2", "_since=2000-01-01&_count=3", "_at=2024&_count=50"])
def test_wider_histories_show_what_a_read_shows(askers, who: str, path: str, more: str) -> None:
    """Rows 26, 27, 31: the history of a type or of everything holds the versions that can be read one by one, no other."""
    asker, page = askers[who], f"{path}?{more}"
    while page:
        answer = asker.get(page)
        if answer.status_code == 403:
            assert who == "nobody"
            return
        bundle = answer.json()
        assert bundle.get("total", 0) in (0, len(bundle.get("entry", ())))
        for entry in bundle.get("entry", ()):
            name = entry["fullUrl"].rpartition("/fhir/")[2]
            version = entry["response"]["etag"][3:-1]
            assert asker.get(f"{name}/_history/{version}").status_code in (200, 410), name
        for hidden in ("ann-detox", "ann-barred", "bob-plain"):
            assert f"sentinel-DocumentReference-{hidden}" not in answer.text
        page = next((link["url"] for link in bundle["link"] if link["relation"] == "next"), "")


@pytest.mark.parametrize(
    "path", ["Patient/ann/_history?_list=x", "_history?_sort=_id", "Patient/_history?_count=1&_count=2"]
)
def test_other_parameters_of_history_are_refused(askers, path: str) -> None:
    """What a history does not know is refused, not ignored."""
    assert 400 == askers["feed"].get(path).status_code


@pytest.mark.parametrize("path", ["Observation/_history?_count=1", "_history?_count=1"])
def test_a_page_of_versions_is_bound_to_who_asked(askers, path: str) -> None:
    """Row 31: another caller's page link, or one of another address, opens nothing."""
    link = next(one["url"] for one in askers["feed"].get(path).json()["link"] if one["relation"] == "next")

    assert 400 == askers["hill"].get(link).status_code
    assert (
        400
        == askers["feed"]
        .get(link.replace("/_history", "/Patient/_history", 1).replace("Observation/Patient", "Patient"))
        .status_code
    )


def test_validators_of_what_is_visible_work(askers) -> None:
    """The control of row 29: for who may see it, the version comes back as 304 without a body, still kept by nobody."""
    answer = askers["hill"].get("Patient/ann", if_none_match='W/"1"')
    assert 304 == answer.status_code
    assert b"" == answer.content
    assert "no-store" in answer.headers["cache-control"]
    assert {"Authorization", "Accept", "Accept-Encoding"} <= {
        part.strip() for part in answer.headers["vary"].split(",")
    }
