"""Which grade do two patients get? A table; a pair that is not alike in what is listed is certainly not the same."""

from __future__ import annotations

from typing import Any

import pytest

from domain.search.likeness import CERTAIN, NOT, POSSIBLE, PROBABLE, grade, traits

MRN = {"identifier": [{"system": "http://x.example/mrn", "value": "1"}]}
MUELLER: dict[str, Any] = {
    "name": [{"family": "Müller", "given": ["Ann", "Bea"]}], "birthDate": "1970-01-01", "gender": "female",
}  # fmt: skip
PHONE = {"telecom": [{"system": "phone", "value": "+1 (555) 01"}]}
HOME = {"address": [{"line": ["1 High St"], "postalCode": "01234"}]}


@pytest.mark.parametrize(
    ("asked", "found", "code"),
    [
        (MRN, MRN, CERTAIN),
        (MRN, MRN | MUELLER, CERTAIN),
        (MRN | MUELLER, MRN | MUELLER, CERTAIN),
        (MRN | {"birthDate": "1970-01-02"}, MRN | MUELLER, PROBABLE),
        (MRN | {"birthDate": "1970-01-02", "gender": "male"}, MRN | MUELLER, POSSIBLE),
        (MUELLER, MRN | MUELLER, PROBABLE),
        (MUELLER | PHONE, MUELLER | {"telecom": [{"value": "1-555-01"}]}, PROBABLE),
        (MUELLER | HOME, MUELLER | {"address": [{"line": ["1 HIGH ST"], "postalCode": "01234"}]}, PROBABLE),
        (MUELLER | {"name": [{"family": "MULLER", "given": ["ann"]}]}, MUELLER, PROBABLE),
        (MUELLER | {"gender": "male"}, MUELLER, NOT),
        (MUELLER | {"birthDate": "1970-01-02"}, MUELLER, NOT),
        ({"name": MUELLER["name"], "birthDate": "1970-01-01"}, MUELLER, POSSIBLE),
        (MUELLER | {"name": [{"family": "Müller", "given": ["Cyd"]}]}, MUELLER, POSSIBLE),
        (MUELLER | {"name": [{"family": "Muller-Lee", "given": ["Ann"]}]}, MUELLER, NOT),
        ({"identifier": [{"system": "http://y.example", "value": "1"}]}, MRN, NOT),
        ({"identifier": [{"value": "1"}]}, MRN, NOT),
        ({"identifier": [MRN["identifier"][0] | {"use": "old"}]}, MRN, NOT),
        ({"name": [MUELLER["name"][0] | {"use": "old"}], "birthDate": "1970-01-01"}, MUELLER, NOT),
    ],
)
def test_grade(asked: dict[str, Any], found: dict[str, Any], code: str) -> None:
    """Each pair has one grade, and the score of what is surer is higher."""
    given = grade(traits(asked), traits(found))

    assert code == given.code
    assert {CERTAIN: 1.0, NOT: 0.0}.get(code, given.score) == given.score
    assert (0.7 <= given.score < 1) == (code == PROBABLE)


def test_contacts_raise_the_score() -> None:
    """The same telephone or home makes the same person more likely."""
    plain = grade(traits(MUELLER), traits(MUELLER)).score

    assert grade(traits(MUELLER | PHONE), traits(MUELLER | PHONE)).score > plain
    assert grade(traits(MUELLER | HOME), traits(MUELLER | HOME)).score > plain


@pytest.mark.parametrize(
    ("asked", "enough"),
    [
        (MRN, True), (MUELLER, True), ({"birthDate": "1970-01-01", "gender": "male"}, False),
        ({"name": [{"family": "Müller"}]}, False), ({"name": [{"family": "Müller"}], "birthDate": "1970"}, False),
        ({"identifier": [{"value": "1"}]}, False), ({}, False),
    ],
)  # fmt: skip
def test_enough(asked: dict[str, Any], *, enough: bool) -> None:
    """A name alone finds nobody."""
    assert enough is traits(asked).enough
