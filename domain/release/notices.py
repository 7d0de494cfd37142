"""Which notices travel with a release? Texts that the law words, as versioned rows, and when each is owed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.privacy.facts import LATEST, Directive
from domain.privacy.labelling import PART2
from domain.privacy.pathways import PATHWAYS
from domain.release.accounting import day


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice: obligation code, version, citation, text. ``verified``: compared with the published text."""

    code: str
    version: str
    effective: date
    citation: str
    text: str
    verified: bool = True


_ROWS: Final = (
    Notice(
        "P2_NOTICE",
        "2024",
        date(2024, 4, 16),
        "42 CFR 2.32(a)(1)",
        "This record which has been disclosed to you is protected by Federal confidentiality rules (42 CFR part 2). "
        "These rules prohibit you from using or disclosing this record, or testimony that describes the information "
        "contained in this record, in any civil, criminal, administrative, or legislative proceedings by any Federal, "
        "State, or local authority, against the patient, unless authorized by the consent of the patient, except as "
        "provided at 42 CFR 2.12(c)(5) or as authorized by a court in accordance with 42 CFR 2.64 or 2.65. In "
        "addition, the Federal rules prohibit you from making any other use or disclosure of this record unless at "
        "least one of the following applies: (i) Further use or disclosure is expressly permitted by the written "
        "consent of the individual whose information is being disclosed in this record or as otherwise permitted by "
        "42 CFR part 2. (ii) You are a covered entity or business associate and have received the record for "
        "treatment, payment, or health care operations, or (iii) You have received the record from a covered entity "
        "or business associate as permitted by 45 CFR part 164, subparts A and E. A general authorization for the "
        "release of medical or other information is NOT sufficient to meet the required elements of written consent "
        "to further use or redisclose the record (see 42 CFR 2.31).",
        verified=False,
    ),
    Notice(
        "REDISCLOSURE",
        "2013",
        date(2013, 9, 23),
        "45 CFR 164.508(c)(2)(iii)",
        "These records are disclosed under the patient's authorization. Whoever receives them under it may be able to "
        "disclose them again, and they may then no longer be protected by 45 CFR part 164.",
    ),
)

NOTICES: Final[dict[str, Notice]] = {row.code: row for row in _ROWS}
"""The text in force for each obligation; a changed text is a new row."""


def obligations(pathway: str, label_sets: Iterable[frozenset[str]]) -> tuple[str, ...]:
    """Name what a release on this pathway owes, given the labels of what it holds."""
    owed = ["AUDIT_DISCLOSE"]
    row = PATHWAYS.get(pathway)
    if row is not None and row.accountable:
        owed.append("ACCOUNTING")
    if pathway == "AUTH":
        owed.append("REDISCLOSURE")
    if any(labels & PART2 for labels in label_sets):
        owed += ["P2_NOTICE", "P2_CONSENT_COPY", "P2_ACC"]
    return tuple(owed)


def owed(codes: Iterable[str], directives: Iterable[Directive] = ()) -> tuple[Notice, ...]:
    """Give the notices that these obligations demand; the consent is explained from its directives (42 CFR 2.32(b))."""
    found = []
    for code in codes:
        if code in NOTICES:
            found.append(NOTICES[code])
        elif code == "P2_CONSENT_COPY":
            found.append(_explained(directives))
    return tuple(found)


def _explained(directives: Iterable[Directive]) -> Notice:
    rows = [_words(row) for row in directives if row.permits]
    text = "Scope of the consent on which these records are disclosed. " + (" ".join(dict.fromkeys(rows)) or "None.")
    return Notice("P2_CONSENT_COPY", "2024", date(2024, 4, 16), "42 CFR 2.32(b)", text)


def _words(row: Directive) -> str:
    said = {
        "to": row.recipients,
        "for": row.purposes,
        "types": row.kinds,
        "labels": row.labels,
        "records": row.records,
    }
    stated = [f"{name}: {', '.join(sorted(values))}" for name, values in said.items() if values is not None]
    if row.valid_hi != LATEST:
        stated.append(f"until: {day(row.valid_hi - 1)}")
    return f"Consent/{row.consent} ({'; '.join(stated)})."
