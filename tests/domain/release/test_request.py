"""What a release request says, and every fault of one that says it badly."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.release.request import ReleaseRequest, is_release, read
from tests.domain.release.tasks import AGENCY, SCOPE, authority, said, scope, task


@pytest.mark.parametrize(
    ("whole", "expected"),
    [
        (task(), True),
        (task(code={"coding": [{"code": "release-of-information"}]}), True),
        (task(code={"coding": [{"code": "x"}, {"system": "y", "code": "release-of-information"}]}), True),
        (task(code={"coding": [{"code": "deficiency"}]}), False),
        (task(code={"text": "release-of-information"}), False),
        (task(code=None), False),
        (task(resourceType="Communication"), False),
        ({"resourceType": "Task", "code": "release-of-information"}, False),
    ],
)
def test_is_release(whole: dict[str, Any], expected: bool) -> None:  # noqa: FBT001
    """A Task is a release request by its code, whatever the system."""
    assert expected is is_release(whole)


def test_read() -> None:
    """A request is read element by element."""
    whole = task(
        scope(),
        scope("Encounter"),
        authority("Consent/c1"),
        authority("Consent/c1"),
        said("format", "valueCode", "ndjson"),
        said("channel", "valueCoding", {"code": "MAILWRIT"}),
        said("received", "valueDateTime", "2026-03-02T09:00:00-05:00"),
    )

    expected = ReleaseRequest(
        "t1", "p", AGENCY, "HLEGAL", (SCOPE, "Encounter"), ("Consent/c1",), "ndjson", "MAILWRIT", 1772460000000000
    )

    assert expected == read(whole)


def test_defaults() -> None:
    """Without a format a Bundle is meant; authority, channel and receipt may be missing."""
    assert ReleaseRequest("t1", "p", AGENCY, "HLEGAL", (SCOPE,)) == read(task())


def test_purpose_is_the_code_of_purposes_of_use() -> None:
    """Where a reason is coded twice, the code of ActReason is the purpose."""
    local = {"system": "urn:local", "code": "attorney"}
    purpose = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HLEGAL"}

    assert "HLEGAL" == read(task(reasonCode={"coding": [local, purpose]})).purpose
    assert "attorney" == read(task(reasonCode={"coding": [local]})).purpose


@pytest.mark.parametrize(
    ("whole", "expressions"),
    [
        (task(**{"for": None}), ["Task.for"]),
        (task(**{"for": {"reference": "Group/g"}}), ["Task.for"]),
        (task(**{"for": {"reference": "https://x.example/Patient/p"}}), ["Task.for"]),
        (task(requester=None), ["Task.requester"]),
        (task(requester={"display": "Agency"}), ["Task.requester"]),
        (task(reasonCode=None), ["Task.reasonCode"]),
        (task(reasonCode={"text": "legal"}), ["Task.reasonCode"]),
        (task(reasonCode={"coding": [{"code": "HLEGAL"}, {"code": "TREAT"}]}), ["Task.reasonCode"]),
        (task(input=None), ["Task.input"]),
        (task(authority("Consent/c1")), ["Task.input"]),
        (task(scope("NoSuchType?x=1")), ["Task.input[0].valueString", "Task.input"]),
        (task(scope("DocumentReference/d1")), ["Task.input[0].valueString", "Task.input"]),
        (task(scope("https://x.example/Condition")), ["Task.input[0].valueString", "Task.input"]),
        (task(scope("")), ["Task.input[0].valueString", "Task.input"]),
        (task(said("scope", "valueUri", "Condition")), ["Task.input[0].valueString", "Task.input"]),
        (task(scope(), authority("Contract/c")), ["Task.input[1].valueReference"]),
        (task(scope(), said("format", "valueCode", "pdf")), ["Task.input[1].valueCode"]),
        (task(scope(), *[said("format", "valueCode", "bundle")] * 2), ["Task.input[2]"]),
        (task(scope(), said("channel", "valueCoding", {"display": "mail"})), ["Task.input[1].valueCoding"]),
        (task(scope(), said("received", "valueDateTime", "yesterday")), ["Task.input[1].valueDateTime"]),
        (task(scope(), said("exclude", "valueString", "Condition")), ["Task.input[1].type"]),
        (task(scope(), {"valueString": "Condition"}), ["Task.input[1].type"]),
        (
            task(said("format", "valueCode", "pdf"), requester=None, reasonCode=None),
            ["Task.requester", "Task.reasonCode", "Task.input[0].valueCode", "Task.input"],
        ),
    ],
)
def test_faults(whole: dict[str, Any], expressions: list[str]) -> None:
    """Every fault is reported at once, each with its place."""
    with pytest.raises(Invalid) as refused:
        read(whole)

    assert expressions == [fault.expression for fault in refused.value.faults]


JSON = st.recursive(
    st.none() | st.booleans() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["coding", "code", "x"]), inner),
    max_leaves=5,
)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from(["for", "requester", "reasonCode", "code"]), JSON))
def test_any_shape_is_survived(elements: dict[str, Any]) -> None:
    """Whatever the JSON, a request is either read or refused."""
    whole = {**task(), **elements}
    is_release(whole)
    with suppress(Invalid):
        assert "p" == read(whole).patient
