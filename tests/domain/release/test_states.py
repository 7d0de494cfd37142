"""What may happen to a release request, from each of its states."""

from __future__ import annotations

from typing import Any

import pytest

from domain.errors import Conflict, Invalid
from domain.release.states import ACTIONS, STATES, advance, opened, require, state_of
from tests.domain.release.tasks import task

AT = "2026-03-02T14:00:00.000Z"

# Action from a state, and where it leads. A pair that is not listed is refused.
MOVES = {
    ("received", "verify"): ("verified", "accepted"),
    ("received", "deny"): ("denied", "rejected"),
    ("verified", "approve"): ("approved", "in-progress"),
    ("verified", "deny"): ("denied", "rejected"),
    ("approved", "fulfil"): ("fulfilled", "completed"),
    ("approved", "deny"): ("denied", "rejected"),
}


def standing(state: str) -> dict[str, Any]:
    """Give a Task in a state."""
    return task(status=STATES[state].status, businessStatus={"coding": [{"code": state}]})


@pytest.mark.parametrize("action", sorted(ACTIONS))
@pytest.mark.parametrize("state", STATES)
def test_moves(state: str, action: str) -> None:
    """An action leads where the table says, and is refused everywhere else, with what is open instead."""
    if (state, action) not in MOVES:
        with pytest.raises(Conflict) as refused:
            advance(standing(state), action, by="clerk", at=AT, reason="AUTH_EXPIRED", output="Bundle/b")
        assert f"${action} does not apply" in str(refused.value)
        return
    moved = advance(standing(state), action, by="clerk", at=AT, reason="AUTH_EXPIRED", output="Bundle/b")

    assert MOVES[state, action] == (state_of(moved).code, moved["status"])
    assert state_of(moved) == require(standing(state), action)


def test_no_stale_move() -> None:
    """Every move of the table is between states and by actions that exist."""
    assert {state for state, _ in MOVES} | {state for state, _ in MOVES.values()} == STATES.keys()
    assert {action for _, action in MOVES} == ACTIONS


def test_unknown_action() -> None:
    """An action that does not exist is refused in every state."""
    for state in STATES:
        with pytest.raises(Conflict):
            advance(standing(state), "publish", by="clerk", at=AT)


def test_opened() -> None:
    """A new request is received: nothing that it says about its own decision is kept."""
    eager = task(
        businessStatus={"coding": [{"code": "approved"}]}, output=[{"valueReference": {"reference": "Bundle/b"}}]
    )
    kept = opened(eager, AT)

    assert ("received", "requested") == (state_of(kept).code, kept["status"])
    assert "output" not in kept
    assert AT == kept["authoredOn"] == kept["lastModified"]
    assert "2026-01-01" == opened(task(authoredOn="2026-01-01"), AT)["authoredOn"]


@pytest.mark.parametrize("status", ["accepted", "in-progress", "completed", "rejected"])
def test_not_opened_as_decided(status: str) -> None:
    """A request cannot be opened as if it had been decided."""
    with pytest.raises(Invalid):
        opened(task(status=status), AT)


def test_denial_states_its_reason() -> None:
    """A denial wants a reason: a code of the closed list, or words."""
    with pytest.raises(Invalid):
        advance(standing("verified"), "deny", by="clerk", at=AT)

    coded = advance(standing("verified"), "deny", by="clerk", at=AT, reason="AUTH_INCOMPLETE:expiry")
    worded = advance(standing("verified"), "deny", by="clerk", at=AT, reason="withdrawn by the requester")

    assert "AUTH_INCOMPLETE:expiry" == coded["statusReason"]["coding"][0]["code"]
    assert {"text": "withdrawn by the requester"} == worded["statusReason"]


def test_fulfilment_names_its_package() -> None:
    """A fulfilled request refers to its package."""
    with pytest.raises(Invalid):
        advance(standing("approved"), "fulfil", by="clerk", at=AT)

    moved = advance(standing("approved"), "fulfil", by="clerk", at=AT, output="Binary/n1")

    assert [{"reference": "Binary/n1"}] == [output["valueReference"] for output in moved["output"]]


def test_every_step_is_noted() -> None:
    """Each step leaves who, when and what; the Task it came from is not touched."""
    first = standing("received")
    second = advance(first, "verify", by="Practitioner/clerk", at=AT, note="photo ID seen")
    third = advance(second, "approve", by="supervisor", at=AT)

    assert "note" not in first
    assert [
        {"authorReference": {"reference": "Practitioner/clerk"}, "time": AT, "text": "$verify: photo ID seen"},
        {"authorString": "supervisor", "time": AT, "text": "$approve"},
    ] == third["note"]


def test_a_state_unknown_or_absent_is_received() -> None:
    """A Task that states no known state counts as just received."""
    for business in (None, {"text": "done"}, {"coding": [{"code": "lost"}]}, "approved"):
        assert "received" == state_of(task(businessStatus=business)).code
