"""Under which public addresses is this service known? From the configured origin alone, never from a request.

https://hl7.org/fhir/smart-app-launch/STU2.2/conformance.html
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Addresses:
    """The absolute addresses that tokens and metadata name; ``origin`` has no trailing slash."""

    origin: str

    @property
    def fhir(self) -> str:
        """The FHIR base: audience of every access token."""
        return f"{self.origin}/fhir"

    @property
    def issuer(self) -> str:
        """Issuer of access tokens."""
        return f"{self.origin}/auth"

    @property
    def token(self) -> str:
        """Token endpoint: audience of every client assertion."""
        return f"{self.origin}/auth/token"

    @property
    def jwks(self) -> str:
        """Public keys of the issuer."""
        return f"{self.origin}/auth/jwks"
