"""What each paragraph of the search specification means, case by case: https://hl7.org/fhir/R4/search.html.

A row: the paragraph's anchor, the search, the ids that it must find (None: it must be refused with 400).
"""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.api.conftest import Asker, Live
from tests.api.search_world import WORLD

ALL_PATIENTS = "ann bob cyd dee"
WEIGHTS = "kg g lb stone"
U = "http://unitsofmeasure.org"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"

CASES: list[tuple[str, str, str | None]] = [
    # -- the parameters of every resource: #all
    ("all", "Patient?_id=ann", "ann"),
    ("all", "Patient?_id=ann,bob", "ann bob"),
    ("all", "Patient?_id=nobody", ""),
    ("all", "Patient?_id=ann&_id=bob", ""),
    ("all", "Patient?_id:not=ann", "bob cyd dee"),
    ("all", "Patient?_id:not=ann,bob&gender=female", "cyd"),
    ("all", "Observation?patient._id:not=ann&code=8867-4", "slow"),
    ("lastUpdated", "Patient?_lastUpdated=ge2020-01-01", ALL_PATIENTS),
    ("lastUpdated", "Patient?_lastUpdated=lt2020-01-01", ""),
    ("tag", "Patient?_tag=urn:tag|vip", "ann"),
    ("tag", "Patient?_tag=vip,plain", "ann bob"),
    ("tag", "Patient?_tag:not=urn:tag|vip", "bob cyd dee"),
    ("tag", "Patient?_tag:missing=true", "cyd dee"),
    ("profile", "Patient?_profile=http://example.org/p/one", "ann"),
    ("profile", "Patient?_profile=http://example.org/p/one,http://example.org/p/two", "ann bob"),
    ("all", "Patient?_source=urn:src:a", "ann"),
    ("uri", "Patient?_source:below=urn:src", "ann"),
    ("uri", "Patient?_profile:below=http://example.org/p/", "ann bob"),
    ("uri", "Patient?_profile:below=http://example.org/q/", ""),
    ("uri", "Patient?_profile:above=http://example.org/p/one/deeper", "ann"),
    ("security", "Patient?_security=http://terminology.hl7.org/CodeSystem/v3-Confidentiality|V", ""),
    ("all", "Patient?no-such-parameter=x", None),
    ("all", "Patient?_id", None),
    ("all", "Patient?family=", None),
    # -- AND and OR: #combining
    ("combining", "Patient?gender=female&active=true", "ann"),
    ("combining", "Patient?gender=female,male", "ann bob cyd"),
    ("combining", "Patient?given=Ann&given=Mary", "ann"),
    ("combining", "Patient?given=Ann,Bob", "ann bob"),
    ("combining", "Patient?given=Ann&given=Bob", ""),
    ("escaping", r"Patient?family=O'Hara\,", "cyd"),
    ("escaping", "Patient?family=O'Hara,Muller", "ann bob cyd"),
    ("escaping", r"Patient?identifier=urn:mrn\|100", ""),
    # -- :missing: #modifiers
    ("modifiers", "Patient?gender:missing=true", "dee"),
    ("modifiers", "Patient?gender:missing=false", "ann bob cyd"),
    ("modifiers", "Patient?birthdate:missing=true", "dee"),
    ("modifiers", "Patient?general-practitioner:missing=true", "cyd dee"),
    ("modifiers", "Observation?value-quantity:missing=false", "kg g lb stone pulse slow"),
    ("modifiers", "Observation?encounter:missing=false", "kg pulse"),
    ("modifiers", "Patient?gender:missing=maybe", None),
    ("modifiers", "Patient?gender:nonsense=x", None),
    ("modifiers", "Patient?birthdate:exact=1970", None),
    # -- number: #number
    ("number", "RiskAssessment?probability=0.8", "risk"),
    ("number", "RiskAssessment?probability=gt0.5", "risk"),
    ("number", "RiskAssessment?probability=lt0.5", "slight"),
    ("number", "RiskAssessment?probability=ge0.8", "risk"),
    ("number", "RiskAssessment?probability=le0.05", "slight"),
    ("number", "RiskAssessment?probability=ne0.8", "slight"),
    ("number", "RiskAssessment?probability=1", "risk"),
    ("number", "RiskAssessment?probability=0.80", "risk"),
    ("number", "RiskAssessment?probability=ap0.82", "risk"),
    ("number", "RiskAssessment?probability=8e-1", "risk"),
    ("number", "RiskAssessment?probability=0.8,0.05", "risk slight"),
    ("number", "RiskAssessment?probability=gt0.01&probability=lt0.1", "slight"),
    ("number", "RiskAssessment?probability=much", None),
    # -- date: #date
    ("date", "Patient?birthdate=1970-01-15", "ann"),
    ("date", "Patient?birthdate=1970-01", "ann"),
    ("date", "Patient?birthdate=1970", "ann bob"),
    ("date", "Patient?birthdate=1970-02-01", ""),
    ("date", "Patient?birthdate=1971", "cyd"),
    ("date", "Patient?birthdate=ne1970", "cyd"),
    ("date", "Patient?birthdate=gt1970-12-31", "cyd"),
    ("date", "Patient?birthdate=lt1970-02", "ann"),
    ("date", "Patient?birthdate=ge1970-02&birthdate=le1970-02", "bob"),
    ("date", "Patient?birthdate=sa1970", "cyd"),
    ("date", "Patient?birthdate=eb1971", "ann bob"),
    ("date", "Observation?date=2024-03-02", "kg pulse lb"),
    ("date", "Observation?date=2024-03", "kg g lb stone pulse high crossed"),
    ("date", "Observation?date=2024-03-02T10:00:00Z", "kg pulse"),
    ("date", "Observation?date=2024-03-02T10:00Z", "kg pulse"),
    ("date", "Observation?date=2024-03-02T12:30:00%2B05:00", "lb"),
    ("date", "Observation?date=2024-03-02T07:30:00Z", "lb"),
    ("date", "Observation?date=2024-03-02T10:00:00.500Z", "pulse"),
    ("date", "Observation?date=sa2024-03-02", "high crossed"),
    ("date", "Observation?date=eb2024", "slow"),
    ("date", "Observation?date=ap2024-03-02&code=http://loinc.org|8867-4", "pulse"),
    ("date", "Observation?date=2024-13", None),
    ("date", "Observation?date=yesterday", None),
    ("date", "Encounter?date=2024-03-03", ""),
    ("date", "Encounter?date=ge2024-03-04", "stay visit"),
    ("date", "Encounter?date=lt2024-03-02", "stay past"),
    ("date", "Encounter?date=gt2024-04", "visit"),
    ("date", "Encounter?date=sa2024-03-02", "visit"),
    ("date", "Encounter?date=eb2024-03-06", "stay past"),
    ("date", "Encounter?date=2024-03", "stay"),
    ("date", "Encounter?date=2020-01-01", "past"),
    ("date", "Patient?death-date=2020-05-05", "bob"),
    # -- string: #string
    ("string", "Patient?family=Müller", "ann bob"),
    ("string", "Patient?family=muller", "ann bob"),
    ("string", "Patient?family=MUL", "ann bob"),
    ("string", "Patient?family=ller", ""),
    ("string", "Patient?family:contains=LLE", "ann bob"),
    ("string", "Patient?family:exact=Müller", "ann"),
    ("string", "Patient?family:exact=Muller", "bob"),
    ("string", "Patient?family:exact=muller", ""),
    ("string", "Patient?family:exact=Mül", ""),
    ("string", "Patient?name=dr", "ann"),
    ("string", "Patient?name=dee dee", "dee"),
    ("string", "Patient?name=ann,bob", "ann bob"),
    ("string", "Patient?family=van der", "cyd"),
    ("string", "Patient?given=mary", "ann"),
    ("string", "Patient?address=larkspur", "ann"),
    ("string", "Patient?address=1 high", "ann"),
    ("string", "Patient?address-city=lark", "ann"),
    ("string", "Patient?address-postalcode=0123", "ann"),
    ("string", "Patient?address-country:exact=US", "ann"),
    ("string", "Organization?name=sodra", "south"),
    ("string", "Organization?name=south", "south"),
    ("string", "Organization?name:contains=hosp", "north"),
    ("string", "Observation?value-string=slept well", "words"),
    ("string", "Observation?value-string:contains=ate", "words"),
    ("string", "Condition?code:contains=E11", None),
    # -- uri: #uri
    ("uri", "Questionnaire?url=http://example.org/q/one", "q1"),
    ("uri", "Questionnaire?url=http://example.org/q", ""),
    ("uri", "Questionnaire?url=HTTP://example.org/q/one", ""),
    ("uri", "Questionnaire?url:below=http://example.org/q/", "q1 q2"),
    ("uri", "Questionnaire?url:below=http://example.org/q/one", "q1 q2"),
    ("uri", "Questionnaire?url:above=http://example.org/q/one/sub/deep", "q1 q2"),
    ("uri", "Questionnaire?url=urn:oid:1.2.3.4", "q3"),
    # -- token: #token
    ("token", "Patient?gender=female", "ann cyd"),
    ("token", "Patient?gender:not=female", "bob dee"),
    ("token", "Patient?active=true", "ann"),
    ("token", "Patient?active=false", "bob"),
    ("token", "Patient?identifier=100", "ann cyd"),
    ("token", "Patient?identifier=urn:mrn|100", "ann"),
    ("token", "Patient?identifier=urn:mrn|", "ann bob"),
    ("token", "Patient?identifier=|bare", "ann"),
    ("token", "Patient?identifier=|100", ""),
    ("token", "Patient?identifier=urn:mrn|100,urn:mrn|200", "ann bob"),
    ("token", "Patient?identifier:of-type=http://terminology.hl7.org/CodeSystem/v2-0203|MR|100", "ann"),
    ("token", "Patient?identifier:of-type=http://terminology.hl7.org/CodeSystem/v2-0203|MR|200", ""),
    ("token", "Patient?identifier:text=record", "ann"),
    ("token", "Patient?phone=555-0100", "ann"),
    ("token", "Patient?email=ann@example.org", "ann"),
    ("token", "Patient?telecom=555-0199", "dee"),
    ("token", "Patient?deceased=true", "bob"),
    ("token", "Patient?deceased=false", "ann cyd dee"),
    ("token", "Observation?code=29463-7", WEIGHTS),
    ("token", "Observation?code=http://loinc.org|29463-7", WEIGHTS),
    ("token", "Observation?code=http://loinc.org|29463-7,http://loinc.org|8867-4", WEIGHTS + " pulse slow"),
    ("token", "Observation?code=http://loinc.org|", WEIGHTS + " pulse slow high crossed smoker"),
    ("token", "Observation?code=|29463-7", ""),
    ("token", "Observation?code=http://snomed.info/sct|29463-7", ""),
    ("token", "Observation?code:text=weight", WEIGHTS),
    ("token", "Observation?code:text=body weight", WEIGHTS),
    ("token", "Observation?code:text=remark", "words"),
    ("token", "Observation?code:text=of the body", ""),
    ("token", "Observation?code:text=weight of", WEIGHTS),
    ("token", "Observation?code:text=---", None),
    ("token", "Observation?patient.identifier:text=---", None),
    ("token", "Observation?code:text=---,weight", None),
    ("token", "Observation?status=amended", "g"),
    ("token", "Observation?status:not=final", "g"),
    ("token", "Observation?status:not=final,amended", ""),
    ("token", "Observation?value-concept=LA18976-3", "smoker"),
    ("token", "Encounter?class=AMB", "visit past"),
    ("token", "Encounter?class=http://terminology.hl7.org/CodeSystem/v3-ActCode|IMP", "stay"),
    ("token", "Encounter?status=finished&class=AMB", "past"),
    ("token", "Condition?clinical-status=active", "diabetes"),
    ("token", "Condition?clinical-status:not=active", "kidneys cough"),
    ("token", f"Condition?code:below={ICD}|E11", "diabetes kidneys"),
    ("token", f"Condition?code:below={ICD}|E11.2", "kidneys"),
    ("token", f"Condition?code:above={ICD}|E11.22", "kidneys"),
    ("token", "Condition?code:in=http://example.org/vs/sugar", "diabetes kidneys"),
    ("token", "Condition?code:not-in=http://example.org/vs/sugar", "cough"),
    ("token", "Condition?code:in=http://example.org/vs/none", None),
    ("token", "Questionnaire?version=1.0", "q1"),
    # -- quantity: #quantity
    ("quantity", "Observation?value-quantity=70.5", "kg"),
    ("quantity", f"Observation?value-quantity=70.5|{U}|kg", "kg g"),
    ("quantity", f"Observation?value-quantity=70500|{U}|g", "kg g"),
    ("quantity", f"Observation?value-quantity=gt70|{U}|kg", "kg g"),
    ("quantity", f"Observation?value-quantity=lt50|{U}|kg", "lb"),
    ("quantity", f"Observation?value-quantity=45|{U}|kg", "lb"),
    ("quantity", f"Observation?value-quantity=ap46|{U}|kg", "lb"),
    ("quantity", f"Observation?value-quantity=ne45|{U}|kg", "kg g"),
    ("quantity", "Observation?value-quantity=11||stone", "stone"),
    ("quantity", "Observation?value-quantity=70.5||kg", "kg"),
    ("quantity", f"Observation?value-quantity=lt55|{U}|/min", "slow"),
    ("quantity", f"Observation?value-quantity=ge61|{U}|/min", "pulse"),
    ("quantity", f"Observation?value-quantity=gt60|{U}|/min", "pulse"),
    ("quantity", f"Observation?value-quantity=70.5|{U}|/min", ""),
    ("quantity", "Observation?value-quantity=abc", None),
    ("quantity", f"Encounter?length=4|{U}|d", "stay"),
    ("quantity", f"Encounter?length=96|{U}|h", "stay"),
    ("quantity", f"Encounter?length=gt3|{U}|d", "stay"),
    ("quantity", f"Condition?onset-age=gt30|{U}|a", "diabetes"),
    ("quantity", f"Observation?component-value-quantity=gt140|{U}|mm[Hg]", "high crossed"),
    # -- reference: #reference
    ("reference", "Observation?subject=Patient/ann", "kg pulse high smoker"),
    ("reference", "Observation?subject=ann", "kg pulse high smoker"),
    ("reference", "Observation?subject:Patient=ann", "kg pulse high smoker"),
    ("reference", "Observation?subject:Group=ann", ""),
    ("reference", "Observation?patient=ann", "kg pulse high smoker"),
    ("reference", "Observation?patient=Patient/ann,Patient/cyd", "kg pulse high smoker lb words"),
    ("reference", "Observation?patient=Patient/nobody", ""),
    ("reference", "Observation?encounter=Encounter/stay", "kg pulse"),
    ("reference", "Observation?performer=Practitioner/pine", "kg"),
    ("reference", "Observation?has-member=Observation/kg", "pulse"),
    ("reference", "Patient?general-practitioner=Practitioner/pine", "ann"),
    ("reference", "Patient?general-practitioner=pine", "ann"),
    ("reference", "Patient?organization=Organization/north", "ann"),
    ("reference", "Patient?link=Patient/ann", "cyd"),
    ("reference", "Condition?patient:identifier=urn:other|100", "cough"),
    ("reference", "Condition?subject:identifier=100", "cough"),
    ("reference", "QuestionnaireResponse?questionnaire=http://example.org/q/one", "answered any older"),
    ("reference", "QuestionnaireResponse?questionnaire.title=first", "answered any"),
    ("reference", "QuestionnaireResponse?patient=bob&questionnaire.title=first", "any"),
    ("reference", "QuestionnaireResponse?_id=answered,older&questionnaire:Questionnaire.status=active", "answered"),
    ("reference", "QuestionnaireResponse?questionnaire=http://example.org/q/one|1.0", "answered"),
    ("reference", "QuestionnaireResponse?questionnaire=http://example.org/q/one|2.0", ""),
    ("reference", "Location?partof=Location/lobby", "annex"),
    ("reference", "QuestionnaireResponse?questionnaire:below=q1", None),
    ("reference", "QuestionnaireResponse?questionnaire:above=urn:oid:1.2", None),
    ("reference", "QuestionnaireResponse?questionnaire:below=http://example.org/q/one|1", "answered"),
    ("reference", "Observation?subject:below=Location/lobby", "air"),
    ("reference", "Observation?subject:below=lobby", "air"),
    ("reference", "Observation?subject:above=Location/annex", "air"),
    ("reference", "Observation?subject:above=Location/lobby", ""),
    ("reference", "Observation?subject:below=Patient/ann", None),
    # -- composite: #combining, #composite
    ("composite", f"Observation?code-value-quantity=http://loinc.org|29463-7$gt70|{U}|kg", "kg g"),
    ("composite", f"Observation?code-value-quantity=http://loinc.org|8867-4$gt70|{U}|kg", ""),
    ("composite", "Observation?code-value-concept=http://loinc.org|72166-2$http://loinc.org|LA18976-3", "smoker"),
    ("composite", f"Observation?component-code-value-quantity=http://loinc.org|8480-6$gt140|{U}|mm[Hg]", "high"),
    ("composite", f"Observation?component-code-value-quantity=http://loinc.org|8462-4$gt140|{U}|mm[Hg]", "crossed"),
    ("composite", f"Observation?combo-code-value-quantity=http://loinc.org|8480-6$lt100|{U}|mm[Hg],http://loinc.org|29463-7$lt50|{U}|kg", "crossed lb"),
    ("composite", "Group?characteristic-value=sex$f", "panel"),
    ("composite", "Group?characteristic-value=sex$old", ""),
    ("composite", "DocumentReference?relationship=DocumentReference/letter$replaces", "reply"),
    ("composite", "DocumentReference?relationship=DocumentReference/letter$signs", ""),
    ("composite", "Observation?code-value-quantity=http://loinc.org|29463-7", None),
    # -- chained: #chaining
    ("chaining", "Observation?subject:Patient.family=muller", "kg pulse high smoker g slow crossed"),
    ("chaining", "Observation?patient.family=muller&patient.gender=male", "g slow crossed"),
    ("chaining", "Observation?subject.family=muller&code=8867-4", "pulse slow"),
    ("chaining", "Observation?patient.identifier=urn:mrn|100", "kg pulse high smoker"),
    ("chaining", "Observation?patient.organization.name=north hosp", "kg pulse high smoker"),
    ("chaining", "Observation?subject:Patient.organization:Organization.partof:Organization.name=north", "g slow crossed"),
    ("chaining", "Patient?organization.partof.identifier=urn:org|N", "bob"),
    ("chaining", "Patient?general-practitioner:Practitioner.family=pine", "ann"),
    ("chaining", "Patient?general-practitioner.family:exact=Oak", "bob"),
    ("chaining", "Patient?general-practitioner.name=pine,oak", "ann bob"),
    ("chaining", "Encounter?subject:Patient.birthdate=1970-01", "stay past"),
    ("chaining", "Encounter?service-provider.address-city=larkspur", "stay"),
    ("chaining", "Observation?encounter.class=IMP", "kg pulse"),
    ("chaining", "Observation?encounter:Encounter.status=finished&code=8867-4", "pulse"),
    ("chaining", "Observation?patient._id=ann&code=8867-4", "pulse"),
    ("chaining", "Observation?patient.no-such=x", None),
    ("chaining", "Observation?status.family=x", None),
    # -- reverse chained: #has
    ("has", "Patient?_has:Observation:patient:code=8867-4", "ann bob"),
    ("has", "Patient?_has:Observation:patient:code=http://loinc.org|72166-2", "ann"),
    ("has", "Patient?_has:Observation:subject:status=amended", "bob"),
    ("has", "Patient?_has:Encounter:patient:class=IMP", "ann"),
    ("has", "Patient?_has:Encounter:patient:date=ge2024", "ann bob"),
    ("has", "Patient?_has:Observation:patient:_has:Provenance:target:agent=Practitioner/pine", "ann"),
    ("has", "Patient?_has:Observation:patient:encounter.class=IMP", "ann"),
    ("has", "Practitioner?_has:Patient:general-practitioner:gender=male", "oak"),
    ("has", "Organization?_has:Patient:organization:_has:Observation:patient:code=8867-4", "north ward"),
    ("has", "Observation?patient._has:Encounter:patient:class=IMP&code=8867-4", "pulse"),
    ("has", "Observation?_has:Observation:has-member:code=8867-4", "kg"),
    ("has", "Patient?_has:Observation:patient:code=8867-4,29463-7&_has:Condition:patient:clinical-status=active", "ann"),
    ("has", "Questionnaire?_has:QuestionnaireResponse:questionnaire:status=completed", "q1"),
    ("has", "Questionnaire?_has:QuestionnaireResponse:questionnaire:status=completed&status=active", "q1"),
    ("has", "Questionnaire?_has:QuestionnaireResponse:questionnaire:patient=Patient/bob", "q1"),
    ("has", "Questionnaire?_has:QuestionnaireResponse:questionnaire:status=stopped", ""),
    ("has", "Questionnaire?_id=q1&_has:QuestionnaireResponse:questionnaire:status=stopped", ""),
    ("has", "Questionnaire?_id=q1&_has:QuestionnaireResponse:questionnaire:status=amended", "q1"),
    ("has", "Questionnaire?_id=q1,q2&_has:QuestionnaireResponse:questionnaire:patient.family=muller", "q1"),
    ("has", "Patient?_has:Observation:no-such:code=1", None),
    ("has", "Patient?_has:Nothing:patient:code=1", None),
    # -- lists: #list
    ("list", "Condition?_list=mine", "diabetes cough"),
    ("list", "Observation?_list=mine", "kg"),
    ("list", "Condition?_list=mine&clinical-status=active", "diabetes"),
    ("list", "Condition?_list=none", ""),
    # -- text: #text
    ("text", "Patient?_text=hydrangeas", "ann"),
    ("text", "Patient?_text=Hydrangeas", "ann"),
    ("text", "Patient?_text=larkspur", ""),
    ("content", "Patient?_content=larkspur", "ann"),
    ("content", "DocumentReference?_content=tulips", "letter"),
    ("content", "DocumentReference?_content=roses", ""),
    # -- filter: search_filter.html
    ("filter", "Patient?_filter=gender eq female", "ann cyd"),
    ("filter", "Patient?_filter=gender eq female and active eq true", "ann"),
    ("filter", "Patient?_filter=gender eq male or family eq \"O'Hara, Jr\"", "bob cyd"),
    ("filter", "Patient?_filter=not (gender eq female)", "bob dee"),
    ("filter", "Patient?_filter=birthdate lt 1970-02", "ann"),
    ("filter", "Patient?_filter=family co lle", "ann bob"),
    ("filter", "Patient?_filter=family sw mul and (given eq bob or given eq nobody)", "bob"),
    ("filter", "Patient?_filter=gender pr false", "dee"),
    ("filter", "Observation?_filter=patient re Patient/ann and code eq http://loinc.org|8867-4", "pulse"),
    ("filter", "Observation?_filter=patient.family eq muller and status eq amended", "g"),
    ("filter", "Patient?_filter=gender eq", None),
    ("filter", "Patient?_filter=nothing eq 1", None),
    # -- order: #sort
    ("sort", "Patient?_sort=birthdate&birthdate:missing=false", ">ann bob cyd"),
    ("sort", "Patient?_sort=-birthdate&birthdate:missing=false", ">cyd bob ann"),
    ("sort", "Patient?_sort=-_id", ">dee cyd bob ann"),
    ("sort", "Patient?_sort=gender,-_id&gender:missing=false", ">cyd ann bob"),
    ("sort", "Patient?_sort=family,given&family=muller", ">ann bob"),
    ("sort", "Encounter?_sort=date", ">past stay visit"),
    ("sort", "Encounter?_sort=-date", ">visit stay past"),
    ("sort", "Encounter?_sort=class,date", ">past visit stay"),
    ("sort", "Observation?_sort=value-quantity&code=8867-4", ">slow pulse"),
    ("sort", "Condition?_sort=code", ">kidneys diabetes cough"),
    ("sort", "RiskAssessment?_sort=-probability", ">risk slight"),
    ("sort", "Questionnaire?_sort=url", ">q1 q2 q3"),
    ("sort", "Patient?_sort=no-such", None),
    # -- page counts and totals: #count, #total, #summary
    ("count", "Patient?_count=2&_sort=_id", ">ann bob cyd dee"),
    ("count", "Patient?_count=0", ""),
    ("count", "Patient?_count=-1", None),
    ("total", "Patient?_total=accurate&gender=female", "ann cyd"),
    ("total", "Patient?_total=estimate&gender=female", "ann cyd"),
    ("total", "Patient?_total=none&gender=female", "ann cyd"),
    ("total", "Patient?_total=sometimes", None),
    ("summary", "Patient?_summary=true&gender=female", "ann cyd"),
    ("summary", "Patient?_summary=text&gender=female", "ann cyd"),
    ("summary", "Patient?_summary=data&gender=female", "ann cyd"),
    ("summary", "Patient?_summary=false&gender=female", "ann cyd"),
    ("summary", "Patient?_summary=some", None),
    ("elements", "Patient?_elements=gender&gender=female", "ann cyd"),
    # -- compartments and several types: compartmentdefinition.html, http.html#vsearch
    ("compartment", "Patient/ann/Observation", "kg pulse high smoker"),
    ("compartment", "Patient/ann/Observation?code=8867-4", "pulse"),
    ("compartment", "Patient/ann/Condition?clinical-status=active", "diabetes"),
    ("compartment", "Encounter/stay/Observation", "kg pulse"),
    ("compartment", "Practitioner/pine/Encounter", "stay"),
    ("compartment", "Patient/bob/*?_type=Condition,Encounter", "kidneys visit"),
    ("http.html#vsearch", "?_type=Condition,Encounter&_id=stay,cough,ann", "stay cough"),
    ("http.html#vsearch", "?_type=Patient,Practitioner&_id=ann,pine", "ann pine"),
    ("http.html#vsearch", "?_tag=urn:tag|vip", "ann"),
    ("http.html#vsearch", "?_has:Observation:patient:code=72166-2", "ann"),
    ("http.html#vsearch", "?_type=Patient,Encounter&_has:Observation:encounter:code=8867-4", "stay"),
    ("http.html#vsearch", "?_type=Patient,Encounter&_has:Observation:performer:code=8867-4", ""),
    ("http.html#vsearch", "?_has:Observation:status:code=8867-4", None),
    ("http.html#vsearch", "?_type=Nothing", None),
    ("http.html#vsearch", "?_type=Patient&family=muller", "ann bob"),
]  # fmt: skip

