"""Which exception to information blocking covers a refusal? 45 CFR 171.202-171.205 by reason code (RULES.md IB-020).

Every reason that this service gives for withholding must be found here: one that is not might be information blocking.
A code that ends in ``*`` stands for all that begin so.
"""

from __future__ import annotations

from typing import Final

PRECONDITION: Final = "45 CFR 171.202(b)"
DENIED_ACCESS: Final = "45 CFR 171.202(d)"
PATIENT_REQUEST: Final = "45 CFR 171.202(e)"
HARM: Final = "45 CFR 171.201"
SECURITY: Final = "45 CFR 171.203"
INFEASIBLE: Final = "45 CFR 171.204"
PERFORMANCE: Final = "45 CFR 171.205"
NOT_EHI: Final = "NOT_EHI"
"""Not electronic health information: 45 CFR 171.102."""
REQUIRED_BY_LAW: Final = "REQUIRED_BY_LAW"
"""Interference that a law requires is no information blocking: 45 CFR 171.103."""

_BY_EXCEPTION: Final = {
    PRECONDITION: (
        "AUTH_* P2_* VERIFY_* NO_PATHWAY PURPOSE_NOT_ENTITLED PURPOSE_UNMAPPED NO_TREATMENT_RELATIONSHIP NO_BAA "
        "OPS_NOT_1_OR_2 ENTIRE_RECORD CONSENT_NOT_AUTHORIZATION NOT_BY_NAME LAW_CITE NOT_PHA NOT_OVERSIGHT NOTICE "
        "NO_SATISFACTORY_ASSURANCE ADMIN_3PART IRB_DOC:* NO_REMOVAL CUSTODY_ENDED REP_SCOPE PROXY_AGED_OUT USE_AUTH "
        "NO_DUA STATE_UNKNOWN DESCRIPTION_SPECIFIC SALE_NO_STATEMENT"
    ),
    PATIENT_REQUEST: "RESTRICTED SELF_PAY SELF_PAY_RESTRICTION OBJECTION",
    DENIED_ACCESS: "ACCESS_UNREV",
    HARM: "ACCESS_REVIEWABLE REP_ENDANGER",
    SECURITY: "CLIENT_UNTRUSTED",
    INFEASIBLE: "SEGMENT_FAIL UNLABELED",
    PERFORMANCE: "RATE_LIMIT",
    NOT_EHI: "PSY_NOTES NOT_DRS",
    REQUIRED_BY_LAW: "STATE_SHIELD",
}

EXCEPTIONS: Final[dict[str, str]] = {
    code: exception for exception, codes in _BY_EXCEPTION.items() for code in codes.split()
}
"""Exception by reason code."""
_FAMILIES: Final = tuple((code[:-1], exception) for code, exception in EXCEPTIONS.items() if code.endswith("*"))


def exception_for(reason: str) -> str | None:
    """Give the exception that covers a refusal for this reason; ``None``: none does, and that is a fault of ours."""
    exact = EXCEPTIONS.get(reason)
    if exact is not None:
        return exact
    return next((exception for family, exception in _FAMILIES if reason.startswith(family)), None)


def is_reason(code: str) -> bool:
    """Tell whether a text is a reason code of the closed list; families want their element."""
    return not code.endswith("*") and exception_for(code) is not None
