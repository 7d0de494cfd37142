"""Golden cases of DR-034: what a discharge summary says, in text, HTML, C-CDA and Composition."""

from __future__ import annotations

import time
from typing import Any

import pytest

from domain.review.narrative import LOINC_OID, clinical_document
from tests.domain.review.wards import (
    LOINC,
    SUMMARY,
    chart,
    content,
    disposition,
    document,
    encoded,
    encounter,
    found,
    of_class,
    patient,
    stay,
    typed,
)

ALL = {"reason", "procedures", "care", "condition", "information", "follow-up"}
DEAD = patient(deceasedDateTime="2026-03-09T08:00:00-04:00")

MARKDOWN = """# Chief Complaint
Cough
## Procedures
- CT chest
## Hospital Course
antibiotics
**Discharge Condition:** good
**Patient Education:** done
## Plan
see PCP
"""
NUMBERED = """1. Reason for admission: cough
2. Operations: appendectomy
3. Treatment: antibiotics
4. Discharge diagnosis: appendicitis
5. Information given to family: wound care
6. Follow up: Dr. A.
"""
PROSE = """She was admitted with chest pain. She underwent cardiac catheterization and was treated with aspirin.
She was discharged home in stable condition. The patient was instructed to call if pain recurs and to follow up
with cardiology.
"""


def lacks(*records: dict[str, Any]) -> set[str]:
    """Give the items of DR-034."""
    return {item for rule, _, item in found(*records) if rule == "DR-034"}


def without(heading: str) -> str:
    """Take one heading out of the complete summary."""
    return "\n".join(line for line in SUMMARY.splitlines() if not line.startswith(heading))


@pytest.mark.parametrize(
    ("text", "items"),
    [
        (SUMMARY, set()),
        (without("Reason"), {"reason"}),
        (without("Procedures"), {"procedures"}),
        (without("Hospital course"), {"care"}),
        (without("Condition"), {"condition"}),
        (without("Disposition"), set()),  # the encounter has it
        (without("Discharge instructions"), {"information"}),
        (without("Follow-up"), {"follow-up"}),
        (SUMMARY.replace("no procedures performed", "none"), set()),
        (SUMMARY.replace("no procedures performed", "N/A"), set()),
        (SUMMARY.replace("Procedures: no procedures performed", "No surgical procedures were performed."), set()),
        (SUMMARY.replace("no procedures performed", ""), {"procedures"}),
        (SUMMARY.replace("no procedures performed", "to be dictated"), {"procedures"}),
        (SUMMARY.replace("primary care in one week", "TBD"), {"follow-up"}),
        (SUMMARY.replace("stable", "[pending]"), {"condition"}),
        (SUMMARY.upper(), set()),
        (SUMMARY.replace(": ", ":\n  "), set()),
        (SUMMARY.replace("\n", "\r\n"), set()),
        (MARKDOWN, set()),
        (NUMBERED, set()),
        (PROSE, set()),
        ("Seen and discharged.", ALL),
        ("", {"unread"}),
    ],
)
def test_text(text: str, items: set[str]) -> None:
    """Headings with content, or the sentences that stand for them, satisfy each component."""
    assert items == lacks(document(text))


HTML = "<html><head><style>p{}</style></head><body>" + "".join(
    f"<h2>{line.partition(':')[0]}</h2><p>{line.partition(':')[2]}&nbsp;</p>" for line in SUMMARY.splitlines()[1:]
)


@pytest.mark.parametrize("kind", ["text/html", "text/html; charset=utf-8", "application/xhtml+xml", "TEXT/HTML"])
def test_html(kind: str) -> None:
    """HTML is read as its text."""
    assert set() == lacks(document(content=content(HTML, kind)))


CODES = {
    "reason": "46241-6",
    "procedures": "47519-4",
    "care": "8648-8",
    "condition": "11535-2",
    "information": "8653-8",
    "follow-up": "18776-5",
}


def cda(codes: dict[str, str], header: str = "", text: str = "Told.") -> str:
    """Write a C-CDA document with these sections."""
    sections = "".join(
        f'<component><section><code code="{code}" codeSystem="{LOINC_OID}"/><text>{text}</text></section></component>'
        for code in codes.values()
    )
    body = f"<component><structuredBody>{sections}</structuredBody></component>"
    return f'<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3">{header}{body}</ClinicalDocument>'


@pytest.mark.parametrize("left_out", [*CODES, ""])
def test_c_cda(left_out: str) -> None:
    """Each component of a C-CDA document is known by the LOINC code of its section."""
    kept = {name: code for name, code in CODES.items() if name != left_out}

    assert {left_out} - {""} == lacks(document(content=content(cda(kept), "application/xml")))


def test_c_cda_header_tells_the_disposition() -> None:
    """A dischargeDispositionCode in the header stands for a disposition that the encounter lacks."""
    encompassing = '<encompassingEncounter><dischargeDispositionCode code="01"/></encompassingEncounter>'
    header = f"<componentOf>{encompassing}</componentOf>"
    bare = encounter(hospitalization=None)

    assert {"disposition"} == lacks(bare, document(content=content(cda(CODES), "text/xml")))
    assert set() == lacks(bare, document(content=content(cda(CODES, header), "text/xml")))


