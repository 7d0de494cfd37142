"""Is every record found by each value it has, whatever its type and wherever the value stands?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from domain.fhir.resources import RESOURCES
from domain.search.parameters import Leaf, SearchParameter, parameters_of

if TYPE_CHECKING:
    from conftest import Index


def sample(parameter: SearchParameter, leaf: Leaf, n: int) -> tuple[Any, str]:  # noqa: C901, PLR0911, PLR0912 - a table
    """Make a value that no other record has, and the text that searches for it."""
    day = (date(1900, 1, 1) + timedelta(days=n)).isoformat()
    target = (leaf.narrowed or next(iter(parameter.targets), "Basic")) + f"/t{n}"
    amount = {"value": n + 0.25, "system": "urn:units", "code": f"u{n}"}
    token = f"urn:s{n}|c{n}"
    coding = {"system": f"urn:s{n}", "code": f"c{n}"}
    text = f"text {n};"
    match parameter.kind, leaf.type:
        case "token", "CodeableConcept":
            return {"coding": [coding]}, token
        case "token", "Coding":
            return coding, token
        case "token", "Identifier":
            return {"system": f"urn:s{n}", "value": f"c{n}"}, token
        case "token", "ContactPoint":
            return {"value": f"c{n}"}, f"c{n}"
        case "token", "boolean":
            return True, "true"
        case "token", _:
            return f"c{n}", f"{leaf.narrowed}|c{n}" if leaf.narrowed else f"c{n}"
        case "reference", "Reference":
            return {"reference": target}, target
        case "reference", "Resource":
            type_, _, id_ = target.partition("/")
            return {"resourceType": type_, "id": id_}, target
        case (("reference" | "uri"), _):
            return f"urn:x:{n}", f"urn:x:{n}"
        case "string", "CodeableConcept":
            return {"text": text}, text
        case "string", _:
            return text, text
        case "date", "Period":
            return {"start": day, "end": day}, day
        case "date", "Timing":
            return {"event": [day]}, day
        case "date", "instant":
            return day + "T12:00:00Z", day
        case "date", _:
            return day, day
        case "number", "Range":
            return {"low": {"value": n}, "high": {"value": n}}, str(n)
        case "number", _:
            return n, str(n)
        case _, "Money":
            return {"value": n + 0.25, "currency": f"u{n}"}, f"{n}.25||u{n}"
        case _, "Range":
            return {"low": amount, "high": amount}, f"{n}.25|urn:units|u{n}"
        case _, "SampledData":
            sampled = {"origin": amount, "lowerLimit": n + 0.25, "upperLimit": n + 0.25}
            return sampled, f"{n}.25||u{n}"
        case _:
            return amount, f"{n}.25|urn:units|u{n}"


def nested(steps: tuple[str, ...], value: Any) -> dict[str, Any]:
    """Put the value at the end of the steps."""
    name, _, condition = steps[0].partition("[")
    inner = nested(steps[1:], value) if len(steps) > 1 else value
    if condition == "0]":
        return {name: [inner, {}]}
    if condition:
        key, _, wanted = condition[:-1].partition("=")
        inner = {**inner, key: [{"url": wanted}] if key == "extension" else wanted}
    return {name: [inner]} if len(steps) > 1 else {name: inner}


async def test_each_value_of_each_parameter_of_each_type_is_found(index: Index) -> None:
    """For every element that a parameter looks at, the one record that has the value there is found, and no other."""
    asked: list[tuple[str, str, str, str, str]] = []
    records: dict[str, dict[str, Any]] = {}
    for type_ in RESOURCES:
        for parameter in parameters_of(type_).values():
            if parameter.service in {"id", "updated"} or any(leaf.type == "exists" for leaf in parameter.leaves):
                continue
            for leaf in parameter.leaves:
                n = len(asked) + 1
                value, text = sample(parameter, leaf, n)
                id_ = f"r{n}"
                records[id_] = {"resourceType": type_, "id": id_, **nested(leaf.steps, value)}
                asked.append((type_, parameter.code, leaf.type, text.replace(",", "\\,"), id_))
    await index.keep(*records.values())
    wrong = []
    for type_, code, leaf_type, text, id_ in asked:
        found = await index.find(type_, (code, text), ("_count", "1000"))
        if (id_ not in found) if leaf_type == "boolean" else (found != [id_]):
            wrong.append((type_, code, leaf_type, text, found))
        missing = await index.find(type_, (code + ":missing", "true"), ("_id", id_))
        if missing:
            wrong.append((type_, code, leaf_type, "missing", missing))

    assert [] == wrong
    assert len(asked) > 1_700


async def test_removal_takes_exactly_the_rows_of_one_record(index: Index) -> None:
    """Two records alike but for their ids: what is taken from one stays with the other."""
    elements: dict[str, Any] = {}
    for parameter in parameters_of("Observation").values():
        if parameter.service in {"id", "updated"}:
            continue
        for leaf in parameter.own:
            for name, value in nested(leaf.steps, sample(parameter, leaf, 7)[0]).items():
                elements.setdefault(name, value)
    one, other = ({"resourceType": "Observation", "id": id_, **elements} for id_ in ("one", "other"))
    await index.keep(one, other)
    before = await index.count()
    await index.forget(one)

    assert {table: rows // 2 for table, rows in before.items()} == await index.count()
    assert sum(before.values()) > 20
