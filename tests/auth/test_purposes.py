"""Which purpose of use a token gets, for each way of asking."""

from __future__ import annotations

from typing import Any

import pytest

from auth.purposes import InvalidPurpose, UnregisteredPurpose, asked, settle

OID = "urn:oid:2.16.840.1.113883.5.8#TREAT"


def said(purpose_of_use: Any) -> dict[str, Any]:
    """Give the claims of an assertion with the extension."""
    return {"extensions": {"hl7-b2b": {"version": "1", "purpose_of_use": purpose_of_use}}}


@pytest.mark.parametrize(
    "written",
    [
        OID,
        "TREAT",
        "urn:oid:2.16.840.1.113883.5.8|TREAT",
        "http://terminology.hl7.org/CodeSystem/v3-ActReason|TREAT",
        "http://terminology.hl7.org/CodeSystem/v3-ActReason#TREAT",
        "http://hl7.org/fhir/v3/ActReason|TREAT",
    ],
)
def test_spellings(written: str) -> None:
    """The usual spellings of one code are one code."""
    assert "TREAT" == asked(said([written]))
    assert "TREAT" == asked(said(written))


@pytest.mark.parametrize(
    "claims", [{}, {"extensions": {}}, {"extensions": {"hl7-b2b": {}}}, {"extensions": {"other": 1}}]
)
def test_none_asked(claims: dict[str, Any]) -> None:
    """Without the member no purpose is asked."""
    assert "" == asked(claims)


@pytest.mark.parametrize(
    "claims",
    [
        {"extensions": []},
        {"extensions": "x"},
        {"extensions": None},
        {"extensions": {"hl7-b2b": []}},
        {"extensions": {"hl7-b2b": None}},
        said([]),
        said([OID, OID]),
        said(["TREAT", "HPAYMT"]),
        said(None),
        said({}),
        said([1]),
        said([None]),
        said([["TREAT"]]),
        said(7),
    ],
)
def test_malformed(claims: dict[str, Any]) -> None:
    """A malformed extension, or more than one purpose, is an invalid request."""
    with pytest.raises(InvalidPurpose):
        asked(claims)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "treat",
        "TREAT ",
        "NOSUCH",
        "urn:oid:2.16.840.1.113883.5.9#TREAT",
        "http://evil.test#TREAT",
        "TRE\u0410T",
        OID + "#TREAT",
    ],
)
def test_unknown(written: str) -> None:
    """A code that is not a purpose of use of ActReason is never registered."""
    with pytest.raises(UnregisteredPurpose):
        asked(said([written]))


@pytest.mark.parametrize(
    ("purpose", "registered", "expected"),
    [
        ("", {"TREAT"}, "TREAT"),
        ("TREAT", {"TREAT"}, "TREAT"),
        ("HPAYMT", {"TREAT", "HPAYMT"}, "HPAYMT"),
        ("", {"TREAT", "HPAYMT"}, InvalidPurpose),
        ("", set(), InvalidPurpose),
        ("HPAYMT", {"TREAT"}, UnregisteredPurpose),
        ("TREAT", set(), UnregisteredPurpose),
    ],
)
def test_settle(purpose: str, registered: set[str], expected: str | type[Exception]) -> None:
    """The one asked if registered, the only one if none is asked, else a refusal."""
    if isinstance(expected, str):
        assert expected == settle(purpose, registered)
    else:
        with pytest.raises(expected):
            settle(purpose, registered)