INCLUDED: list[tuple[str, str, str, str]] = [
    # -- #include, #revinclude: the search, its matches, what comes with them
    ("include", "Observation?_id=kg&_include=Observation:patient", "kg", "ann"),
    ("include", "Observation?_id=kg&_include=Observation:subject:Patient", "kg", "ann"),
    ("include", "Observation?_id=kg&_include=Observation:subject:Group", "kg", ""),
    ("include", "Observation?_id=kg&_include=Observation:encounter&_include=Observation:performer", "kg", "stay pine"),
    ("include", "Observation?_id=kg&_include=*", "kg", "ann stay pine"),
    ("include", "Observation?_id=kg,pulse&_include=Observation:encounter", "kg pulse", "stay"),
    ("include", "Observation?_id=kg&_include=Observation:patient&_include:iterate=Patient:organization", "kg", "ann north"),
    ("include", "Patient?_id=bob&_include=Patient:organization&_include:iterate=Organization:partof", "bob", "ward north"),
    ("include", "Encounter?_id=visit&_include=Encounter:part-of", "visit", "stay"),
    ("revinclude", "Patient?_id=bob&_revinclude=Condition:patient", "bob", "kidneys"),
    ("revinclude", "Observation?_id=kg&_revinclude=Provenance:target", "kg", "proof"),
    ("revinclude", "Encounter?_id=stay&_revinclude=Observation:encounter&_revinclude:iterate=Provenance:target", "stay", "kg pulse proof"),
    ("revinclude", "Practitioner?_id=oak&_revinclude=Patient:general-practitioner", "oak", "bob"),
    ("include", "Observation?_list=mine&_include=Observation:patient", "kg", "ann"),
    ("references.html#canonical", "QuestionnaireResponse?_id=answered&_include=QuestionnaireResponse:questionnaire", "answered", "q1"),
    ("references.html#canonical", "QuestionnaireResponse?_id=older&_include=QuestionnaireResponse:questionnaire", "older", ""),
    ("references.html#canonical", "Questionnaire?_id=q1&_revinclude=QuestionnaireResponse:questionnaire", "q1", "answered any"),
    ("references.html#canonical", "Questionnaire?_id=q1&_revinclude=*", "q1", "answered any"),
]  # fmt: skip