def test_empty_sections_do_not_count() -> None:
    """A section without text, or with a null flavour, says nothing."""
    empty = cda(CODES, text="  ").replace("<section>", '<section nullFlavor="NI">', 1)

    assert {"unread"} == lacks(document(content=content(empty, "text/xml")))


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9))
    + "]><ClinicalDocument><component><section><text>&j;</text></section></component></ClinicalDocument>"
)


@pytest.mark.parametrize(
    "xml",
    [
        BOMB,
        '<!DOCTYPE x SYSTEM "file:///etc/passwd"><ClinicalDocument/>',
        "<ClinicalDocument><section>",
        "<other/>",
        "not xml",
        "<ClinicalDocument>&undefined;</ClinicalDocument>",
    ],
)
def test_hostile_xml_is_not_read(xml: str) -> None:
    """A document type, an entity or broken XML ends the reading at once."""
    started = time.perf_counter()

    assert clinical_document(xml.encode()) is None
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize("kind", ["text/plain", "text/html"])
@pytest.mark.parametrize(
    "text", ["<![CDATA[", "<!--", "#", "* ", "no ", "presented ", "patient ", "_", "-", "a" + " " * 99]
)
def test_hostile_text_is_read_in_linear_time(text: str, kind: str) -> None:
    """No repetition keeps the reviewer busy."""
    started = time.perf_counter()
    lacks(document(content=content(text * (300_000 // len(text)), kind)))

    assert time.perf_counter() - started < 5


def composed(*, status: str = "final", **changes: Any) -> dict[str, Any]:
    """Write a Composition with the sections of a summary."""
    sections = [
        {
            "code": {"coding": [{"system": LOINC, "code": code}]},
            "text": {"status": "generated", "div": "<div>Told.</div>"},
        }
        for code in CODES.values()
    ]
    return {
        "resourceType": "Composition",
        "id": "k",
        "status": status,
        "type": {"coding": [{"system": LOINC, "code": "18842-5"}]},
        "subject": {"reference": "Patient/p"},
        "encounter": {"reference": "Encounter/e"},
        "date": "2026-03-09T11:00:00-04:00",
        "attester": [{"mode": "legal", "time": "2026-03-09T12:00:00-04:00"}],
        "section": sections,
        **changes,
    }


NONE_KNOWN = {
    "code": {"coding": [{"system": LOINC, "code": "47519-4"}]},
    "emptyReason": {"coding": [{"code": "nilknown"}]},
}
NOT_ASKED = {**NONE_KNOWN, "emptyReason": {"coding": [{"code": "notasked"}]}}


@pytest.mark.parametrize(
    ("record", "items"),
    [
        (composed(), set()),
        (composed(section=composed()["section"][1:]), {"reason"}),
        (composed(section=[{"title": "Whole", "section": composed()["section"]}]), set()),
        (composed(section=[*composed()["section"][:1], NONE_KNOWN, *composed()["section"][2:]]), set()),
        (composed(section=[*composed()["section"][:1], NOT_ASKED, *composed()["section"][2:]]), {"procedures"}),
        (composed(status="entered-in-error"), {"summary"}),
        (composed(status="preliminary"), {"preliminary"}),
    ],
)
def test_composition(record: dict[str, Any], items: set[str]) -> None:
    """A Composition is a summary like any other."""
    assert items == lacks(record, typed("11506-3"))


@pytest.mark.parametrize(
    ("records", "items"),
    [
        ([typed("11506-3")], {"summary"}),
        ([document(status="superseded")], {"summary"}),
        ([document(docStatus="entered-in-error")], {"summary"}),
        ([document(docStatus="preliminary")], {"preliminary"}),
        ([document(docStatus=None)], set()),
        ([document(type={"text": "Discharge Summary"})], set()),
        ([document(type={"coding": [{"system": LOINC, "code": "34105-7"}]})], set()),
        ([document(without("Procedures")), document("Procedures: none", id="d2")], set()),  # an addendum completes it
        ([document(content=[{"attachment": {"contentType": "application/pdf", "data": encoded("%PDF")}}])], {"unread"}),
        ([document(content=[{"attachment": {"contentType": "text/plain", "url": "http://elsewhere/x"}}])], {"unread"}),
        ([document("Seen."), of_class("AMB")], set()),
        ([typed("11506-3"), of_class("EMER")], set()),
        ([typed("11506-3"), of_class("ACUTE")], {"summary"}),
        ([typed("11506-3"), stay("2026-03-02", None, status="in-progress")], set()),
        ([document(without("Follow-up")), encounter(hospitalization=disposition("exp")), DEAD], set()),
        ([document(without("Hospital course")), encounter(hospitalization=disposition("exp")), DEAD], {"care"}),
    ],
)
def test_which_documents_count(records: list[dict[str, Any]], items: set[str]) -> None:
    """A finished inpatient stay needs a current summary that can be read; whoever died needs no follow-up."""
    assert items == lacks(*records)


def test_a_binary_in_the_chart_is_read() -> None:
    """An attachment by address is read where the chart holds the Binary."""
    binary = {"resourceType": "Binary", "id": "b", "contentType": "text/plain", "data": encoded(SUMMARY)}
    record = document(content=[{"attachment": {"url": "Binary/b"}}])

    assert set() == lacks(record, binary)
    assert (binary,) == chart(record, binary).binaries
