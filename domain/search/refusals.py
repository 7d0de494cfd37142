"""How is a parameter of a search refused? By its name, never with its value (SECURITY.md A7)."""

from __future__ import annotations

import re
from typing import NoReturn

from domain.errors import Fault, Malformed


def shown(name: str) -> str:
    """Give what of a name may stand in a message."""
    return re.sub(r"[^A-Za-z0-9:._\-]", "?", name[:64])


def refused(code: str, name: str, why: str) -> Malformed:
    """Make the refusal of a parameter."""
    return Malformed(Fault(code, f"The search parameter {shown(name)} {why}.", f"http.{shown(name)}"))


def refuse(code: str, name: str, why: str) -> NoReturn:
    """Refuse a parameter."""
    raise refused(code, name, why)
