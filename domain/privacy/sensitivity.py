"""Which codes are sensitive, and in which way? Value sets as rows: system, codes, labels, and where each comes from.

Sensitivity labels are codes of HL7 v3-ActCode. ICD-10-CM rows are stems of the tabular list (CDC/NCHS, April 2026,
public domain): a stem covers all below it. LOINC: "This material contains content from LOINC (http://loinc.org). LOINC
is copyright Regenstrief Institute, Inc. and the LOINC Committee and is available at no cost under the license at
http://loinc.org/license". RxNorm: ingredients (US National Library of Medicine, public). SNOMED CT: a few codes that
public US Core and Synthea examples carry; the full sets need a licence. The choice of rows is a design, to be signed
off by the privacy office; nothing here ever says 42 CFR Part 2 (RULES.md P2-001).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

ICD10CM: Final = "http://hl7.org/fhir/sid/icd-10-cm"
LOINC: Final = "http://loinc.org"
RXNORM: Final = "http://www.nlm.nih.gov/research/umls/rxnorm"
SNOMED: Final = "http://snomed.info/sct"
ROLE_CODE: Final = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
_ICD10: Final = frozenset({ICD10CM, "http://hl7.org/fhir/sid/icd-10", "urn:oid:2.16.840.1.113883.6.90"})


@dataclass(frozen=True, slots=True)
class CodeSet:
    """Codes of one system that make a record sensitive. ``codes`` are written with spaces between them."""

    name: str
    system: str
    labels: tuple[str, ...]
    codes: str


_SUD = ("ETH", "SUD")

CODE_SETS: Final = (
    CodeSet(
        "alcohol use",
        ICD10CM,
        (*_SUD, "ETHUD"),
        "F10 E244 G312 G621 G721 I426 K292 K70 K852 K860 O9931 R780 T510 Z7141 Z7142 Z6372 Z811",
    ),
    CodeSet("opioid use", ICD10CM, (*_SUD, "OPIOIDUD"), "F11 R781 T401"),
    CodeSet(
        "other substance use",
        ICD10CM,
        _SUD,
        "F12 F13 F14 F15 F16 F18 F19 F55 O9932 P044 P961 R782 R783 R784 R785 T405 T407 T408 T409 T4362 Z715",
    ),
    CodeSet("HIV", ICD10CM, ("HIV",), "B20 B9735 O987 R75 Z114 Z206 Z21 Z2981 Z717"),
    CodeSet(
        "sexually transmitted",
        ICD10CM,
        ("STD",),
        "A50 A51 A52 A53 A54 A55 A56 A57 A58 A59 A60 A63 A64 O981 O982 O983 Z113 Z202",
    ),
    CodeSet(
        "mental health",
        ICD10CM,
        ("MH", "PSY"),
        (
            "F20 F21 F22 F23 F24 F25 F28 F29 F30 F31 F32 F33 F34 F39 "
            "F40 F41 F42 F43 F44 F45 F48 F50 F51 F53 F54 F59 F60 F63 "
            "F65 F68 F69 F90 F91 F92 F93 F94 F95 F98 F99 O9934 R45851 "
            "R4588 T1491 X71 X72 X73 X74 X75 X76 X77 X78 X79 X80 "
            "X81 X82 X83 Z865 Z915"
        ),
    ),
    CodeSet("cognition", ICD10CM, ("COGN",), "F01 F02 F03 F04 F05 F06 F07 F09"),
    CodeSet("development", ICD10CM, ("DVD",), "F70 F71 F72 F73 F78 F79 F80 F81 F82 F84 F88 F89"),
    CodeSet(
        "sexual and reproductive",
        ICD10CM,
        ("SEX",),
        "F52 F64 F66 N52 N97 O00 O01 O02 O03 O04 O07 O08 Z30 Z31 Z332 Z640 Z70 Z87890",
    ),
    CodeSet(
        "pregnancy",
        ICD10CM,
        ("PREGNANT", "SEX"),
        " ".join((*(f"O{n:02d}" for n in range(9, 97)), "O98", "O99", "O9A", "Z32", "Z33", "Z34", "Z3A")),
    ),
    CodeSet("abuse and violence", ICD10CM, ("SDV", "VIO"), "O9A3 O9A4 O9A5 T74 T76 Y07 Z044 Z047 Z6281 Z69 Z9141"),
    CodeSet("genetic", ICD10CM, ("GDIS",), "E84 G10 G710 Q90 Q91 Q92 Q93 Q95 Q96 Q97 Q98 Q99 Z137 Z14 Z15 Z315"),
    CodeSet("sickle cell", ICD10CM, ("GDIS", "SICKLE"), "D57"),
    CodeSet("treatment of opioid and alcohol use", RXNORM, _SUD, "1819 6813 7243 3554 82819 352364"),
    CodeSet("substance use documents", LOINC, _SUD, "34857-3 18823-5 72109-2 75624-7 75626-2 82666-9 82667-7 65750-2"),
    CodeSet(
        "HIV tests and documents",
        LOINC,
        ("HIV",),
        "75622-1 56888-1 7917-8 7918-6 25835-0 25836-8 20447-9 25842-6 29893-5 5221-7 31201-7 74264-3 47245-6 38961-9",
    ),
    CodeSet("tests for sexually transmitted infection", LOINC, ("STD",), "24111-7 21613-5 20507-0 5292-8"),
    CodeSet(
        "psychiatry and psychology documents",
        LOINC,
        ("MH", "PSY"),
        (
            "34785-6 34788-0 34791-4 68648-5 34102-4 34864-9 34865-6 "
            "34866-4 68641-0 68642-8 59259-2 34787-2 34790-6 34793-0 "
            "68644-4 68599-0 74192-6 74187-6 68649-3 68645-1 34786-4 "
            "28628-6 34792-2 68601-4 68646-9 34904-3 28627-8 11510-5 "
            "57143-0 57157-0 57158-8 68647-7 38969-2 38947-8 11497-5 28635-1 18738-5 11518-8 18594-2 11527-9 "
            "44249-1 44261-6 55757-9 55758-7 69737-5 70274-6"
        ),
    ),
    CodeSet(
        "developmental documents", LOINC, ("DVD",), "68670-9 68663-4 68665-9 68671-7 68666-7 68667-5 68668-3 68669-1"
    ),
    CodeSet(
        "genetic tests and documents",
        LOINC,
        ("GDIS",),
        (
            "68651-9 68661-8 68652-7 68653-5 68655-0 68662-6 68650-1 68656-8 68657-6 68658-4 68659-2 68660-0 "
            "51969-4 51965-2 55228-1 55233-1 81247-9"
        ),
    ),
    CodeSet("substance use", SNOMED, _SUD, "7200002 66590003 75544000 5602001 6525002 361055000 413473000"),
    CodeSet("HIV", SNOMED, ("HIV",), "86406008"),
    CodeSet("mental health", SNOMED, ("MH", "PSY"), "35489007 370143000 58214004 13746004 171207006"),
    CodeSet(
        "sexual and reproductive",
        SNOMED,
        ("SEX",),
        "65200003 301807007 169553002 46706006 10383002 714812005 386394001 5880005 79586000 19169002",
    ),
    CodeSet("pregnancy", SNOMED, ("PREGNANT", "SEX"), "72892002 252160004 77386006"),
    CodeSet("sexually transmitted", SNOMED, ("STD",), "310861008 165829005 269828009"),
    CodeSet("abuse and violence", SNOMED, ("SDV", "VIO"), "706893006"),
    CodeSet("places of substance use treatment", ROLE_CODE, _SUD, "SURF RHAT"),
    CodeSet("places of psychiatric care", ROLE_CODE, ("MH", "PSY"), "PSYCHF PHU CAPC PSI PSY"),
)

_MEDICINES: Final = (
    # ingredient names, as RxNorm writes them in the names of clinical drugs
    (_SUD, "buprenorphine methadone naltrexone disulfiram acamprosate lofexidine levomethadyl"),
    (
        ("HIV",),
        (
            "abacavir atazanavir bictegravir cabotegravir cobicistat "
            "darunavir dolutegravir doravirine efavirenz elvitegravir "
            "emtricitabine enfuvirtide etravirine fosamprenavir fostemsavir "
            "ibalizumab lenacapavir lopinavir maraviroc nelfinavir "
            "nevirapine raltegravir rilpivirine zidovudine"
        ),
    ),
    (
        ("MH", "PSY"),
        (
            "aripiprazole asenapine brexpiprazole cariprazine chlorpromazine "
            "clozapine fluphenazine haloperidol iloperidone "
            "lithium lurasidone olanzapine paliperidone quetiapine risperidone ziprasidone"
        ),
    ),
    (("SEX",), "mifepristone ulipristal"),
)


def _exact() -> dict[tuple[str, str], tuple[str, ...]]:
    rows: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in CODE_SETS:
        if row.system != ICD10CM:
            for code in row.codes.split():
                rows[row.system, code] = tuple(sorted({*rows.get((row.system, code), ()), *row.labels}))
    return rows


def _stems() -> dict[str, tuple[str, ...]]:
    rows: dict[str, tuple[str, ...]] = {}
    for row in CODE_SETS:
        if row.system == ICD10CM:
            for code in row.codes.split():
                rows[code] = tuple(sorted({*rows.get(code, ()), *row.labels}))
    return rows


_EXACT: Final = _exact()
_STEMS: Final = _stems()
_STEM_LENGTHS: Final = tuple(sorted({len(stem) for stem in _STEMS}))
_NAMED: Final = {name: labels for labels, names in _MEDICINES for name in names.split()}
_NAMES: Final = re.compile("|".join(_NAMED))


@lru_cache(maxsize=65_536)
def sensitivity(system: str | None, code: str | None) -> tuple[str, ...]:
    """Give the sensitivity labels of a code."""
    if not isinstance(system, str) or not isinstance(code, str):
        return ()
    if system not in _ICD10:
        return _EXACT.get((system, code), ())
    plain = code.replace(".", "").upper()
    found: set[str] = set()
    for length in _STEM_LENGTHS:
        found.update(_STEMS.get(plain[:length], ()))
    return tuple(sorted(found))


@lru_cache(maxsize=16_384)
def named_in(text: str | None) -> tuple[str, ...]:
    """Give the sensitivity labels of the ingredients that the name of a medicine mentions."""
    if not isinstance(text, str):
        return ()
    return tuple(sorted({label for name in _NAMES.findall(text.lower()) for label in _NAMED[name]}))
