"""Every prefix with every precision of a date: which stored dates does it find? (https://hl7.org/fhir/R4/search.html#date).

The paragraphs: search.html#prefix says how ranges compare, search.html#date which range a date of each precision is, and
that a time zone is taken into account; about (``ap``) is one length of the span further on either side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.persistence.conftest import Index

STORED: dict[str, str | dict[str, str]] = {
    "y19": "2019", "y20": "2020", "y21": "2021", "m01": "2020-01", "m02": "2020-02", "m03": "2020-03",
    "d28": "2020-02-28", "d29": "2020-02-29", "d01": "2020-03-01",
    "s14": "2020-02-29T12:30:14Z", "s15": "2020-02-29T12:30:15Z", "ms": "2020-02-29T12:30:15.500Z",
    "s16": "2020-02-29T12:30:16Z", "zone": "2020-02-29T23:30:00-02:00",
    "pa": {"start": "2020-02-15", "end": "2020-03-15"}, "po": {"start": "2020-02-20"}, "pe": {"end": "2020-02-10"},
}  # fmt: skip
"""By id: every precision, a time that is another day in UTC, a period, one without an end, one without a start."""

CASES: tuple[tuple[str, str, str], ...] = (
    # precision, what is asked, what is found
    ("year", "2020", "y20 m01 m02 m03 d28 d29 d01 s14 s15 ms s16 zone pa"),
    ("year", "eq2020", "y20 m01 m02 m03 d28 d29 d01 s14 s15 ms s16 zone pa"),
    ("year", "ne2020", "y19 y21 po pe"),
    ("year", "gt2020", "y21 po"),
    ("year", "ge2020", "y20 y21 m01 m02 m03 d28 d29 d01 s14 s15 ms s16 zone pa po"),
    ("year", "lt2020", "y19 pe"),
    ("year", "le2020", "y19 y20 m01 m02 m03 d28 d29 d01 s14 s15 ms s16 zone pa pe"),
    ("year", "sa2020", "y21"),
    ("year", "eb2020", "y19"),
    ("year", "ap2020", "y19 y20 y21 m01 m02 m03 d28 d29 d01 s14 s15 ms s16 zone pa po pe"),
    ("month", "2020-02", "m02 d28 d29 s14 s15 ms s16"),
    ("month", "eq2020-02", "m02 d28 d29 s14 s15 ms s16"),
    ("month", "ne2020-02", "y19 y20 y21 m01 m03 d01 zone pa po pe"),
    ("month", "gt2020-02", "y20 y21 m03 d01 zone pa po"),
    ("month", "ge2020-02", "y20 y21 m02 m03 d28 d29 d01 s14 s15 ms s16 zone pa po"),
    ("month", "lt2020-02", "y19 y20 m01 pe"),
    ("month", "le2020-02", "y19 y20 m01 m02 d28 d29 s14 s15 ms s16 pe"),
    ("month", "sa2020-02", "y21 m03 d01 zone"),
    ("month", "eb2020-02", "y19 m01"),
    ("month", "ap2020-02", "y20 m01 m02 m03 d28 d29 d01 s14 s15 ms s16 zone pa po pe"),
    ("day", "2020-02-29", "d29 s14 s15 ms s16"),
    ("day", "eq2020-02-29", "d29 s14 s15 ms s16"),
    ("day", "ne2020-02-29", "y19 y20 y21 m01 m02 m03 d28 d01 zone pa po pe"),
    ("day", "gt2020-02-29", "y20 y21 m03 d01 zone pa po"),
    ("day", "ge2020-02-29", "y20 y21 m03 d29 d01 s14 s15 ms s16 zone pa po"),
    ("day", "lt2020-02-29", "y19 y20 m01 m02 d28 pa po pe"),
    ("day", "le2020-02-29", "y19 y20 m01 m02 d28 d29 s14 s15 ms s16 pa po pe"),
    ("day", "sa2020-02-29", "y21 m03 d01 zone"),
    ("day", "eb2020-02-29", "y19 m01 d28 pe"),
    ("day", "ap2020-02-29", "y20 m02 m03 d28 d29 d01 s14 s15 ms s16 zone pa po"),
    ("minute", "2020-02-29T12:30Z", "s14 s15 ms s16"),
    ("minute", "eq2020-02-29T12:30Z", "s14 s15 ms s16"),
    ("minute", "ne2020-02-29T12:30Z", "y19 y20 y21 m01 m02 m03 d28 d29 d01 zone pa po pe"),
    ("minute", "gt2020-02-29T12:30Z", "y20 y21 m02 m03 d29 d01 zone pa po"),
    ("minute", "ge2020-02-29T12:30Z", "y20 y21 m02 m03 d29 d01 s14 s15 ms s16 zone pa po"),
    ("minute", "lt2020-02-29T12:30Z", "y19 y20 m01 m02 d28 d29 pa po pe"),
    ("minute", "le2020-02-29T12:30Z", "y19 y20 m01 m02 d28 d29 s14 s15 ms s16 pa po pe"),
    ("minute", "sa2020-02-29T12:30Z", "y21 m03 d01 zone"),
    ("minute", "eb2020-02-29T12:30Z", "y19 m01 d28 pe"),
    ("minute", "ap2020-02-29T12:30Z", "y20 m02 d29 s14 s15 ms s16 pa po"),
    ("second", "2020-02-29T12:30:15Z", "s15 ms"),
    ("second", "eq2020-02-29T12:30:15Z", "s15 ms"),
    ("second", "ne2020-02-29T12:30:15Z", "y19 y20 y21 m01 m02 m03 d28 d29 d01 s14 s16 zone pa po pe"),
    ("second", "gt2020-02-29T12:30:15Z", "y20 y21 m02 m03 d29 d01 s16 zone pa po"),
    ("second", "ge2020-02-29T12:30:15Z", "y20 y21 m02 m03 d29 d01 s15 ms s16 zone pa po"),
    ("second", "lt2020-02-29T12:30:15Z", "y19 y20 m01 m02 d28 d29 s14 pa po pe"),
    ("second", "le2020-02-29T12:30:15Z", "y19 y20 m01 m02 d28 d29 s14 s15 ms pa po pe"),
    ("second", "sa2020-02-29T12:30:15Z", "y21 m03 d01 s16 zone"),
    ("second", "eb2020-02-29T12:30:15Z", "y19 m01 d28 s14 pe"),
    ("second", "ap2020-02-29T12:30:15Z", "y20 m02 d29 s14 s15 ms s16 pa po"),
    ("fraction", "2020-02-29T12:30:15.500Z", "ms"),
    ("fraction", "eq2020-02-29T12:30:15.500Z", "ms"),
    ("fraction", "ne2020-02-29T12:30:15.500Z", "y19 y20 y21 m01 m02 m03 d28 d29 d01 s14 s15 s16 zone pa po pe"),
    ("fraction", "gt2020-02-29T12:30:15.500Z", "y20 y21 m02 m03 d29 d01 s15 s16 zone pa po"),
    ("fraction", "ge2020-02-29T12:30:15.500Z", "y20 y21 m02 m03 d29 d01 s15 ms s16 zone pa po"),
    ("fraction", "lt2020-02-29T12:30:15.500Z", "y19 y20 m01 m02 d28 d29 s14 s15 pa po pe"),
    ("fraction", "le2020-02-29T12:30:15.500Z", "y19 y20 m01 m02 d28 d29 s14 s15 ms pa po pe"),
    ("fraction", "sa2020-02-29T12:30:15.500Z", "y21 m03 d01 s16 zone"),
    ("fraction", "eb2020-02-29T12:30:15.500Z", "y19 m01 d28 s14 pe"),
    ("fraction", "ap2020-02-29T12:30:15.500Z", "y20 m02 d29 s15 ms pa po"),
    ("zone", "2020-02-29T14:30:15+02:00", "s15 ms"),
    ("zone", "eq2020-02-29T14:30:15+02:00", "s15 ms"),
    ("zone", "ne2020-02-29T14:30:15+02:00", "y19 y20 y21 m01 m02 m03 d28 d29 d01 s14 s16 zone pa po pe"),
    ("zone", "gt2020-02-29T14:30:15+02:00", "y20 y21 m02 m03 d29 d01 s16 zone pa po"),
    ("zone", "ge2020-02-29T14:30:15+02:00", "y20 y21 m02 m03 d29 d01 s15 ms s16 zone pa po"),
    ("zone", "lt2020-02-29T14:30:15+02:00", "y19 y20 m01 m02 d28 d29 s14 pa po pe"),
    ("zone", "le2020-02-29T14:30:15+02:00", "y19 y20 m01 m02 d28 d29 s14 s15 ms pa po pe"),
    ("zone", "sa2020-02-29T14:30:15+02:00", "y21 m03 d01 s16 zone"),
    ("zone", "eb2020-02-29T14:30:15+02:00", "y19 m01 d28 s14 pe"),
    ("zone", "ap2020-02-29T14:30:15+02:00", "y20 m02 d29 s14 s15 ms s16 pa po"),
)  # fmt: skip


def observation(id_: str, when: str | dict[str, str], element: str) -> dict[str, Any]:
    """Make an Observation at a time."""
    name = f"{element}Period" if isinstance(when, dict) else f"{element}DateTime"
    return {"resourceType": "Observation", "id": id_, "status": "final", "code": {"text": "x"}, name: when}


@pytest.mark.parametrize(("parameter", "element"), [("date", "effective"), ("value-date", "value")])
async def test_every_prefix_and_precision(index: Index, parameter: str, element: str) -> None:
    """The clinical date, which is a column of the record, and a date with rows of its own find the same."""
    await index.keep(*(observation(id_, when, element) for id_, when in STORED.items()))
    await index.keep({"resourceType": "Observation", "id": "undated", "status": "final", "code": {"text": "x"}})
    for precision, asked, expected in CASES:
        found = await index.find("Observation", (parameter, asked))

        assert sorted(expected.split()) == sorted(found), (precision, asked)


async def test_the_negation_of_a_prefix_finds_the_undated(index: Index) -> None:
    """What has no date is neither before nor after; only ``not`` of an expression finds it (search_filter.html)."""
    await index.keep(*(observation(id_, when, "effective") for id_, when in STORED.items()))
    await index.keep({"resourceType": "Observation", "id": "undated", "status": "final", "code": {"text": "x"}})
    everything = {*STORED, "undated"}
    for _, asked, expected in CASES:
        if asked[:2].isalpha():
            found = await index.find("Observation", ("_filter", f"not (date {asked[:2]} {asked[2:]})"))

            assert everything - set(expected.split()) == set(found), asked
