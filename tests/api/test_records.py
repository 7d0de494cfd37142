"""Do records come back as they were sent, and does every interaction do what the specification says?"""

from __future__ import annotations

import json

ANN = {
    "resourceType": "Patient",
    "id": "ann",
    "name": [{"family": "Arbor", "given": ["Ann"]}],
    "birthDate": "1980-02-29",
}


def test_a_created_record_comes_back_byte_for_byte(live, feed) -> None:
    """All bytes save id and meta stay: white space, order of members, digits of a decimal."""
    feed.put(ANN)
    sent = (
        b'{ "status":"final", "resourceType" : "Observation",\n "code":{"text":"Potassium"},'
        b'"subject":{"reference":"Patient/ann"},"valueQuantity":{"value":1.00,"unit":"mmol/L"} }'
    )
    made = feed.post("Observation", sent)
    assert 201 == made.status_code, made.text
    id_ = made.json()["id"]

    kept = feed.get(f"Observation/{id_}").content

    assert b'"value":1.00' in kept
    assert b',\n "code":{"text":"Potassium"},"subject":{"reference":"Patient/ann"}' in kept
    assert {"status": "final"}.items() <= json.loads(kept).items()
