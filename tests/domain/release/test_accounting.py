"""What the accounting of disclosures tells: 45 CFR 164.528; RULES.md A10, 0.3 column ACC."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson
import pytest

import openapi
from domain.ports import DisclosureRow
from domain.privacy.pathways import PATHWAYS
from domain.privacy.periods import bounds
from domain.release.accounting import Item, bundle, counts, description, missing, six_years_before

HOUR = 3_600_000_000


def at(text: str) -> int:
    """Give an instant."""
    return bounds(text)[0]  # type: ignore[index]


UNTIL = at("2026-11-22T12:00:00Z")
ROW = DisclosureRow(
    id="0190a5c0-0000-7000-8000-000000000001",
    at=at("2026-03-02T14:00:00Z"),
    patient="p",
    recipient="Organization/county-health",
    recipient_name="County Health",
    recipient_address="1 Main Street, Smallville",
    description="2 Condition; dated 2026-02-01 to 2026-02-03",
    purpose="PUBHLTH",
    pathway="PUBLIC_HEALTH",
    accountable=True,
    authority="DocumentReference/l1",
    task="t1",
    items=("Condition/x/1", "Condition/y/1"),
)


def told(*rows: DisclosureRow) -> list[str]:
    """Give the ids of the disclosures that the accounting lists."""
    listed = bundle(rows, "p", six_years_before(UNTIL), UNTIL).get("entry", [])
    return [entry["resource"]["id"] for entry in listed]


@pytest.mark.parametrize("pathway", [*PATHWAYS, "", "nowhere"])
def test_only_what_counts(pathway: str) -> None:
    """A disclosure is listed when its pathway is accountable and left out otherwise (HIP-560, M2)."""
    listed = pathway in PATHWAYS and PATHWAYS[pathway].accountable

    assert listed is counts(pathway)
    assert listed is bool(told(replace(ROW, pathway=pathway)))


@pytest.mark.parametrize(
    ("row", "listed"),
    [
        (ROW, True),
        (replace(ROW, patient="q"), False),
        (replace(ROW, at=at("2020-11-22T12:00:00Z")), True),
        (replace(ROW, at=at("2020-11-22T11:59:59Z")), False),
        (replace(ROW, at=UNTIL), True),
        (replace(ROW, at=UNTIL + HOUR), False),
        (replace(ROW, pathway="AUTH", purpose="HLEGAL"), False),
        (replace(ROW, pathway="TREAT", purpose="TREAT"), False),
        (replace(ROW, pathway="CORONER", purpose="HDECD"), True),
        (replace(ROW, pathway="NATSEC"), False),
        (replace(ROW, pathway="LDS"), False),
        (replace(ROW, pathway="IMPERMISSIBLE"), True),
    ],
)
def test_window_and_patient(row: DisclosureRow, listed: bool) -> None:  # noqa: FBT001
    """Six years back from the request, this patient's, and what 164.528(a)(1) does not exclude."""
    assert listed is bool(told(row))


def test_shorter_when_asked_longer_never() -> None:
    """A shorter time may be asked for; a longer one is cut to six years (164.528(a)(3))."""
    old, new = replace(ROW, id="old", at=at("2019-01-01")), replace(ROW, id="new")

    assert ["new"] == [e["resource"]["id"] for e in bundle([old, new], "p", 0, UNTIL)["entry"]]
    assert "entry" not in bundle([old, new], "p", at("2026-06-01"), UNTIL)


def test_oldest_first_and_one_each() -> None:
    """Disclosures of several requests stand in the order they were made, one entry each."""
    rows = [replace(ROW, id=f"d{n}", at=ROW.at + n * HOUR, task=f"t{n}") for n in (2, 0, 1)]

    assert ["d0", "d1", "d2"] == told(*rows)


def test_repeated_ones_are_summed_up() -> None:
    """Disclosures of one request to one recipient are one entry: the first, how many, the last (HIP-562)."""
    rows = [replace(ROW, id=f"d{n}", at=ROW.at + n * HOUR) for n in range(12)]
    (entry,) = bundle([*rows, replace(ROW, id="x", pathway="AUTH")], "p", 0, UNTIL)["entry"]
    details = {d["type"]: d["valueString"] for d in entry["resource"]["entity"][1]["detail"]}

    assert ("d0", "2026-03-02T14:00:00.000Z") == (entry["resource"]["id"], entry["resource"]["recorded"])
    assert ("12", "2026-03-03T01:00:00.000Z") == (details["number of disclosures"], details["last disclosure"])


