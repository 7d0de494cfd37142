"""How are findings told: an OperationOutcome with one issue each (https://hl7.org/fhir/R4/operationoutcome.html)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.review.findings import Finding

RULE_SYSTEM = "urn:chartward:rule"
SEVERITY = "urn:chartward:severity"
FOCUS = "urn:chartward:focus"
ISSUE_SEVERITY = {"X": "error", "D": "error", "Q": "warning", "W": "warning"}


def outcome(findings: Sequence[Finding]) -> dict[str, Any]:
    """Write the findings as an OperationOutcome; a clean chart has one informational issue."""
    if not findings:
        clean = {"severity": "information", "code": "informational", "details": {"text": "Reviewed: no finding."}}
        return {"resourceType": "OperationOutcome", "issue": [clean]}
    return {"resourceType": "OperationOutcome", "issue": [_issue(each) for each in findings]}


def _issue(finding: Finding) -> dict[str, Any]:
    return {
        "extension": [
            {"url": SEVERITY, "valueCode": finding.severity},
            {"url": FOCUS, "valueReference": {"reference": finding.focus}},
        ],
        "severity": ISSUE_SEVERITY[finding.severity],
        "code": finding.issue,
        "details": {"coding": [{"system": RULE_SYSTEM, "code": finding.rule}], "text": finding.text},
        "diagnostics": finding.citation,
        "expression": [finding.expression],
    }
