"""What may happen to a release request next? Its states and the moves between them, on the FHIR Task.

https://hl7.org/fhir/R4/task.html#statemachine. ``businessStatus`` is the state; ``status`` follows from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from domain.errors import Conflict, Fault, Invalid
from domain.privacy.blocking import is_reason
from domain.release.request import HOUSE

STATE_SYSTEM: Final = f"{HOUSE}release-state"
REASON_SYSTEM: Final = f"{HOUSE}reason"
OUTPUT_SYSTEM: Final = f"{HOUSE}task-output"


@dataclass(frozen=True, slots=True)
class State:
    """One state: its code, the Task status it shows as, and the state each action leads to."""

    code: str
    status: str
    moves: dict[str, str]
    display: str


_ROWS: Final = (
    State("received", "requested", {"verify": "verified", "deny": "denied"}, "Received"),
    State("verified", "accepted", {"approve": "approved", "deny": "denied"}, "Identity and authority verified"),
    State("approved", "in-progress", {"fulfil": "fulfilled", "deny": "denied"}, "Approved"),
    State("fulfilled", "completed", {}, "Fulfilled: the package may be fetched"),
    State("denied", "rejected", {}, "Denied"),
)

STATES: Final[dict[str, State]] = {row.code: row for row in _ROWS}
ACTIONS: Final = frozenset(action for row in _ROWS for action in row.moves)
"""The operations that move a request."""

_INITIAL: Final = frozenset({"draft", "requested", "received", "ready"})


def opened(task: dict[str, Any], at: str) -> dict[str, Any]:
    """Give the Task as the service keeps it when it is opened: received, requested, nothing decided beforehand."""
    if task.get("status", "requested") not in _INITIAL:
        raise Invalid(Fault("business-rule", "A release request is opened with the status requested.", "Task.status"))
    kept = {name: value for name, value in task.items() if name not in ("output", "statusReason", "businessStatus")}
    return {"authoredOn": at, **kept, **_standing(STATES["received"]), "lastModified": at}


def state_of(task: dict[str, Any]) -> State:
    """Give the state a request is in; one that states none has just been received."""
    business = task.get("businessStatus")
    coding = business.get("coding") if isinstance(business, dict) else None
    codes = [c.get("code") for c in coding if isinstance(c, dict)] if isinstance(coding, list) else []
    return next((STATES[code] for code in codes if code in STATES), STATES["received"])


def require(task: dict[str, Any], action: str) -> State:
    """Give the state that an action leads to; ``Conflict`` when the request's state does not allow it."""
    state = state_of(task)
    if action in state.moves:
        return STATES[state.moves[action]]
    open_to = ", ".join(f"${move}" for move in state.moves) or "nothing"
    text = f"The request is {state.code}; ${action} does not apply. Open to it: {open_to}."
    raise Conflict(Fault("business-rule", text, "Task.businessStatus"))


def advance(
    task: dict[str, Any],
    action: str,
    *,
    by: str,
    at: str,
    reason: str = "",
    note: str = "",
    output: str = "",
) -> dict[str, Any]:
    """Move a request on and give the new Task; ``Conflict`` when its state does not allow the action.

    ``by`` is a literal reference to who acts or, without a slash, a name; ``at`` an instant as FHIR writes it;
    ``reason`` a reason code, or words where it is none, which a denial must state; ``output`` the reference to the
    package.
    """
    following = require(task, action)
    if action == "deny" and not reason:
        raise Invalid(Fault("required", "A denial states its reason.", "Task.statusReason"))
    if action == "fulfil" and not output:
        raise Invalid(Fault("required", "A fulfilled request has a package.", "Task.output"))
    moved = {name: value for name, value in task.items() if name not in ("statusReason", "lastModified")}
    moved |= _standing(following) | {"lastModified": at}
    if reason:
        coding = {"coding": [{"system": REASON_SYSTEM, "code": reason}]}
        moved["statusReason"] = coding if is_reason(reason) else {"text": reason}
    moved["note"] = [*task.get("note", ()), _note(action, by, at, note)]
    if output:
        package = {"type": {"coding": [{"system": OUTPUT_SYSTEM, "code": "package"}], "text": "package"}}
        moved["output"] = [*task.get("output", ()), {**package, "valueReference": {"reference": output}}]
    return moved


def _standing(state: State) -> dict[str, Any]:
    coding = {"system": STATE_SYSTEM, "code": state.code, "display": state.display}
    return {"status": state.status, "businessStatus": {"coding": [coding]}}


def _note(action: str, by: str, at: str, text: str) -> dict[str, Any]:
    author = {"authorReference": {"reference": by}} if "/" in by else {"authorString": by}
    return {**author, "time": at, "text": f"${action}: {text}" if text else f"${action}"}
