"""Who lives in the benchmark? Synthea's patients under new keys where their bundles are at hand, else invented ones."""

from __future__ import annotations

import gzip
import json
import random
import re
import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from api.demo.build_records import hospital, staff
from api.demo.charts import FENNIMORE, HL7, LOINC, Chart, concept, organization, practitioner, quantity

SEED = uuid.UUID("3c9a54a8-2a64-5f6e-8e0c-1d7f5b8f7a10")
DATE = re.compile(r"\b((?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2})\b")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def population(folder: Path) -> tuple[list[bytes], Iterator[bytes], str]:
    """Give the batches to load first, the patients' transactions without end, and a word on where they come from."""
    names = sorted(folder.glob("*.json.gz")) if folder.is_dir() else []
    first = [gzip.decompress(path.read_bytes()) for path in names if path.name.startswith("0-")]
    texts = [gzip.decompress(path.read_bytes()).decode() for path in names if not path.name.startswith("0-")]
    if texts:
        return first, _again(texts), f"Synthea, {len(texts)} patients under new keys"
    batches = [json.dumps(make()).encode() for make in (hospital, staff)]
    return batches, _invented(), "invented patients"


def _again(texts: list[str]) -> Iterator[bytes]:
    """Give every bundle, then all again under other ids, identifiers and family names, some days earlier."""
    round_ = 0
    while True:
        for text in texts:
            yield (text if round_ == 0 else _renamed(text, round_)).encode()
        round_ += 1


def _renamed(text: str, round_: int) -> str:
    bundle = json.loads(text)
    own = {entry["fullUrl"].removeprefix("urn:uuid:") for entry in bundle["entry"]}
    new = {old: str(uuid.uuid5(SEED, f"{old}/{round_}")) for old in own}
    family = next(
        e["resource"]["name"][0]["family"] for e in bundle["entry"] if e["resource"]["resourceType"] == "Patient"
    )
    text = UUID.sub(lambda found: new.get(found[0], found[0]), text).replace(family, f"{family}{round_}")
    earlier = timedelta(days=round_ * 7 % 1500)
    return DATE.sub(lambda found: (date.fromisoformat(found[0]) - earlier).isoformat(), text)


def _invented() -> Iterator[bytes]:
    """Give patients of about a hundred resources each: stays, diagnoses, results, notes."""
    number = 2000
    while True:
        number += 1
        dice = random.Random(number)
        chart = Chart(
            f"BM-{number}",
            f"Given{number % 97}",
            f"Family{number}",
            "female",
            f"{1930 + number % 80}-03-05",
            "1 Bench Row",
        )
        for visit in range(8):
            start, end = (
                f"20{10 + visit}-0{1 + dice.randrange(9)}-11T08:00:00-05:00",
                f"20{10 + visit}-12-11T09:00:00-05:00",
            )
            stay = chart.add(
                "Encounter",
                status="finished",
                **{"class": {"system": f"{HL7}/v3-ActCode", "code": "AMB"}},
                subject=chart.patient,
                participant=[{"individual": practitioner(FENNIMORE)}],
                period={"start": start, "end": end},
                serviceProvider=organization("harrow-vale"),
            )
            chart.add(
                "Condition",
                code=concept("http://hl7.org/fhir/sid/icd-10-cm", "I10"),
                subject=chart.patient,
                encounter=stay,
                recordedDate=start,
            )
            for code in ("8302-2", "29463-7", "8480-6", "8462-4", "2339-0", "6299-2", "38483-4", "2947-0", "6298-4"):
                chart.add(
                    "Observation",
                    status="final",
                    code=concept(LOINC, code),
                    subject=chart.patient,
                    encounter=stay,
                    category=[concept(f"{HL7}/observation-category", "laboratory")],
                    effectiveDateTime=start,
                    **quantity(round(dice.uniform(1, 200), 2), "mg/dL", "mg/dL"),
                )
            chart.add(
                "DocumentReference",
                status="current",
                type=concept(LOINC, "34117-2"),
                subject=chart.patient,
                date=start,
                author=[practitioner(FENNIMORE)],
                context={"encounter": [stay]},
                content=[{"attachment": {"contentType": "text/plain", "data": "TmV3IG5vdGU="}}],
            )
        yield json.dumps(chart.bundle()).encode()