def test_tells_what_the_law_wants() -> None:
    """Each entry tells date, recipient and address, what in brief, and why (164.528(b)(2))."""
    (entry,) = bundle([ROW], "p", 0, UNTIL)["entry"]
    event = entry["resource"]
    recipient = next(agent for agent in event["agent"] if agent["requestor"])
    patient, records = event["entity"]

    assert "2026-03-02T14:00:00.000Z" == event["recorded"]
    assert "County Health" == recipient["name"]
    assert "Organization/county-health" == recipient["who"]["reference"]
    assert "PUBHLTH" == event["purposeOfEvent"][0]["coding"][0]["code"]
    assert {"reference": "Patient/p"} == patient["what"]
    assert ROW.description == records["description"]
    assert {
        "recipient address": "1 Main Street, Smallville",
        "pathway": "PUBLIC_HEALTH",
        "citation": "45 CFR 164.512(b)",
        "authority": "DocumentReference/l1",
    } == {detail["type"]: detail["valueString"] for detail in records["detail"]}


def test_names_no_record() -> None:
    """The accounting counts the records and names none."""
    assert "Condition/x" not in str(bundle([ROW], "p", 0, UNTIL))


SCHEMA = Path(openapi.__file__).parent / "r4.schema.json"


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [ROW],
        [replace(ROW, recipient="county", recipient_name="", recipient_address="", authority="", task="", purpose="X")],
    ],
)
def test_is_valid_r4(rows: list[DisclosureRow]) -> None:
    """The answer is a valid R4 Bundle, whatever a row lacks."""
    if not SCHEMA.exists():
        pytest.skip("the schema is made by the build")
    whole: dict[str, Any] = bundle(rows, "p", 0, UNTIL)
    schema = orjson.loads(SCHEMA.read_bytes())

    assert [] == [error.message for error in jsonschema_rs.validator_for(schema).iter_errors(whole)]


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([], "No records"),
        ([Item("Condition")], "1 Condition"),
        ([Item("Condition"), Item("Observation"), Item("Condition")], "2 Condition, 1 Observation"),
        (
            [Item("DocumentReference", "Discharge summary", at("2026-01-05"), at("2026-01-06"))],
            "1 DocumentReference (Discharge summary); dated 2026-01-05 to 2026-01-05",
        ),
        (
            [
                Item("Encounter", "", at("2026-01-05"), at("2026-01-10")),
                Item("Condition", "", at("2025-12-31"), at("2026-01-01")),
            ],
            "1 Condition, 1 Encounter; dated 2025-12-31 to 2026-01-09",
        ),
        ([Item("Encounter", "", at("2026-01-05"), 2**63 - 1)], "1 Encounter; dated 2026-01-05 to an open date"),
    ],
)
def test_description(items: list[Item], expected: str) -> None:
    """A description counts by type and type of document and gives the span of dates, nothing of the content."""
    assert expected == description(items)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (ROW, ()),
        (replace(ROW, description=""), ("description",)),
        (replace(ROW, recipient="", recipient_name=""), ("recipient",)),
        (replace(ROW, recipient_name=""), ()),
        (replace(ROW, purpose="", description=""), ("description", "purpose")),
    ],
)
def test_missing(row: DisclosureRow, expected: tuple[str, ...]) -> None:
    """A row that lacks what the law wants says so before it is written (HIP-561)."""
    assert expected == missing(row)


@pytest.mark.parametrize(
    ("until", "expected"),
    [("2026-11-22T12:00:00Z", "2020-11-22T12:00:00Z"), ("2024-02-29T00:00:00Z", "2018-02-28T00:00:00Z")],
)
def test_six_years(until: str, expected: str) -> None:
    """Six years are calendar years; 29 February ends on the 28th."""
    assert at(expected) == six_years_before(at(until))
