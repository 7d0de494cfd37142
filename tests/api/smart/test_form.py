"""The form parser, parameter by parameter."""

from __future__ import annotations

import pytest

from api.smart.form import BadForm, parse


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", {}),
        (b"a=b", {"a": "b"}),
        (b"a=b&c=d", {"a": "b", "c": "d"}),
        (b"a=b+c%20d", {"a": "b c d"}),
        (b"a=%C3%A9", {"a": "\u00e9"}),
        (b"a=b=c", {"a": "b=c"}),
        (b"a=b;c=d", {"a": "b;c=d"}),
        (b"a=", {}),
        (b"a", {}),
        (b"&a=b", {"a": "b"}),
        (b"a=%zz", {"a": "%zz"}),
        (b"a=%00", {"a": "\x00"}),
    ],
)
def test_parse(body: bytes, expected: dict[str, str]) -> None:
    """Only & separates; an empty value counts as left out."""
    assert expected == parse(body)


@pytest.mark.parametrize(
    "body", [b"a=1&a=2", b"a=1&%61=2", b"a=&a=1", b"a=%ff", b"%C3=1", b"a=1" + b"&b" * 40, b"a=%ed%a0%80"]
)
def test_bad(body: bytes) -> None:
    """A parameter twice in any spelling, too many of them, or bytes that are not UTF-8 are refused."""
    with pytest.raises(BadForm):
        parse(body)
