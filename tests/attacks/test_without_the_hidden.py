"""Would a caller notice if every record that it may not see were not there at all? The same questions in both worlds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.api.world import ACT_CODE, CALLERS, RECORDS, note, observation, patient, reference

if TYPE_CHECKING:
    from tests.api.conftest import Asker, Live

LAB = "http://loinc.org"
URL = "http://chartward.example/fhir"


def _measured(id_: str, who: str, value: float, label: str = "", **more: Any) -> dict[str, Any]:
    made = {
        "resourceType": "Observation", "id": id_, "status": "final", "subject": reference(f"Patient/{who}"),
        "code": {"coding": [{"system": LAB, "code": "718-7", "display": "Hemoglobin"}], "text": f"word-{id_}"},
        "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "laboratory"}]}],
        "valueQuantity": {"value": value, "system": "http://unitsofmeasure.org", "code": "g/dL", "unit": "g/dL"},
        "effectiveDateTime": f"2024-02-{int(value):02}T08:00:00Z",
        "component": [{"code": {"coding": [{"system": LAB, "code": "4544-3"}]}, "valueQuantity": {"value": value, "unit": "%"}}],
    } | more  # fmt: skip
    if label:
        made["meta"] = {"security": [{"system": ACT_CODE, "code": label}]}
    return made


def _listing(id_: str, who: str, *items: str) -> dict[str, Any]:
    return {
        "resourceType": "List", "id": id_, "status": "current", "mode": "working", "subject": reference(f"Patient/{who}"),
        "code": {"coding": [{"system": LAB, "code": "list"}]}, "entry": [{"item": reference(item)} for item in items],
    }  # fmt: skip


def _encounter(id_: str, who: str, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Encounter", "id": id_, "status": "finished", "class": {"system": ACT_CODE, "code": "AMB"},
        "subject": reference(f"Patient/{who}"),
        "period": {"start": "2024-01-01T09:00:00Z", "end": "2024-01-01T10:00:00Z"},
    } | more  # fmt: skip


def _value_set(id_: str, code: str, *labels: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "resourceType": "ValueSet", "id": id_, "url": f"{URL}/ValueSet/{id_}", "status": "active",
        "compose": {"include": [{"system": LAB, "concept": [{"code": code}]}]},
    }  # fmt: skip
    if labels:
        made["meta"] = {"security": [{"system": ACT_CODE, "code": label} for label in labels]}
    return made


CONSENT = RECORDS["Consent/ann-bars-hill"]
SEEN = [
    {"resourceType": "Organization", "id": "hill", "name": "Hill clinic"},
    {"resourceType": "Organization", "id": "county", "name": "County"},
    {"resourceType": "Organization", "id": "stranger", "name": "Stranger"},
    {"resourceType": "Practitioner", "id": "pat", "name": [{"family": "Pine"}]},
    patient("ann", managingOrganization=reference("Organization/hill"), generalPractitioner=[reference("Practitioner/pat")],
            identifier=[{"system": "urn:mrn", "value": "1"}], gender="female"),
    _measured("a1", "ann", 5), _measured("a2", "ann", 9, hasMember=[reference("Observation/hidden-a")]),
    note("n1", "ann"), _listing("seen-list", "ann", "Observation/a1", "Observation/hidden-a"),
    _encounter("e1", "ann", serviceProvider=reference("Organization/hill")),
    _value_set("open", "718-7"),
    {**CONSENT, "id": "bars", "provision": {**CONSENT["provision"], "data": [
        {"meaning": "instance", "reference": reference("DocumentReference/barred")}]}},
]  # fmt: skip
HIDDEN = [
    patient("zed", generalPractitioner=[reference("Practitioner/pat")], identifier=[{"system": "urn:mrn", "value": "1"}],
            gender="female", link=[{"other": reference("Patient/ann"), "type": "seealso"}]),
    _measured("hidden-a", "ann", 7, "42CFRPart2", hasMember=[reference("Observation/a1")], performer=[reference("Practitioner/pat")]),
    _measured("z1", "zed", 6, performer=[reference("Organization/hill")], focus=[reference("Patient/ann")],
              derivedFrom=[reference("Observation/a1")], encounter=reference("Encounter/z-enc")),
    _measured("z2", "zed", 8, hasMember=[reference("Observation/z1")]),
    note("zn", "zed", "PSYTHPN", relatesTo=[{"code": "replaces", "target": reference("DocumentReference/n1")}]),
    note("an", "ann", "42CFRPart2", relatesTo=[{"code": "replaces", "target": reference("DocumentReference/n1")}]),
    _listing("zed-list", "zed", "Observation/a1", "Patient/ann"), _value_set("closed", "718-7", "42CFRPart2"),
    _encounter("z-enc", "zed", partOf=reference("Encounter/e1")),
    observation("floating", None), note("barred", "ann"),
    {"resourceType": "Appointment", "id": "both", "status": "booked", "start": "2024-05-01T09:00:00Z", "end": "2024-05-01T10:00:00Z",
     "participant": [{"actor": reference(f"Patient/{who}"), "status": "accepted"} for who in ("ann", "zed")]},
]  # fmt: skip

CHAINS = [
    "Observation?subject:Patient.general-practitioner=Practitioner/pat", "Observation?patient.identifier=urn:mrn|1",
    "Observation?subject:Patient.organization.name=hill", "Observation?has-member.code=718-7", "Observation?has-member.has-member.code=718-7",
    "Observation?has-member.subject:Patient.gender=female", "Observation?has-member._id=hidden-a", "Observation?has-member:missing=false",
    "DocumentReference?relatesto.patient.gender=female", "Practitioner?_has:Patient:general-practitioner:gender=female",
    "Practitioner?_has:Observation:performer:code=718-7", "Practitioner?_has:Patient:general-practitioner:_has:Observation:patient:code=718-7",
    "Organization?_has:Patient:organization:_has:Observation:patient:_has:Observation:has-member:_id=z2",
    "Patient?_has:Observation:patient:value-quantity=7", "Patient?_has:Observation:focus:code=718-7", "Patient?_has:Patient:link:gender=female",
    "Organization?_has:Observation:performer:value-quantity=6", "Observation?_has:Observation:derived-from:code=718-7",
    "DocumentReference?_has:DocumentReference:relatesto:_id=an", "Patient?_has:List:item:_id=zed-list", "Encounter?_has:Encounter:part-of:_id=z-enc",
    "Observation?_has:List:item:subject:Patient.gender=female", "Patient?_has:List:item:code=list", "Practitioner?_has:Patient:general-practitioner:_id=zed",
]  # fmt: skip
FILTERS = [
    "Observation?_filter=has-member.code eq 718-7", "Patient?_filter=link.gender eq female".replace(" ", "%20"),
    "Observation?_filter=not (patient eq Patient/ann)".replace(" ", "%20"), "Observation?_filter=patient ne Patient/ann".replace(" ", "%20"),
    "Observation?_filter=value-quantity gt 6".replace(" ", "%20"), "Observation?_filter=_id ne a1".replace(" ", "%20"),
    "Observation?_id:not=a1", "Observation?patient:not=Patient/ann", "Observation?code:not=x", "Observation?value-quantity:missing=false",
    "Observation?code-value-quantity=718-7$gt1", "Observation?component-code-value-quantity=4544-3$gt1", "Observation?combo-code-value-quantity=718-7$7",
    "Observation?code:text=word-hidden", "Observation?code:text=Hemo", "Observation?_content=word", "Observation?_text=final", "Observation?_content=sentinel",
    "Observation?code:in=" + f"{URL}/ValueSet/open", "Observation?code:not-in=" + f"{URL}/ValueSet/open", "Observation?code:above=718-7", f"Observation?code:in={URL}/ValueSet/closed",
    f"Observation?code:not-in={URL}/ValueSet/closed", "ValueSet?url:below=http://chartward.example", "ValueSet?_has:ValueSet:url:code=718-7",
    "Observation?_list=seen-list", "Observation?_list=zed-list", "Patient?_list=zed-list", "Observation?_list:not=zed-list", "Observation?_filter=subject[gender eq female].name co sentinel".replace(" ", "%20"), "Observation?_filter=has-member.date gt 2020".replace(" ", "%20"),
    "Observation?value-quantity=70|http://unitsofmeasure.org|g/L", "Observation?date=ge2024-02-06", "Observation?_security=42CFRPart2", "Observation?_security:not=42CFRPart2",
    "Observation?_security:missing=true", "Encounter?part-of:below=e1", "Encounter?part-of:above=e1", "Observation?subject:below=Patient/ann",
    "Observation?patient:identifier=urn:mrn|1", "Observation?_lastUpdated=gt2000", "Patient?identifier=urn:mrn|1", "Patient?gender=female", "Patient?link:missing=false",
    "?_type=Patient,Observation", "?_id=hidden-a,z1,a1", "?_lastUpdated=gt2020", "Patient/zed/Observation", "Patient/ann/Observation", "Patient/ann/*", "Practitioner/pat/*",
    "Appointment?patient=ann", "Appointment?patient=Patient/ann,Patient/zed", "Appointment?patient.gender=female", "Patient/ann/Appointment",
    "DocumentReference?patient=ann", "DocumentReference?patient=ann&status=current", "Patient?_has:Appointment:patient:status=booked",
    "Patient?_has:DocumentReference:patient:_id=barred", "Encounter/e1/*", "Encounter/z-enc/*", "Patient/zed/*",
]  # fmt: skip
SHAPES = [
    "_summary=count", "_total=accurate&_count=1", "_total=estimate&_count=1", "_sort=-_lastUpdated&_count=2", "_count=0",
    "_include=*&_revinclude=*&_include:iterate=*&_revinclude:iterate=*",
]  # fmt: skip
SORTS = [
    f"{type_}?_sort={key}&_count=1"
    for type_, keys in {
        "Observation": ("date", "-date", "value-quantity", "code", "-patient", "subject", "performer", "has-member", "status", "_id"),
        "Patient": ("name", "-birthdate", "general-practitioner", "identifier", "gender"), "Practitioner": ("name",),
    }.items() for key in keys
]  # fmt: skip
OTHERS = [
    "Patient/ann/$everything", "Patient/zed/$everything", "Encounter/e1/$everything", "Encounter/z-enc/$everything", "DocumentReference/$docref?patient=ann",
    "DocumentReference/$docref?patient=zed", "Observation/$lastn?patient=ann&code=718-7", "Observation/$lastn?patient=zed&code=718-7", "$meta", "Observation/$meta",
    "Observation/hidden-a/$meta", "Observation/hidden-a/$validate", "Observation/hidden-a", "Observation/hidden-a/_history", "Observation/hidden-a/_history/1",
    "Encounter/e1/$review", "Encounter/z-enc/$review", "Patient/zed", "Patient/zed/_history", "Observation/_history", "_history", "Observation/_history?_count=1",
    "_history?_at=2024", "_history?_since=2020-01-01T00:00:00Z", "Observation/_history?_at=2099", f"ValueSet/$expand?url={URL}/ValueSet/open",
    "Observation/z1/_history?_at=2030", "metadata", f"ValueSet/$expand?url={URL}/ValueSet/closed", "ValueSet/closed/$expand",
    f"ValueSet/$validate-code?url={URL}/ValueSet/closed&system={LAB}&code=718-7", "ValueSet/closed/$validate-code?system=http://loinc.org&code=718-7",
]  # fmt: skip
ALL = [
    f"{one}{'&' if '?' in one else '?'}{shape}"
    for one in (*CHAINS, *FILTERS)
    for shape in ("_count=50", SHAPES[0], SHAPES[1])
]
ALL += (
    [f"Observation?{shape}" for shape in SHAPES]
    + [f"Patient?{shape}" for shape in SHAPES]
    + [f"Practitioner?{shape}" for shape in SHAPES]
)
ALL += [*SORTS, *OTHERS]


def _masked(text: str) -> str:
    text = re.sub(r"_page=[A-Za-z0-9_\-]+", "_page=P", text)
    return re.sub(r'"(date|timestamp|identifier)":"[^"]*"', "", text)


def _faces(asker: Asker) -> dict[str, tuple[int, str]]:
    found = {}
    for one in ALL:
        answer = asker.get(f"{asker.live.origin}/fhir{'' if one[0] == '?' else '/'}{one}")
        assert answer.status_code < 500, (one, answer.text)
        found[one] = (answer.status_code, _masked(answer.text))
        for number in range(9):
            links = answer.json().get("link", ()) if answer.status_code == 200 else ()
            url = next((link["url"] for link in links if link.get("relation") == "next"), "")
            if not url:
                break
            answer = asker.get(url)
            found[f"{one} page {number}"] = (answer.status_code, _masked(answer.text))
    return found


def test_no_answer_changes_when_what_is_hidden_comes(live: Live, feed: Asker) -> None:
    """Rows 13 to 24, 31: bodies, totals, orders, links and errors are those of a world without the hidden records."""
    callers = {
        name: live.client(f"{name}-2", row["scope"], *row["purposes"], organization=row.get("organization", ""))
        for name, row in CALLERS.items()
        if not row.get("own_feed")
    }
    callers["lab"] = live.client("lab-2", "system/Observation.rs", "TREAT", organization="Organization/hill")
    for resource in SEEN:
        assert feed.put(resource).status_code == 201
    before = {name: _faces(asker) for name, asker in {**callers, "feed": feed}.items()}
    for resource in HIDDEN:
        assert feed.put(resource).status_code == 201
    after = {name: _faces(asker) for name, asker in {**callers, "feed": feed}.items()}

    for name in callers:
        for one in before[name].keys() | after[name].keys():
            assert before[name].get(one) == after[name].get(one), (name, one)
    changed = {one for one in CHAINS if before["feed"][f"{one}&_count=50"] != after["feed"][f"{one}&_count=50"]}
    assert len(changed) > len(CHAINS) // 2  # the questions are ones that would tell
