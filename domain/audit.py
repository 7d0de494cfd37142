"""What is written down about every access, refusal and failed authentication, before any byte leaves.

The durable row keeps this entry as canonical bytes, with the versions delivered and its own hash; the FHIR
shape is https://hl7.org/fhir/R4/auditevent.html.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256

from domain.privacy.decide import Clearance


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing that somebody did, or was refused.

    ``action`` is C, R, U, D or E (https://hl7.org/fhir/R4/valueset-audit-event-action.html); ``kind`` the
    interaction or operation; ``outcome`` is empty for success, else the issue code of the refusal.
    ``query`` is the search as asked; ``policy`` the rule pack and rule ids that decided.
    """

    kind: str
    action: str = "E"
    client: str = ""
    user: str = ""
    organization: str = ""
    purpose: str = ""
    pathway: str = ""
    target: str = ""
    query: str = ""
    patient: str = ""
    outcome: str = ""
    policy: str = ""
    token: str = ""
    request: str = ""
    more: tuple[tuple[str, str], ...] = field(default=())

    def canonical(self) -> bytes:
        """Give the bytes that are stored and hashed: JSON, members in a fixed order, empty ones left out."""
        members = {
            name: value
            for name, value in (
                ("kind", self.kind),
                ("action", self.action),
                ("client", self.client),
                ("user", self.user),
                ("organization", self.organization),
                ("purpose", self.purpose),
                ("pathway", self.pathway),
                ("target", self.target),
                ("query", self.query),
                ("patient", self.patient),
                ("outcome", self.outcome),
                ("policy", self.policy),
                ("token", self.token),
                ("request", self.request),
                *self.more,
            )
            if value
        }
        return json.dumps(members, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")


def row_hash(recorded: int, entry: bytes, delivered: str) -> bytes:
    """Hash one row: SHA-256 over instant, entry and the comma-joined versions delivered.

    PostgreSQL computes the same when it writes the row (``persistence/audit_trail.py``).
    """
    return sha256(b"%d\n%b\n%b" % (recorded, entry, delivered.encode())).digest()


def entry(
    clearance: Clearance, action: str, target: str, request: str, *, query: str = "", patient: str = ""
) -> AuditEntry:
    """Say who does what, on which ground, for the audit trail."""
    caller = clearance.caller
    return AuditEntry(
        kind=clearance.interaction,
        action=action,
        client=caller.client,
        user=caller.user,
        organization=caller.organization,
        purpose=caller.purpose,
        pathway=clearance.pathway,
        target=target,
        query=query,
        patient=patient or caller.patient,
        policy=clearance.policy,
        token=caller.jti,
        request=request,
    )
