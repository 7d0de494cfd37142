"""Where does a record stand in an order by a token? (search.html#sort)."""

from __future__ import annotations

from domain.search.ordering import by_body, by_status, token_key
from domain.search.parameters import parameters_of

PATIENT = {
    "resourceType": "Patient",
    "active": True,
    "gender": "male",
    "identifier": [{"value": "b"}, {"value": "a"}, {"system": "s"}],
    "maritalStatus": {"coding": [{"code": "M"}]},
}


def test_keys() -> None:
    """The least code, or the greatest where the order descends; None without one."""
    table = parameters_of("Patient")
    expected = {
        "gender": ("male", "male"),
        "identifier": ("a", "b"),
        "active": ("true", "true"),
        "language": (None, None),
    }
    for code, keys in expected.items():
        assert keys == tuple(token_key(PATIENT, table[code], descending=down) for down in (False, True)), code


def test_where_the_order_stands() -> None:
    """A status is a column of the record, other tokens stand in the body, an id and a date need neither."""
    table = parameters_of("Observation")

    assert (by_status(table["status"]), by_body(table["status"])) == (True, False)
    assert (by_status(table["code"]), by_body(table["code"])) == (False, True)
    assert [False, False, True] == [by_body(table[code]) for code in ("_id", "date", "_profile")]
