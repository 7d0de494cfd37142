"""Is an expression of ``_filter`` read as the specification writes it? (search_filter.html)."""

from __future__ import annotations

import pytest

from domain.search.filter_language import Logic, Node, Term, written


def told(node: Node | None) -> str:
    """Write an expression down with every bracket."""
    match node:
        case Term(path, operation, value):
            steps = ".".join(name + (f"[{told(within)}]" if within else "") for name, within in path)
            return f"{steps} {operation} {value}"
        case Logic("not", (of,)):
            return f"not({told(of)})"
        case Logic(word, of):
            return f"({f' {word} '.join(map(told, of))})"
        case _:
            return ""


CASES: tuple[tuple[str, str], ...] = (
    ("a eq b", "a eq b"),
    ('given eq "peter" and birthdate ge 2014-10-10', "(given eq peter and birthdate ge 2014-10-10)"),
    ("a eq 1 and b eq 2 and c eq 3", "(a eq 1 and b eq 2 and c eq 3)"),
    ("a eq 1 or b eq 2 and c eq 3", "((a eq 1 or b eq 2) and c eq 3)"),
    ("a eq 1 or (b eq 2 and c eq 3)", "(a eq 1 or (b eq 2 and c eq 3))"),
    ("not (a eq 1)", "not(a eq 1)"),
    ("not(a eq 1 or b eq 2) and c pr true", "(not((a eq 1 or b eq 2)) and c pr true)"),
    ('subject.name co "pet"', "subject.name co pet"),
    ("subject:Patient.organization.name sw x", "subject:Patient.organization.name sw x"),
    ('related[type eq "has-component"].target pr true', "related[type eq has-component].target pr true"),
    ("a[b eq 1 or c eq 2].d[e pr true].f re Observation/4", "a[(b eq 1 or c eq 2)].d[e pr true].f re Observation/4"),
    ("code eq http://loinc.org|1234-5", "code eq http://loinc.org|1234-5"),
    (r'name eq "a \"quoted\" ) ] text"', 'name eq a "quoted" ) ] text'),
    ("  ( a  eq\tb )  ", "a eq b"),
    ("notes eq 1", "notes eq 1"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_read(text: str, expected: str) -> None:
    """From left to right, no word before the other; brackets first; strings as JSON has them."""
    assert expected == told(written(text, "_filter"))
