"""On which legal ground may records leave, and what holds on it? 45 CFR 164.502-164.528 and 42 CFR 2.12-2.67 as rows.

The rows are those of RULES.md 0.3 and E2. A field left blank denies. Not legal advice: counsel signs a pack off.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Pathway:
    """One legal ground of disclosure.

    ``minimum_necessary``: 164.502(b) applies. ``accountable``: the disclosure goes into the accounting of 164.528.
    ``restrictable``: an agreed restriction of 164.522(a) can block it. ``psychotherapy`` and ``part2`` say under
    which condition psychotherapy notes (164.508(a)(2)) and Part 2 records may flow on it; blank: under none.
    """

    code: str
    cite: str
    minimum_necessary: bool
    accountable: bool
    restrictable: bool
    psychotherapy: str = ""
    part2: str = ""


_HELD, _FREE = True, False

_ROWS: Final = (
    # code, citation, minimum necessary, accountable, restrictable, psychotherapy notes, Part 2 records
    Pathway("ACCESS", "45 CFR 164.524", _FREE, False, False, "", "patient (2.23); representative by 2.14, 2.15"),
    Pathway("TREAT", "45 CFR 164.506(c)(1)-(2)", _FREE, False, True, "originator", "consent; emergency (2.51)"),
    Pathway("PAY", "45 CFR 164.506(c)(1), (3)", _HELD, False, True, "", "TPO consent"),
    Pathway("OPS", "45 CFR 164.506(c)(1), (4)-(5)", _HELD, False, True, "own training; own defence", "TPO consent"),
    Pathway("AUTH", "45 CFR 164.508", _FREE, False, False, "authorisation of its own", "meets 2.31 as well"),
    Pathway("DIRECTORY", "45 CFR 164.510(a)", _HELD, False, False),
    Pathway("FAMILY", "45 CFR 164.510(b)", _HELD, False, True),
    Pathway("REQUIRED_BY_LAW", "45 CFR 164.512(a)", _FREE, True, False, "as the law says"),
    Pathway(
        "PUBLIC_HEALTH", "45 CFR 164.512(b)", _HELD, True, False, "", "de-identified (2.54); child abuse (2.12(c)(6))"
    ),
    Pathway("ABUSE", "45 CFR 164.512(c)", _HELD, True, False),
    Pathway("OVERSIGHT", "45 CFR 164.512(d)", _HELD, True, False, "oversight of the originator", "audit (2.53)"),
    Pathway("JUDICIAL", "45 CFR 164.512(e)", _HELD, True, False, "", "order and subpoena (subpart E)"),
    Pathway("LAW_ENF", "45 CFR 164.512(f)", _HELD, True, False, "", "order (2.65); crime on premises (2.12(c)(5))"),
    Pathway("CORONER", "45 CFR 164.512(g)(1)", _HELD, True, False, "yes", "cause of death laws (2.15(b))"),
    Pathway("FUNERAL", "45 CFR 164.512(g)(2)", _HELD, True, False, "", "cause of death laws (2.15(b))"),
    Pathway("OPO", "45 CFR 164.512(h)", _HELD, True, False, "", "cause of death laws (2.15(b))"),
    Pathway("RESEARCH", "45 CFR 164.512(i)", _HELD, True, False, "", "research (2.52)"),
    Pathway("THREAT", "45 CFR 164.512(j)", _HELD, True, False, "imminent threat, (j)(1)(i)"),
    Pathway("GOVT", "45 CFR 164.512(k)(1), (3), (4), (6)", _HELD, True, False),
    Pathway("NATSEC", "45 CFR 164.512(k)(2)", _HELD, False, False),
    Pathway("CUSTODY", "45 CFR 164.512(k)(5)", _HELD, False, False),
    Pathway("WORKERS_COMP", "45 CFR 164.512(l)", _HELD, True, False),
    Pathway("SECRETARY", "45 CFR 164.502(a)(2)(ii)", _FREE, True, False, "yes", "2.3, 2.4"),
    Pathway("LDS", "45 CFR 164.514(e)", _HELD, False, True, "", "research (2.52)"),
    Pathway("DEID", "45 CFR 164.514(a)-(b)", _FREE, False, False, "", "once de-identified"),
    Pathway("IMPERMISSIBLE", "45 CFR 164.528(a)(1)", _FREE, True, False),
)

PATHWAYS: Final[dict[str, Pathway]] = {row.code: row for row in _ROWS}
"""Every pathway by its code. IMPERMISSIBLE (a misdirected release) is for the accounting alone: nothing rests on it."""


PURPOSE_SYSTEMS: Final = frozenset(
    {
        "http://terminology.hl7.org/CodeSystem/v3-ActReason",
        "http://hl7.org/fhir/v3/ActReason",
        "urn:oid:2.16.840.1.113883.5.8",
    }
)
"""The names of ActReason, the code system of purposes of use."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """One ActReason code and the pathway it names; ``wants`` is what a person must still bring or decide.

    A purpose that wants nothing opens its pathway to direct access. ``emergency`` marks 164.522(a)(1)(iii).
    """

    code: str
    pathway: str
    wants: str = ""
    emergency: bool = False


_PURPOSE_ROWS: Final = (
    Purpose("TREAT", "TREAT"),
    Purpose("COC", "TREAT"),
    Purpose("ETREAT", "TREAT", emergency=True),
    Purpose("ERTREAT", "TREAT", emergency=True),
    Purpose("BTG", "TREAT", "clinician role, reason and review", emergency=True),
    *(Purpose(c, "PAY") for c in ("HPAYMT", "CLMATTCH", "COVAUTH", "ELIGDTRM", "ELIGVER", "ENROLLM", "REMITADV")),
    Purpose("COVERAGE", "PAY", "own cover; a benefit office needs an authorisation or 164.512(k)(6)"),
    *(
        Purpose(c, "OPS")
        for c in (
            *("HOPERAT", "HQUALIMP", "PATSFTY", "HACCRED", "HCOMPL"),
            *("PERFMSR", "RECORDMGT", "PATADMIN", "CAREMGT"),
        )
    ),
    Purpose("FRAUD", "OPS", "operations or oversight: a person decides"),
    Purpose("TRAIN", "OPS", "the hospital's own training"),
    Purpose("HDIRECT", "DIRECTORY", "asked for by name"),
    Purpose("HLEGAL", "JUDICIAL", "judicial, law enforcement or own defence: a person decides"),
    Purpose("GOV", "GOVT", "a person decides"),
    Purpose("DONAT", "OPO", "the organ procurement organisation's request"),
    Purpose("HDECD", "CORONER", "the coroner's request"),
    Purpose("MILCDM", "GOVT", "the command's notice in the Federal Register"),
    Purpose("PUBHLTH", "PUBLIC_HEALTH", "the authority's legal ground"),
    Purpose("THREAT", "THREAT", "a good-faith determination"),
    Purpose("DISASTER", "FAMILY", "relief organisation, 164.510(b)(4)"),
    *(
        Purpose(c, "RESEARCH", "waiver or authorisation")
        for c in (
            *("HRESCH", "BIORCH", "CLINTRCH", "CLINTRCHNPC", "CLINTRCHPC"),
            *("PRECLINTRCH", "DSRCH", "POARCH", "TRANSRCH"),
        )
    ),
    Purpose("CLINTRL", "RESEARCH", "authorisation or waiver; not plain treatment"),
    Purpose("PATRQT", "ACCESS"),
    Purpose("PWATRNY", "ACCESS", "proof of the representative's authority"),
    Purpose("FAMRQT", "FAMILY", "the patient's agreement, or a professional's judgement"),
    Purpose("SUPNWK", "FAMILY", "the patient's agreement, or a professional's judgement"),
    Purpose("HMARKT", "AUTH", "an authorisation that covers marketing"),
    Purpose("MLTRAINING", "OPS", "a person decides"),
)

PURPOSES: Final[dict[str, Purpose]] = {row.code: row for row in _PURPOSE_ROWS}
"""The closed table of purposes of use. What is not here has no pathway; no code stands for its children."""

_HEADS: Final = {"TREAT": "TREAT", "HPAYMT": "PAY", "HOPERAT": "OPS", "HRESCH": "RESEARCH", "PATRQT": "ACCESS"}


def pathway_of(purpose: str) -> str | None:
    """Name the pathway a purpose opens to direct access; ``None`` when there is none, or a person must first act."""
    row = PURPOSES.get(purpose)
    return row.pathway if row is not None and not row.wants else None


def ground_pathway(purpose: str, ground_kind: str) -> str | None:
    """Name the pathway of a release from its purpose and the type of the resource that carries its authority."""
    if purpose not in PURPOSES:
        return None
    if ground_kind == "Consent":
        return "AUTH"
    if ground_kind == "DocumentReference" and purpose == "PUBHLTH":
        return "PUBLIC_HEALTH"
    return None


def refusal_of(purpose: str) -> str:
    """Give the reason code for a purpose that opens no pathway to direct access, or an empty text."""
    if not purpose:
        return "NO_PATHWAY"
    if purpose not in PURPOSES:
        return "PURPOSE_UNMAPPED"
    return "NO_PATHWAY" if PURPOSES[purpose].wants else ""


def is_emergency(purpose: str) -> bool:
    """Tell whether the purpose is emergency treatment, which an agreed restriction does not stop."""
    row = PURPOSES.get(purpose)
    return row is not None and row.emergency


def denied_by(purpose: str) -> frozenset[str]:
    """Give the purposes that a *deny* of this purpose stops: a pathway's general code stops all that stand on it.

    A permit is never widened so. Emergency codes are stopped only where they are named (164.522(a)(1)(iii)).
    """
    pathway = _HEADS.get(purpose)
    if pathway is None:
        return frozenset({purpose})
    return frozenset(row.code for row in _PURPOSE_ROWS if row.pathway == pathway and not row.emergency)
