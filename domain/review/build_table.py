"""How does docs/review-rules.md come from the rows: ``python -m domain.review.build_table`` writes it."""

from __future__ import annotations

from pathlib import Path

from domain.coding.edits import EDITS, Edit
from domain.review.completion import DELINQUENT
from domain.review.encounters import CANCELLED
from domain.review.findings import SEVERITIES, Rule
from domain.review.reviewing import AT_THE_DOOR, RULES

TARGET = Path(__file__).parents[2] / "docs" / "review-rules.md"
HEAD = """# Rules of review

Generated from the rows in `domain/review` and `domain/coding` by `python -m domain.review.build_table`; do not edit.

Severity: X refuses the write (422), D is a deficiency, Q asks a person, W warns. Findings of X, D and Q become Tasks.
A single finding may be graver or lighter than its row. *Verified* says whether the source was checked against a text;
`no` means professional knowledge.

At the door (severity X) a rule that comes from US Core, and not from R4, refuses only records that claim the US Core
profile in `meta.profile`; plain R4 is stored and flagged.

| rule | name | severity | at the door | from | verified | source | what it asks |
|---|---|---|---|---|---|---|---|
"""


def table() -> str:
    """Write the whole page."""
    doors: dict[str, list[str]] = {}
    asked: dict[str, list[str]] = {}
    for kind, rules in AT_THE_DOOR.items():
        for rule in rules:
            doors.setdefault(rule.id, []).append(kind)
    first: dict[str, Rule | Edit] = {}
    for row in (*RULES, DELINQUENT, *CANCELLED, *EDITS, *(rule for rules in AT_THE_DOOR.values() for rule in rules)):
        first.setdefault(row.id, row)
        said = " ".join((row.check.__doc__ or "").split()).partition(": ")[2]
        if said not in asked.setdefault(row.id, []):
            asked[row.id].append(said)
    asked["DR-036"] = ["a record with deficiencies more than 30 days after discharge is delinquent."]
    lines = [
        f"| {row.id} | {row.title} | {row.severity} ({SEVERITIES[row.severity]}) "
        f"| {', '.join(doors.get(row.id, ())) or '-'} | {row.effective} | {'yes' if row.verified else 'no'} "
        f"| {row.citation} | {' '.join(asked[row.id])} |"
        for _, row in sorted(first.items())
    ]
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    TARGET.write_text(table(), encoding="utf-8")
