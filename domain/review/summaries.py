"""Does the discharge summary say what it must (Joint Commission RC.02.04.01 EP 3; 42 CFR 482.24(c)(4)(vii))?

Sections by LOINC code as in the C-CDA Discharge Summary; in plain text headings count, and some usual sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from domain.fhir.targets import named
from domain.review.chart import attachments
from domain.review.findings import Hit, Rule
from domain.review.narrative import Note, Section, composition, note
from domain.review.stay import Stay, codings

LOINC = "http://loinc.org"
SUMMARIES = frozenset({
    "18842-5", "11490-0", "28655-9", "34105-7", "34106-5", "59259-2", "57058-0", "68558-6", "68572-7", "68578-4",
    "68591-7", "68612-1", "68626-1", "68642-8", "68653-5", "68663-4", "68674-1", "68688-1", "68697-2", "68709-5",
    "68719-4", "68733-5", "68738-4", "68749-1", "68768-1", "68773-1", "68779-8", "68795-4", "68805-1", "68815-0",
    "68823-4", "68831-7", "68856-4",
})  # fmt: skip
"""LOINC document types of discharge summaries by physicians (c80-doc-typecodes)."""
LONGEST_TITLE, LONGEST_BLANK = 120, 60
_TITLE = re.compile(r"\bdischarge summary\b", re.IGNORECASE)
_BLANK = re.compile(
    r"\W*(?:tbd|tba|to be (?:determined|dictated|completed|added|done)|pending|not (?:yet )?(?:documented"
    r"|available|done|recorded)|unknown|x+|n/?a|\[[^\]]*\])?\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Component:
    """One thing that a summary must say: how a section is known to say it, and a sentence that says it too."""

    name: str
    words: str
    codes: frozenset[str]
    title: re.Pattern[str]
    sentence: re.Pattern[str]


def _component(name: str, words: str, codes: str, title: str, sentence: str) -> Component:
    flags = re.IGNORECASE
    return Component(name, words, frozenset(codes.split()), re.compile(title, flags), re.compile(sentence, flags))


COMPONENTS = (
    _component(
        "reason", "reason for hospitalization", "10154-3 46239-0 29299-5 10164-2 46241-6",
        r"(?:reason|indication)s? for\b.*|chief complaint.*|.*\bpresent(?:ing|ed|ation)?\b.*"
        r"|.*\badmi(?:ssion|tting|t)\b.*diagnos[ie]s.*|admi(?:ssion|tting|t) dx"
        r"|diagnos[ie]s (?:on|at) admission|hpi|cc",
        r"\badmitted (?:\w+ ){0,5}?(?:for|with|because|due to|after|following)\b"
        r"|\bpresent(?:ed|s|ing)\b[^.]{0,80}?\bwith\b",
    ),
    _component(
        "procedures", "procedures performed", "47519-4 29554-3 8724-7",
        r".*\b(?:procedures?|operations?|surger(?:y|ies)|interventions?)\b.*",
        r"\bno (?:[\w-]+,? ){0,4}?(?:procedures?|operations?|surger(?:y|ies)|interventions?)\b|\bunderwent\b",
    ),
    _component(
        "care", "care, treatment and services", "8648-8",
        r".*\bcourse\b.*|.*\btreatments?\b.*|care\b(?!.*(?:plan|instruction)).*|management|hospital stay",
        r"\b(?:was|were|been) (?:\w+ ){0,2}?(?:treated|managed|started on|given)\b|\b(?:treated|managed) with\b",
    ),
    _component(
        "condition", "condition at discharge", "11535-2 10184-0",
        r".*\bcondition\b.*|(?:discharge|final|principal)\b.*\b(?:diagnos[ie]s|dx|status|exam|examination|physical)\b.*"
        r"|(?:diagnos[ie]s|status) (?:at|on|upon) discharge|hospital discharge (?:diagnos[ie]s|physical).*",
        r"\b(?:stable|good|fair|poor|critical|serious|improved|satisfactory|guarded|grave|unchanged) condition\b"
        r"|\bcondition (?:at|on|upon) discharge\b|\bcondition (?:is|was|remain(?:s|ed)) \w+",
    ),
    _component(
        "disposition", "disposition", "",
        r".*\bdisposition\b.*|discharged? to\b.*|discharge destination.*",
        r"\bdischarged? (?:to|home)\b|\btransferred to\b|\bexpired\b|\bdied\b|\bleft against medical advice\b",
    ),
    _component(
        "information", "information to patient and family", "8653-8 69730-0",
        r".*\b(?:instructions?|education|teaching|information|counsell?ing|advice)\b.*",
        r"\b(?:patient|famil(?:y|ies)|parents?|mother|father|caregivers?|wife|husband|spouse|daughter|son|he|she|they)"
        r" (?:\w+ ){0,5}?(?:instructed|advised|educated|counsell?ed|informed|taught)\b"
        r"|\binstructions (?:\w+ ){0,2}?(?:given|provided|reviewed|discussed)\b",
    ),
    _component(
        "follow-up", "provisions for follow-up", "18776-5",
        r".*\bfollow[- ]?up\b.*|plans?(?: of (?:care|treatment))?(?: (?:at|after|on|for) .*)?"
        r"|.*\b(?:discharge|care|aftercare|treatment) plan|.*\bappointments?\b.*|aftercare.*",
        r"\b(?:will|to|should|please) (?:see|follow)\b"
        r"|\bfollow[- ]?up (?:with|in|at|appointment|visit|is|was|scheduled|arranged)\b"
        r"|\breturn to (?:the )?(?:clinic|office)\b|\bno follow[- ]?up\b",
    ),
)  # fmt: skip
NOT_AFTER_DEATH = frozenset({"information", "follow-up"})


def summary_is_complete(stay: Stay) -> Iterator[Hit]:
    """DR-034: a discharged inpatient has a final summary, and it says all that it must."""
    if not stay.discharged_inpatient:
        return
    documents = [each for each in stay.chart.documents if _counts(each, each.get("docStatus")) and is_summary(each)]
    composed = [each for each in stay.chart.compositions if _counts({}, each.get("status")) and is_summary(each)]
    found = [*documents, *composed]
    if not found:
        yield Hit("No discharge summary.", "Encounter", stay.name, "summary")
        return
    focus = named(found[0])
    expression = f"{found[0].get('resourceType')}.{'section' if not documents else 'content'}"
    if all(each.get("docStatus" if each in documents else "status") == "preliminary" for each in found):
        yield Hit("The discharge summary is only preliminary.", expression, focus, "preliminary")
    read = [text for each in documents for part in attachments(each) if (text := note(part, stay.chart.binaries))]
    read += [composition(each) for each in composed]
    if not any(section.text or section.none_known for text in read for section in text.sections):
        said = "The discharge summary cannot be read by the service; a person must check what it says."
        yield Hit(said, expression, focus, "unread", "Q")
        return
    for each in missing(stay, read):
        yield Hit(f"The discharge summary lacks: {each.words}.", expression, focus, each.name)


def missing(stay: Stay, read: Iterable[Note]) -> Iterator[Component]:
    """Give the components that none of the notes has; a disposition may stand in encounter or header instead."""
    notes = tuple(read)
    sections = [section for text in notes for section in text.sections]
    whole = "\n".join(section.text for section in sections)
    for component in COMPONENTS:
        if component.name in NOT_AFTER_DEATH and stay.died_here:
            continue
        elsewhere = component.name == "disposition" and (stay.dispositions or any(text.disposition for text in notes))
        if elsewhere or any(_says(component, section) for section in sections) or component.sentence.search(whole):
            continue
        yield component


def _says(component: Component, section: Section) -> bool:
    if not (section.codes & component.codes or component.title.fullmatch(section.title.strip()[:LONGEST_TITLE])):
        return False
    text = section.text.strip()
    if component.name == "procedures" and (section.none_known or text.strip(" .-").lower() in {"n/a", "na"}):
        return True
    return len(text) > LONGEST_BLANK or _BLANK.fullmatch(text) is None


def is_summary(record: Mapping[str, Any]) -> bool:
    """Tell whether a DocumentReference or Composition is a discharge summary."""
    kind = record.get("type") or {}
    coded = list(codings(kind))
    if any(system == LOINC and code in SUMMARIES for system, code in coded):
        return True
    if any(system == LOINC for system, _ in coded):
        return False
    told = [kind.get("text", ""), record.get("description", ""), record.get("title", "")]
    return any(_TITLE.search(str(each)) for each in told)


def _counts(record: Mapping[str, Any], status: object) -> bool:
    return record.get("status", "current") == "current" and status != "entered-in-error"


RULES = (
    Rule(
        "DR-034",
        "Discharge summary complete",
        "Joint Commission RC.02.04.01 EP 3; 42 CFR 482.24(c)(4)(vii)",
        "D",
        "required",
        "document",
        "2026-01-01",
        True,
        summary_is_complete,
    ),
)
