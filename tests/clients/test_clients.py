"""Clients that others wrote do what they always do, unmodified: create, search with paging, transaction, patch, history."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from fhirclient.client import FHIRClient
from fhirclient.models.bundle import Bundle
from fhirclient.models.condition import Condition
from fhirclient.models.patient import Patient
from fhirpy import AsyncFHIRClient
from fhirpy.base.exceptions import MultipleResourcesFound, ResourceNotFound

from tests.api.conftest import Asker


def test_fhir_kit_client(script: Callable[[str], dict[str, Any]]) -> None:
    """fhir-kit-client (npm) reads the capabilities, writes, patches, pages, and follows versions."""
    assert {
        "fhirVersion": "4.0.1",
        "version": "1",
        "family": "Kitson",
        "updated": "2",
        "patched": ["3", "Kitsune"],
        "first": "Kitson",
        "versions": ["3", "2", "1"],
        "created": ["201 Created"] * 7,
        "pages": [[61, 62, 63], [64, 65, 66], [67]],
        "total": 7,
        "compartment": 7,
        "gone": 410,
    } == script("fhir_kit_client.js")


def test_medplum(script: Callable[[str], dict[str, Any]]) -> None:
    """@medplum/core (npm) creates once, upserts by condition, patches, pages and sends a batch."""
    assert {
        "version": "1",
        "family": "Plumley",
        "updated": "2",
        "patched": ["3", "1980-05-06"],
        "once": True,
        "upserted": [True, "2"],
        "pages": [["finding 5", "finding 4"], ["finding 3", "finding 2"], ["finding 1"]],
        "versions": ["3", "2", "1"],
        "batch": ["200", "404"],
    } == script("medplum.js")


def test_fhirpy(feed: Asker) -> None:
    """fhirpy (PyPI) saves, patches, counts, pages, includes, updates by condition, and deletes."""

    async def flow() -> dict[str, Any]:
        base, token = f"{feed.live.origin}/fhir", f"Bearer {feed.token()}"
        client = AsyncFHIRClient(base, authorization=token)
        counting = AsyncFHIRClient(base, authorization=token, extra_headers={"Prefer": "handling=lenient"})
        seen: dict[str, Any] = {}
        patient = client.resource("Patient", name=[{"family": "Pythoness", "given": ["Ada"]}])
        await patient.save()
        seen["version"] = patient["meta"]["versionId"]
        await patient.patch(gender="female")
        seen["patched"] = [patient["meta"]["versionId"], patient["gender"], patient["name"][0]["family"]]
        for n in range(5):
            await client.resource(
                "Observation", status="final", code={"text": f"reading {n}"}, subject=patient.to_reference()
            ).save()
        mine = client.resources("Observation").search(patient=patient.id)
        # count() sends a parameter that is not FHIR's, which a strict search refuses
        seen["count"] = await counting.resources("Observation").search(patient=patient.id).count()
        seen["fetched"] = sorted([one["code"]["text"] async for one in mine.limit(2)])
        seen["all"] = len(await mine.limit(2).fetch_all())
        raw = await mine.limit(2).include("Observation", "patient").fetch_raw()
        seen["included"] = [entry["resource"]["resourceType"] for entry in raw["entry"]]
        chained = client.resources("Observation").search(patient__Patient__family="pythoness").limit(10)
        seen["chained"] = len(await chained.fetch())
        has = client.resources("Patient").has("Observation", "patient", status="final").search(family="pythoness")
        seen["has"] = [one.id == patient.id for one in await has.fetch()]
        clinic = {"name": "Py Clinic", "identifier": [{"system": "urn:py", "value": "1"}]}
        only = client.resources("Organization").search(identifier="urn:py|1")
        made, first = await only.update(client.resource("Organization", **clinic))
        _, second = await only.update(client.resource("Organization", **clinic))
        seen["created once"] = [first, second, made["name"]]
        versions = await client.execute(f"Patient/{patient.id}/_history", method="get")
        seen["versions"] = [entry["resource"]["meta"]["versionId"] for entry in versions["entry"]]
        one = (await mine.fetch())[0]
        await one.delete()
        try:
            await client.get("Observation", one.id)
        except (ResourceNotFound, MultipleResourcesFound) as error:
            seen["after"] = type(error).__name__
        return seen

    assert {
        "version": "1",
        "patched": ["2", "female", "Pythoness"],
        "count": 5,
        "fetched": [f"reading {n}" for n in range(5)],
        "all": 5,
        "included": ["Observation", "Observation", "Patient"],
        "chained": 5,
        "has": [True],
        "created once": [True, False, "Py Clinic"],
        "versions": ["2", "1"],
        "after": "ResourceNotFound",
    } == asyncio.run(flow())


def test_fhirclient(feed: Asker) -> None:
    """fhirclient (PyPI) reads the capability statement, creates, searches with paging, updates and deletes."""
    client = FHIRClient({"app_id": "records-app", "api_base": f"{feed.live.origin}/fhir"})
    client.server.session.headers["Authorization"] = f"Bearer {feed.token()}"
    client.server.session.trust_env = False
    assert "4.0.1" == client.server.capabilityStatement.fhirVersion
    patient = Patient({"name": [{"family": "Smartly", "given": ["Vera"]}], "birthDate": "1990-10-11"})
    made = patient.create(client.server)
    again = Patient.read(made["id"], client.server)
    assert ["Smartly", "1990-10-11"] == [again.name[0].family, again.birthDate.as_json()]
    again.active = True
    assert "2" == again.update(client.server)["meta"]["versionId"]
    for n in range(5):
        Condition({"subject": {"reference": f"Patient/{made['id']}"}, "code": {"text": f"finding {n}"}}).create(
            client.server
        )
    search = Condition.where({"patient": made["id"], "_count": "2"})
    assert sorted(f"finding {n}" for n in range(5)) == sorted(
        one.code.text for one in search.perform_resources_iter(client.server)
    )
    bundle = Bundle(
        {
            "type": "transaction",
            "entry": [
                {
                    "request": {"method": "POST", "url": "Organization"},
                    "resource": {"resourceType": "Organization", "name": f"Clinic {n}"},
                }
                for n in range(2)
            ],
        }
    )
    answer = client.server.post_json("", bundle.as_json()).json()
    assert ["201 Created"] * 2 == [entry["response"]["status"] for entry in answer["entry"]]
    Patient.read(made["id"], client.server).delete()
    assert [] == list(Patient.where({"family": "smartly"}).perform_resources_iter(client.server))
