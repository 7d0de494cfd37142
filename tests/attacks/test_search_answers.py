"""What a search brings besides its matches, over all types, within compartments, later: no hidden record, no trace of one."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.world import CALLERS, RECORDS, sentinel
from tests.api.world import RELEASED as WORLD_RELEASED
from tests.attacks.conftest import entry, transaction

if TYPE_CHECKING:
    from tests.api.conftest import Asker

EVERYBODY = ("feed", *CALLERS)
EVERYTHING = "_include=*&_revinclude=*&_include:iterate=*&_revinclude:iterate=*"
SEARCHES = [
    f"Patient?{EVERYTHING}", f"Observation?{EVERYTHING}", f"Organization?{EVERYTHING}", f"Practitioner?{EVERYTHING}",
    f"Consent?{EVERYTHING}", f"DocumentReference?{EVERYTHING}&_summary=true", f"Encounter?{EVERYTHING}&_elements=subject",
    "Patient?_revinclude=Observation:subject&_revinclude=DocumentReference:subject&_revinclude=Consent:patient",
    "Practitioner?_revinclude=Patient:general-practitioner&_revinclude:iterate=Observation:patient",
    "Observation?_id=way-in&_include:iterate=Observation:has-member", "Observation?_id=way-out&_revinclude:iterate=Observation:has-member",
    "?_lastUpdated=gt2000", "?_type=Patient,Observation,DocumentReference,Consent", "?_id=ann,bob,cyd,ann-detox,bob-plain",
    f"?_type=Patient,Organization&{EVERYTHING}",
    *(f"Patient/{who}/{type_}" for who in ("ann", "bob", "cyd") for type_ in ("Observation", "DocumentReference", "Consent", "*")),
    "Practitioner/pat/Patient", f"Patient/ann/Observation?{EVERYTHING}", "Patient/ann/*?_sort=-_lastUpdated",
]  # fmt: skip


LINKED = {
    "way-out": ("cyd", ""), "bob-way": ("bob", "Observation/way-out"), "bob-plain": ("bob", "Observation/bob-way"),
    "way-in": ("cyd", "Observation/bob-plain"),
}  # fmt: skip
"""A way from a visible record through hidden ones to a visible one: whom each is about, and where it leads."""

NAMES = {*RECORDS, *(f"Observation/{id_}" for id_ in LINKED)}
RELEASED = {
    who: released | {f"Observation/{id_}" for id_, (patient, _) in LINKED.items() if f"Patient/{patient}" in released and f"Observation/{patient}-plain" in released}
    for who, released in WORLD_RELEASED.items()
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def linked(askers: dict[str, Asker]) -> None:
    """Lay it."""
    for id_, (patient, to) in LINKED.items():
        made = {
            "resourceType": "Observation", "id": id_, "status": "final", "code": {"text": sentinel(f"Observation/{id_}")},
            "subject": {"reference": f"Patient/{patient}"},
        } | ({"hasMember": [{"reference": to}]} if to else {})  # fmt: skip
        assert askers["feed"].put(made).status_code in (200, 201)


def pages(asker: Asker, search: str) -> list[dict[str, Any]]:
    """Give every page of a search; none if it is refused for want of a scope."""
    found = []
    url = f"{asker.live.origin}/fhir{'' if search[0] == '?' else '/'}{search}"
    url += f"{'&' if '?' in search else '?'}_count=3&_total=accurate"
    while url:
        answer = asker.get(url)
        if answer.status_code == 403:
            return []
        assert answer.status_code == 200, answer.text
        found.append(answer.json() | {"text": answer.text})
        url = {link["relation"]: link["url"] for link in found[-1]["link"]}.get("next", "")
    return found


def names(page: dict[str, Any], *modes: str) -> list[str]:
    """Name the records of a page."""
    return ["/".join(one["fullUrl"].split("/")[-2:]) for one in page.get("entry", ()) if one["search"]["mode"] in modes]


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("search", SEARCHES)
def test_nothing_hidden_is_brought_or_counted(askers: dict[str, Asker], who: str, search: str) -> None:
    """Whatever is asked, what comes is released to the caller, and the total is that of the matches that came."""
    found = pages(askers[who], search)
    matches = [name for page in found for name in names(page, "match")]

    assert len(matches) == len(set(matches))
    for page in found:
        assert set(names(page, "match", "include")) <= RELEASED[who]
        assert len(matches) == page["total"]
        for hidden in NAMES - RELEASED[who]:
            assert sentinel(hidden) not in page["text"]


def test_nothing_is_followed_from_what_is_hidden(askers: dict[str, Asker]) -> None:
    """A hidden record on the way ends the way: what lies behind it is not brought, whichever way one comes."""
    feed, hill = askers["feed"], askers["hill"]
    inward, outward = "Observation?_id=way-in&_include:iterate=Observation:has-member", "Observation?_id=way-out&_revinclude:iterate=Observation:has-member"  # fmt: skip

    assert {"Observation/bob-plain", "Observation/bob-way", "Observation/way-out"} == set(
        names(feed.get(inward).json(), "include")
    )
    assert {"Observation/bob-plain", "Observation/bob-way", "Observation/way-in"} == set(
        names(feed.get(outward).json(), "include")
    )
    assert [] == names(hill.get(inward).json(), "include") == names(hill.get(outward).json(), "include")


def test_a_hidden_owner_of_a_compartment_is_a_missing_one(askers: dict[str, Asker]) -> None:
    """Nothing tells the compartment of a patient one may not see from that of one who never was."""
    for type_ in ("Observation", "DocumentReference", "*"):
        for how in ("", "?_summary=count", "?_total=accurate&_sort=-_lastUpdated"):
            hidden, missing = (askers["stranger"].get(f"Patient/{id_}/{type_}{how}") for id_ in ("bob", "zzz"))

            assert missing.status_code == hidden.status_code == 200
            assert missing.text.replace("zzz", "bob") == hidden.text


def test_an_included_record_needs_a_scope(askers: dict[str, Asker]) -> None:
    """Who may search patients alone gets patients alone, whatever is included."""
    found = pages(askers["hill-narrow"], f"Patient?{EVERYTHING}")

    assert {"Patient/ann", "Patient/cyd"} == {name for page in found for name in names(page, "match", "include")}


@pytest.mark.parametrize("who", ["hill", "other-feed", "stranger"])
def test_later_is_as_now(askers: dict[str, Asker], who: str) -> None:
    """An answer that comes later holds and counts what an immediate one does."""
    asker = askers[who]
    for search in (
        f"Patient?{EVERYTHING}",
        "Patient/ann/*",
        "DocumentReference?_summary=count",
        "?_type=Observation,Patient&_sort=_id",
    ):
        single = transaction(entry("GET", search), type="batch")
        for begun in (
            asker.get(f"{asker.live.origin}/fhir{'' if search[0] == '?' else '/'}{search}", prefer="respond-async"),
            asker.post("", single, prefer="respond-async"),
        ):
            assert begun.status_code == 202, begun.text
            answer = asker.get(begun.headers["content-location"])
            while answer.status_code == 202:
                time.sleep(0.05)
                answer = asker.get(begun.headers["content-location"])
            (found,) = answer.json()["entry"]
            now = asker.post("", single).json()["entry"][0]["resource"]

            assert [now.get("total"), *names(now, "match", "include")] == [
                found["resource"].get("total"), *names(found["resource"], "match", "include"),
            ]  # fmt: skip
            for hidden in NAMES - RELEASED[who]:
                assert sentinel(hidden) not in answer.text


def test_a_stolen_page_or_job_opens_nothing(askers: dict[str, Asker]) -> None:
    """The links of one caller are nothing to another, of whatever kind the search was."""
    for search in (
        "?_type=Observation,Patient&_count=1",
        "Patient/ann/*?_count=1",
        f"Organization?{EVERYTHING}&_count=1",
    ):
        page = askers["feed"].get(f"{askers['feed'].live.origin}/fhir{'' if search[0] == '?' else '/'}{search}").json()
        onward = {link["relation"]: link["url"] for link in page["link"]}["next"]

        assert [200, 400] == [askers["feed"].get(onward).status_code, askers["hill"].get(onward).status_code]
