"""What does docs/review-rules.md say: the rows of all rules of review, as a table for readers."""

from __future__ import annotations

from domain.coding.edits import EDITS, Edit
from domain.review.completion import DELINQUENT
from domain.review.encounters import CANCELLED
from domain.review.findings import SEVERITIES, Rule
from domain.review.reviewing import AT_THE_DOOR, RULES

HEAD = """# Rules of review

Generated from the rows in `domain/review` and `domain/coding`; do not edit, but run
`python -c 'from domain.review.table import table; print(table(), end="")' > docs/review-rules.md`.

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
    rows: list[Rule | Edit] = [*RULES, DELINQUENT, *CANCELLED, *EDITS]
    rows += [rule for rules in AT_THE_DOOR.values() for rule in rules]
    for row in rows:
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
