"""Does the oracle of the demonstration count right?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from api.commands.inputs import read
from api.demo.build_records import FOLDER
from api.demo.oracle import Chart, Oracle, Sent, reference


def document(id_: str, at: str) -> Sent:
    """Give a document as sent."""
    return Sent(f"DocumentReference/{id_}", "", {"resourceType": "DocumentReference", "date": at})


def noted(*names: str) -> Oracle:
    """Give an oracle that heard of these files, stored under made-up ids."""
    oracle = Oracle()
    for name in names:
        (one,) = read(FOLDER / name)
        oracle.note(one, [f"{e['resource']['resourceType']}/{n}/_history/1" for n, e in enumerate(one.entries)])
    return oracle


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("Patient/1", "Patient/1"),
        ("Patient/1/_history/2", "Patient/1"),
        ("http://127.0.0.1:8000/fhir/Patient/a-1.b/_history/2", "Patient/a-1.b"),
        ("", ""),
    ],
)
def test_reference(location: str, expected: str) -> None:
    """A location, absolute or not, with version or not, gives the reference."""
    assert expected == reference(location)


def test_documents_by_utc_day() -> None:
    """Days are both included, and counted in UTC whatever the offset of a document."""
    chart = Chart("Patient/1", [document("a", "2026-01-01T23:30:00-05:00"), document("b", "2026-01-02T23:59:59Z"),
                                document("c", "2026-01-03T00:30:00+01:00"), document("d", "2026-01-03T00:00:00Z")])  # fmt: skip

    assert {"DocumentReference/a", "DocumentReference/b", "DocumentReference/c"} == chart.documents(
        date(2026, 1, 2), date(2026, 1, 2)
    )


@pytest.mark.parametrize("count", range(2, 20))
def test_span_leaves_something_out(count: int) -> None:
    """The days chosen for the authorisation cover some documents and not all."""
    chart = Chart("Patient/1", [document(str(n), f"2026-01-{n + 1:02}T12:00:00Z") for n in range(count)])
    covered = chart.documents(*chart.span())

    assert 0 < len(covered) < count


def test_hero() -> None:
    """The patient of the story has an inpatient stay, documents and conditions."""
    hero = noted("0-hospitalInformation.json", "1001-marchbank.json", "1003-aldergrove.json").hero()

    assert ("Patient/0", 1, 3) == (hero.patient, len(hero.stays), len(hero.of("Condition")))


def test_no_hero() -> None:
    """Bundles without a fit patient are told so."""
    with pytest.raises(LookupError):
        noted("0-hospitalInformation.json").hero()


def test_counts() -> None:
    """Every acknowledged resource is counted."""
    expected: dict[str, Any] = {"Organization": 6, "Practitioner": 4}

    assert expected == dict(noted("0-hospitalInformation.json", "0-practitionerInformation.json").counts)
