"""Does a write on a condition, of any kind, tell of a hidden record or reach one? https://hl7.org/fhir/R4/http.html#cond-update."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.world import reference
from tests.attacks.conftest import entry, transaction
from tests.attacks.test_without_the_hidden import HIDDEN, SEEN, URL

if TYPE_CHECKING:
    from tests.api.conftest import Asker, Live

CONDITIONS = {
    "Observation": [
        "_id={o}", "value-quantity={v}", "subject:Patient._id={p}", "code:text=word-{o}", "_content=word-{o}", "_list={l}",
        "_filter=value-quantity eq {v}", "_has:Observation:has-member:_id={z}", "patient={p}", "derived-from:missing={m}",
        "_has:List:item:_id={l}", f"code:in={URL}/ValueSet/{{s}}", "encounter.part-of._id={e}",
    ],
    "Patient": ["_id={p}", "_has:Observation:patient:value-quantity={v}", "name={p}-sentinel", "link._id={p}"],
}  # fmt: skip
HID = {"o": "z1", "v": "6", "p": "zed", "l": "zed-list", "z": "z2", "e": "z-enc", "s": "closed", "m": "false"}
GONE = {"o": "n1", "v": "4", "p": "nil", "l": "nil-list", "z": "n2", "e": "n-enc", "s": "absent", "m": "false&_id=n1"}
BODIES = {
    "Observation": {
        "resourceType": "Observation", "status": "final", "code": {"text": "own"}, "subject": reference("Patient/ann"),
    },
    "Patient": {"resourceType": "Patient"},
}  # fmt: skip
STATUS = {
    "resourceType": "Parameters",
    "parameter": [{"name": "operation", "part": [
        {"name": "type", "valueCode": "replace"}, {"name": "path", "valueString": "Observation.status"}, {"name": "value", "valueCode": "amended"},
    ]}],
}  # fmt: skip


def _calls(type_: str, condition: str) -> list[tuple[str, str, Any, dict[str, str]]]:
    body, where = BODIES[type_], f"{type_}?{condition}"
    refers = BODIES["Observation"] | {"focus": [reference(where)]}
    return [
        ("POST", type_, body, {"if_none_exist": condition}), ("PUT", where, body, {}), ("PUT", where, body, {"if_match": 'W/"1"'}),
        ("PATCH", where, b'[{"op":"test","path":"/status","value":"x"}]', {"content_type": "application/json-patch+json"}),
        ("PATCH", where, STATUS, {}), ("DELETE", where, None, {}), ("POST", "Observation", refers, {}),
        ("POST", "", transaction(entry("DELETE", where), entry("POST", type_, body, ifNoneExist=condition)), {}),
        ("POST", "", transaction(entry("PUT", where, body), entry("PATCH", where, STATUS), type="batch"), {}),
    ]  # fmt: skip


def _face(answer: Any, words: dict[str, str]) -> tuple[int, str, list[str]]:
    """Mask ids, instants and columns, and the words that were sent."""
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\dT[^\"]*|Column\[\d+\]", "X", answer.text)
    for value in words.values():
        text = text.replace(value, "W") if len(value) > 1 else text
    return answer.status_code, text, sorted(answer.headers.keys())


@pytest.mark.parametrize("scope", ["system/*.cruds", "system/*.ruds", "system/Observation.cruds system/Patient.cruds"])
def test_a_condition_that_meets_hidden_records_meets_none(live: Live, feed: Asker, scope: str) -> None:
    """Rows 36, 41: by chains, lists, words and value sets, as by plain parameters; and the hidden records stay as they were."""
    for resource in (*SEEN, *HIDDEN):
        assert feed.put(resource).status_code in (200, 201)
    name = re.sub(r"[^a-z]", "-", scope.lower())
    app = live.client(name, scope, "TREAT", organization="Organization/hill")
    ids = [resource["id"] for resource in HIDDEN]
    before = live.fetch("SELECT id, version, labels FROM record WHERE id = ANY($1) ORDER BY type, id", ids)
    for type_, conditions in CONDITIONS.items():
        for condition in conditions:
            faces = []
            for words in (GONE, HID):
                faces.append([])
                for method, path, body, headers in _calls(type_, condition.format(**words)):
                    answer = app.ask(method, path, body, **headers)
                    assert answer.status_code < 500
                    faces[-1].append(_face(answer, words))
                for row in live.fetch("SELECT type, id FROM record WHERE author = $1", name):
                    assert feed.ask("DELETE", f"{row['type']}/{row['id']}").status_code == 204

            assert faces[0] == faces[1], condition
    assert before == live.fetch("SELECT id, version, labels FROM record WHERE id = ANY($1) ORDER BY type, id", ids)
