"""Is the shipped table what the CDC's files say?"""

from __future__ import annotations

import gzip

import pytest

from persistence.terminology.build_icd10cm import SEVENTHS, TARGET, VERSION, build, ranges, sevenths, sources

KNOWN = frozenset(
    {
        "E08",
        "E09",
        "E11",
        "E13",
        "T36",
        "T50",
        "T65",
        "Q87",
        "R68.84",
        "M48",
        "M49",
        "V01",
        "V09",
        "F10",
        "O24.4",
        "I10",
        "I1A",
        "D51",
        "R10",
        "R10.1",
    }
)


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("diabetes mellitus due to underlying condition (E08.-)", ("E08",)),
        ("gestational diabetes (O24.4-)", ("O24.4",)),
        ("hypertension (I10-I1A)", ("I10-I1A",)),
        ("type 2 diabetes (E11 with .65)", ("E11@4=65",)),
        ("gangrene (E08-E13 with .51-.52)", ("E08-E13@4=51", "E08-E13@4=52")),
        ("drug (T36-T50 with fifth or sixth character 5)", ("T36-T50@i=5",)),
        ("poisoning (T36-T65 with fifth or sixth character 1-4 or 6)", ("T36-T65@i=12346",)),
        ("collision (V01-V09 with 5th character 9)", ("V01-V09@5=9",)),
        ("underdosing (T36-T50) with fifth or sixth character 6", ("T36-T50@i=6",)),
        ("abdominal pain (R10.1-R10.4-)", ("R10.1-R10.4",)),
        ("jaw pain R68.84", ("R68.84",)),
        ("congenital malformation syndromes classified to Q87.-", ("Q87",)),
        ("code(s) from F10 to identify manifestations", ("F10",)),
        ("vitamin B12 deficiency anemia (D51.-)", ("D51",)),
        ("confirmed infection - code to infection", ()),
        ("fracture with 7th character D", ()),
    ],
)
def test_ranges_of_a_note(note: str, expected: tuple[str, ...]) -> None:
    """The codes in a note, with the conditions that the note puts on them."""
    assert expected == ranges(note, KNOWN)


def test_the_table_is_in_step_with_its_sources() -> None:
    """Built again, the table is the same byte for byte, and agrees with the CDC's flat list."""
    table, differing = build(*sources())
    text = "\n".join((f"#{VERSION}", *(row.line() for row in table), ""))

    assert set() == differing
    assert text == gzip.decompress(TARGET.read_bytes()).decode()


def test_the_meanings_of_seventh_characters_are_what_the_files_say() -> None:
    """What is shipped of them is what the builder makes."""
    tabular, _ = sources()
    made = "\n".join((f"#{VERSION}", *sevenths(tabular), ""))

    assert gzip.decompress(SEVENTHS.read_bytes()).decode() == made
    assert "S72\tA\tinitial encounter for closed fracture\tB\tinitial encounter for open fracture type I or II" in made
