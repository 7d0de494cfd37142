"""Does review hold together: stable, about the right records, silent about patients, fast, and written down?"""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from domain.review.chart import charts
from domain.review.findings import SEVERITIES
from domain.review.reviewing import AT_THE_DOOR, RULES, codes_of, refused, review
from domain.review.table import table
from tests.domain.review.wards import (
    ACT,
    NOW,
    ZONE,
    condition,
    document,
    encounter,
    of_class,
    patient,
    stay,
    typed,
)

PAGE = Path(__file__).parents[3] / "docs" / "review-rules.md"
SPOILT = [
    patient(name=[{"family": "Quixotesson"}], birthDate="1871-07-09"),
    encounter(participant=None, hospitalization=None, length={"value": 99, "code": "d"}),
    typed("11506-3", authenticator=None, author=[{"display": "Dr. Quixotesson"}]),
    condition(1, "E11.9"),
    stay("2026-03-01", "2026-03-05", id="o"),
]


def test_the_order_of_records_does_not_matter() -> None:
    """The same chart yields the same findings in the same order."""
    one = review(charts(SPOILT)["Encounter/e"], {}, NOW, ZONE)
    other = review(charts(reversed(SPOILT))["Encounter/e"], {}, NOW, ZONE)

    assert one == other
    assert len(set(one)) == len(one) >= 7


def test_findings_say_nothing_of_the_patient() -> None:
    """No name, no date of birth and no other date stands in a finding."""
    text = repr(review(charts(SPOILT)["Encounter/e"], {}, NOW, ZONE))

    assert "Quixotesson" not in text
    assert re.search(r"18[0-9]{2}|2026-[0-9]{2}", text) is None


@pytest.mark.parametrize("status", ["cancelled", "entered-in-error"])
def test_void_encounters_are_not_reviewed(status: str) -> None:
    """A stay that did not take place is not held to the rules."""
    records = [patient(name=None), encounter(status=status, participant=None), condition(1, "E11")]

    assert () == review(charts(records)["Encounter/e"], {}, NOW, ZONE)


def test_charts_take_what_belongs_to_an_encounter() -> None:
    """A chart holds its own records, the conditions that its encounter lists, and the patient's other encounters."""
    other = of_class("AMB", id="o", diagnosis=[{"condition": {"reference": "Condition/c1"}}])
    far = encounter(id="x", subject={"reference": "Patient/q"})
    records = [
        patient(),
        encounter(),
        other,
        far,
        condition(1, "I10"),
        condition(2, "E11.9", encounter=None),
        document(),
    ]
    found = charts(records, {"Encounter/e", "Encounter/o"})

    assert {"Encounter/e", "Encounter/o"} == set(found)
    assert ["c1"] == [each["id"] for each in found["Encounter/e"].conditions]
    assert ["c1"] == [each["id"] for each in found["Encounter/o"].conditions]
    assert (document(),) == found["Encounter/e"].documents
    assert (other,) == found["Encounter/e"].encounters
    assert ("I10",) == codes_of(found["Encounter/o"])


def test_refused_names_the_place() -> None:
    """A reason against a write comes with the place of its record in the transaction."""
    bad = stay("2026-03-02", "2026-03-01")

    assert [(1, "DR-010")] == [
        (place, fault.rule) for place, fault in refused([patient(), bad, document()], {}, NOW, ZONE)
    ]


@pytest.mark.parametrize(
    "rule", [*RULES, *(rule for rules in AT_THE_DOOR.values() for rule in rules)], ids=lambda rule: rule.id
)
def test_rows_are_complete(rule: object) -> None:
    """Every row has an id, a citation, a known severity and an effective date."""
    assert re.fullmatch(r"DR-[0-9]{3}", rule.id)
    assert rule.citation
    assert rule.severity in SEVERITIES
    assert re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", rule.effective)


def test_the_table_in_the_docs_is_in_step() -> None:
    """docs/review-rules.md is what the rows say."""
    assert table() == PAGE.read_text(encoding="utf-8")


def test_every_rule_has_golden_cases() -> None:
    """Each rule id stands in a test beside this one or among those of coding."""
    folder = Path(__file__).parent.parent
    told = "".join(
        path.read_text(encoding="utf-8") for path in [*folder.glob("review/*.py"), *folder.glob("coding/*.py")]
    )
    ids = set(re.findall(r"^\| ([A-Z]{2}-[0-9]{3})", table(), re.MULTILINE))

    assert set() == {each for each in ids if each not in told and each.lower().replace("-", "_") not in told}


def test_an_ambulatory_encounter_costs_little() -> None:
    """Reviewing an ambulatory encounter decodes nothing and takes microseconds, even on a busy machine."""
    undecodable = document(
        docStatus=None, content=[{"attachment": {"contentType": "text/plain", "data": "*" * 10_000_000}}]
    )
    seen = charts([patient(), encounter(**{"class": {"system": ACT, "code": "AMB"}}), undecodable])["Encounter/e"]
    best = min(_timed(lambda: review(seen, {}, NOW, ZONE)) for _ in range(50))

    assert best < 0.001


def _timed(work: object) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
