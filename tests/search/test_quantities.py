"""Every prefix with every precision of a number and a quantity (https://hl7.org/fhir/R4/search.html#number, #quantity).

The paragraphs: search.html#number says which range the digits imply, for equality alone; search.html#prefix what the
others compare with, and that about is a tenth of the number. A quantity compares as its number does, in its unit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.persistence.conftest import Index

UCUM = "http://unitsofmeasure.org"
STORED: dict[str, float] = {
    "neg": -5, "n4.4": 4.4, "n4.5": 4.5, "n5": 5, "n5.3": 5.3, "n5.35": 5.35, "n5.4": 5.4, "n5.44": 5.44, "n5.45": 5.45,
    "n5.5": 5.5, "n94": 94, "n95": 95, "n99.6": 99.6, "n100": 100, "n104": 104, "n105": 105,
}  # fmt: skip

CASES: tuple[tuple[str, str, str], ...] = (
    # precision, what is asked, what is found
    ("whole", "5", "n4.5 n5 n5.3 n5.35 n5.4 n5.44 n5.45"),
    ("whole", "eq5", "n4.5 n5 n5.3 n5.35 n5.4 n5.44 n5.45"),
    ("whole", "ne5", "neg n4.4 n5.5 n94 n95 n99.6 n100 n104 n105"),
    ("whole", "gt5", "n5.3 n5.35 n5.4 n5.44 n5.45 n5.5 n94 n95 n99.6 n100 n104 n105"),
    ("whole", "ge5", "n5 n5.3 n5.35 n5.4 n5.44 n5.45 n5.5 n94 n95 n99.6 n100 n104 n105"),
    ("whole", "lt5", "neg n4.4 n4.5"),
    ("whole", "le5", "neg n4.4 n4.5 n5"),
    ("whole", "sa5", "n5.3 n5.35 n5.4 n5.44 n5.45 n5.5 n94 n95 n99.6 n100 n104 n105"),
    ("whole", "eb5", "neg n4.4 n4.5"),
    ("whole", "ap5", "n4.5 n5 n5.3 n5.35 n5.4 n5.44 n5.45 n5.5"),
    ("tenth", "5.4", "n5.35 n5.4 n5.44"),
    ("tenth", "eq5.4", "n5.35 n5.4 n5.44"),
    ("tenth", "ne5.4", "neg n4.4 n4.5 n5 n5.3 n5.45 n5.5 n94 n95 n99.6 n100 n104 n105"),
    ("tenth", "gt5.4", "n5.44 n5.45 n5.5 n94 n95 n99.6 n100 n104 n105"),
    ("tenth", "ge5.4", "n5.4 n5.44 n5.45 n5.5 n94 n95 n99.6 n100 n104 n105"),
    ("tenth", "lt5.4", "neg n4.4 n4.5 n5 n5.3 n5.35"),
    ("tenth", "le5.4", "neg n4.4 n4.5 n5 n5.3 n5.35 n5.4"),
    ("tenth", "sa5.4", "n5.44 n5.45 n5.5 n94 n95 n99.6 n100 n104 n105"),
    ("tenth", "eb5.4", "neg n4.4 n4.5 n5 n5.3 n5.35"),
    ("tenth", "ap5.4", "n5 n5.3 n5.35 n5.4 n5.44 n5.45 n5.5"),
    ("hundredth", "5.40", "n5.4"),
    ("hundredth", "eq5.40", "n5.4"),
    ("hundredth", "ne5.40", "neg n4.4 n4.5 n5 n5.3 n5.35 n5.44 n5.45 n5.5 n94 n95 n99.6 n100 n104 n105"),
    ("hundredth", "gt5.40", "n5.44 n5.45 n5.5 n94 n95 n99.6 n100 n104 n105"),
    ("hundredth", "ge5.40", "n5.4 n5.44 n5.45 n5.5 n94 n95 n99.6 n100 n104 n105"),
    ("hundredth", "lt5.40", "neg n4.4 n4.5 n5 n5.3 n5.35"),
    ("hundredth", "le5.40", "neg n4.4 n4.5 n5 n5.3 n5.35 n5.4"),
    ("hundredth", "sa5.40", "n5.44 n5.45 n5.5 n94 n95 n99.6 n100 n104 n105"),
    ("hundredth", "eb5.40", "neg n4.4 n4.5 n5 n5.3 n5.35"),
    ("hundredth", "ap5.40", "n5 n5.3 n5.35 n5.4 n5.44 n5.45 n5.5"),
    ("exponent", "1e2", "n95 n99.6 n100 n104"),
    ("exponent", "eq1e2", "n95 n99.6 n100 n104"),
    ("exponent", "ne1e2", "neg n4.4 n4.5 n5 n5.3 n5.35 n5.4 n5.44 n5.45 n5.5 n94 n105"),
    ("exponent", "gt1e2", "n104 n105"),
    ("exponent", "ge1e2", "n100 n104 n105"),
    ("exponent", "lt1e2", "neg n4.4 n4.5 n5 n5.3 n5.35 n5.4 n5.44 n5.45 n5.5 n94 n95 n99.6"),
    ("exponent", "le1e2", "neg n4.4 n4.5 n5 n5.3 n5.35 n5.4 n5.44 n5.45 n5.5 n94 n95 n99.6 n100"),
    ("exponent", "sa1e2", "n104 n105"),
    ("exponent", "eb1e2", "neg n4.4 n4.5 n5 n5.3 n5.35 n5.4 n5.44 n5.45 n5.5 n94 n95 n99.6"),
    ("exponent", "ap1e2", "n94 n95 n99.6 n100 n104 n105"),
    ("exponent and fraction", "1.00e2", "n99.6 n100"),
    ("exponent and fraction", "eq1.00e2", "n99.6 n100"),
    ("exponent and fraction", "ne1.00e2", "neg n4.4 n4.5 n5 n5.3 n5.35 n5.4 n5.44 n5.45 n5.5 n94 n95 n104 n105"),
    ("exponent and fraction", "gt1.00e2", "n104 n105"),
    ("exponent and fraction", "ge1.00e2", "n100 n104 n105"),
    ("exponent and fraction", "lt1.00e2", "neg n4.4 n4.5 n5 n5.3 n5.35 n5.4 n5.44 n5.45 n5.5 n94 n95 n99.6"),
    ("exponent and fraction", "le1.00e2", "neg n4.4 n4.5 n5 n5.3 n5.35 n5.4 n5.44 n5.45 n5.5 n94 n95 n99.6 n100"),
    ("exponent and fraction", "sa1.00e2", "n104 n105"),
    ("exponent and fraction", "eb1.00e2", "neg n4.4 n4.5 n5 n5.3 n5.35 n5.4 n5.44 n5.45 n5.5 n94 n95 n99.6"),
    ("exponent and fraction", "ap1.00e2", "n94 n95 n99.6 n100 n104 n105"),
    ("hundred", "100", "n99.6 n100"),
    ("hundred", "eq100", "n99.6 n100"),
    ("hundred", "ne100", "neg n4.4 n4.5 n5 n5.3 n5.35 n5.4 n5.44 n5.45 n5.5 n94 n95 n104 n105"),
    ("hundred", "gt100", "n104 n105"),
    ("hundred", "ge100", "n100 n104 n105"),
    ("hundred", "lt100", "neg n4.4 n4.5 n5 n5.3 n5.35 n5.4 n5.44 n5.45 n5.5 n94 n95 n99.6"),
    ("hundred", "le100", "neg n4.4 n4.5 n5 n5.3 n5.35 n5.4 n5.44 n5.45 n5.5 n94 n95 n99.6 n100"),
    ("hundred", "sa100", "n104 n105"),
    ("hundred", "eb100", "neg n4.4 n4.5 n5 n5.3 n5.35 n5.4 n5.44 n5.45 n5.5 n94 n95 n99.6"),
    ("hundred", "ap100", "n94 n95 n99.6 n100 n104 n105"),
    ("negative", "-5", "neg"),
    ("negative", "eq-5", "neg"),
    ("negative", "ne-5", "n4.4 n4.5 n5 n5.3 n5.35 n5.4 n5.44 n5.45 n5.5 n94 n95 n99.6 n100 n104 n105"),
    ("negative", "gt-5", "n4.4 n4.5 n5 n5.3 n5.35 n5.4 n5.44 n5.45 n5.5 n94 n95 n99.6 n100 n104 n105"),
    ("negative", "ge-5", "neg n4.4 n4.5 n5 n5.3 n5.35 n5.4 n5.44 n5.45 n5.5 n94 n95 n99.6 n100 n104 n105"),
    ("negative", "lt-5", ""),
    ("negative", "le-5", "neg"),
    ("negative", "sa-5", "n4.4 n4.5 n5 n5.3 n5.35 n5.4 n5.44 n5.45 n5.5 n94 n95 n99.6 n100 n104 n105"),
    ("negative", "eb-5", ""),
    ("negative", "ap-5", "neg"),
)  # fmt: skip

RANGES: tuple[tuple[str, str], ...] = (
    # What is known only as a range: less than 5, at least 5, between 4 and 6 (search.html#quantity, datatypes.html#Range).
    ("5", ""), ("ne5", "between less more"), ("gt5", "between more"), ("ge5", "between more"), ("lt5", "between less"),
    ("le5", "between less more"), ("sa5", ""), ("eb5", "less"), ("ap5", "between less more"),
    ("gt6", "more"), ("ge6", "between more"), ("lt4", "less"), ("le4", "between less"), ("sa3", "between more"),
    ("eb7", "between less"), ("1e1", ""),
)  # fmt: skip


def risk(id_: str, value: float, _: str) -> dict[str, Any]:
    """Make a RiskAssessment."""
    return {
        "resourceType": "RiskAssessment",
        "id": id_,
        "status": "final",
        "prediction": [{"probabilityDecimal": value}],
    }


def observation(id_: str, value: float, unit: str) -> dict[str, Any]:
    """Make an Observation of an amount."""
    found = {"value": value} | ({"system": UCUM, "code": unit, "unit": unit} if unit else {})
    return {"resourceType": "Observation", "id": id_, "status": "final", "code": {"text": "x"}, "valueQuantity": found}


@pytest.mark.parametrize(
    ("type_", "parameter", "make", "unit", "behind"),
    [
        ("RiskAssessment", "probability", risk, "", ""),
        ("Observation", "value-quantity", observation, "", ""),
        ("Observation", "value-quantity", observation, "mg", f"|{UCUM}|mg"),
        ("Observation", "value-quantity", observation, "mg", "||mg"),
        ("Observation", "combo-value-quantity", observation, "mg", ""),
    ],
)
async def test_every_prefix_and_precision(
    index: Index, type_: str, parameter: str, make: Any, unit: str, behind: str
) -> None:
    """A number, an amount without a unit, and one in the unit that is asked for find the same."""
    await index.keep(*(make(id_, value, unit) for id_, value in STORED.items()))
    if unit and behind:
        await index.keep(*(observation(f"other-{id_}", value, "g") for id_, value in STORED.items()))
    for precision, asked, expected in CASES:
        found = await index.find(type_, (parameter, asked + behind))

        assert sorted(expected.split()) == sorted(found), (precision, asked)


async def test_ranges(index: Index) -> None:
    """An amount that is known as a range compares as the range that it is."""
    base = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}}
    await index.keep(
        {**base, "id": "less", "valueQuantity": {"value": 5, "comparator": "<"}},
        {**base, "id": "more", "valueQuantity": {"value": 5, "comparator": ">="}},
        {"resourceType": "Condition", "id": "between", "subject": {"reference": "Patient/1"},
         "onsetRange": {"low": {"value": 4}, "high": {"value": 6}}},
    )  # fmt: skip
    for asked, expected in RANGES:
        found = await index.find("Observation", ("value-quantity", asked))
        found += await index.find("Condition", ("onset-age", asked))

        assert expected.split() == sorted(found), asked
