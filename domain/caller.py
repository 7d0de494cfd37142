"""Who asks: client, user, organisation, scopes, purpose of use, patient in context."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Scope:
    """One SMART scope, v2 form: https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html.

    ``context`` is patient, user or system; ``type`` a resource type or ``*``; ``letters`` an
    in-order subset of ``cruds``.
    """

    context: str
    type: str
    letters: str


@dataclass(frozen=True, slots=True)
class Caller:
    """A request's author, as the token proves it.

    ``purpose`` is one ActReason code (a claim bound to the registration). ``organization`` and
    ``user`` are references such as ``Organization/o1`` and ``Practitioner/p1``, empty when there
    is none; ``patient`` is the id of the patient in context. ``works`` are the scopes of release
    work (``release.request`` ...). ``jti`` names the token in the audit trail.
    """

    client: str
    kind: str = "backend"
    purpose: str = ""
    scopes: tuple[Scope, ...] = ()
    works: frozenset[str] = frozenset()
    organization: str = ""
    own_feed: bool = False
    user: str = ""
    patient: str = ""
    jti: str = ""
    purposes: frozenset[str] = field(default_factory=frozenset)

    @property
    def parties(self) -> tuple[str, ...]:
        """The references under which a patient's record may name this caller."""
        return tuple(party for party in (self.organization, self.user) if party)