@pytest.fixture(scope="module")
def asker(live: Live) -> Asker:
    """Keep the world, and give a feed that sees it."""
    feed = live.client("case-feed", "system/*.cruds", "TREAT", own_feed=True)
    for resource in WORLD:
        answer = feed.put(resource)
        assert answer.status_code == 201, (resource["id"], answer.text)
    return feed


def address(search: str) -> str:
    """Encode what an address may not hold; a percent sign is one already."""
    path, _, query = search.partition("?")
    return f"{path}?{quote(query, safe='=&%:/|,.$-_*')}" if query else path


@pytest.mark.parametrize(("paragraph", "search", "expected"), CASES, ids=[f"{row[0]}: {row[1]}" for row in CASES])
def test_search(asker: Asker, paragraph: str, search: str, expected: str | None) -> None:
    """The search finds just the records that the paragraph says; deficiencies that review opened aside."""
    if expected is None:
        answer = asker.get(address(search))
        assert 400 == answer.status_code
        assert answer.json()["issue"][0]["severity"] == "error"
        return
    found = [id_ for id_ in asker.ids(address(search)) if id_ in {record["id"] for record in WORLD}]
    if expected.startswith(">"):
        assert expected[1:].split() == found
    else:
        assert sorted(expected.split()) == sorted(found)


@pytest.mark.parametrize(
    ("paragraph", "search", "matches", "included"), INCLUDED, ids=[f"{row[0]}: {row[1]}" for row in INCLUDED]
)
def test_include(asker: Asker, paragraph: str, search: str, matches: str, included: str) -> None:
    """What is included stands beside the matches, marked as such, each once."""
    entries = asker.get(address(search)).json().get("entry", [])
    ours = {record["id"] for record in WORLD}
    found = {
        mode: [e["resource"]["id"] for e in entries if e["search"]["mode"] == mode and e["resource"]["id"] in ours]
        for mode in ("match", "include")
    }
    assert sorted(matches.split()) == sorted(found["match"])
    assert sorted(included.split()) == sorted(found["include"])


@pytest.mark.parametrize(
    "row", [row for row in CASES if row[2] and "?" in row[1] and not row[1].startswith("?")], ids=lambda row: row[1]
)
def test_search_by_post(asker: Asker, row: tuple[str, str, str]) -> None:
    """The same search as a form finds the same: https://hl7.org/fhir/R4/http.html#search."""
    path, _, query = address(row[1]).partition("?")
    if path.endswith("*"):
        pytest.skip("a compartment of all types is searched by GET")
    answer = asker.ask("POST", f"{path}/_search", query.encode(), content_type="application/x-www-form-urlencoded")
    assert 200 == answer.status_code
    first = asker.get(address(row[1])).json()
    assert [e["resource"]["id"] for e in first.get("entry", ())] == [
        e["resource"]["id"] for e in answer.json().get("entry", ())
    ]
