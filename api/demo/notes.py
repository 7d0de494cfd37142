"""What do the documents of the demonstration say? Invented notes about invented people.

A discharge summary has six components: Joint Commission RC.02.04.01 EP 3, RULES DR-034.
"""

from __future__ import annotations

HISTORY = """\
HISTORY AND PHYSICAL

Chief complaint
As recorded at admission.

History of present illness
Symptoms for three days, worse since last night. No recent travel, no known exposure.

Past medical history
Reviewed with the patient; see problem list.

Physical examination
Alert and oriented. Heart, lungs and abdomen examined; findings recorded in the chart.

Assessment and plan
Admit to the medical ward, treat and observe, review tomorrow morning.
"""

MARCHBANK = """\
DISCHARGE SUMMARY

Reason for hospitalization
Shortness of breath at rest with fluid overload; acute on chronic systolic heart failure.

Procedures performed
Transthoracic echocardiography: ejection fraction 30 percent.

Hospital course: care, treatment and services provided
Intravenous furosemide for three days, then by mouth. Weight fell from 84.6 to 79.9 kg. Blood pressure controlled.

Condition at discharge
Stable, breathing comfortably on room air, walking on the ward.

Discharge disposition
Home.

Information provided to patient and family
Daily weight, salt restriction and warning signs explained to the patient and her son, who repeated them correctly.

Follow-up
Larch Street Family Practice within seven days; blood test for potassium and creatinine in one week.
"""

QUILLFEATHER = """\
DISCHARGE SUMMARY

Reason for hospitalization
Community-acquired pneumonia with fever and cough.

Procedures performed
No procedures performed.

Hospital course: care, treatment and services provided
Oxygen for two days, intravenous then oral antibiotic. Afebrile since the third day.

Condition at discharge
Improved, oxygen saturation 96 percent on room air.

Discharge disposition
Home.

Information provided to patient and family
Completing the antibiotic, rest, and when to come back were explained to the patient.

Follow-up
Larch Street Family Practice in ten days; chest X-ray in six weeks.
"""

ALDERGROVE = """\
DISCHARGE SUMMARY

Reason for hospitalization
Hyperglycemia.

Hospital course: care, treatment and services provided
Insulin infusion, then subcutaneous insulin. Glucose between 110 and 180 mg/dL on the last day.
"""

WETHERELL = """\
DISCHARGE SUMMARY

Reason for hospitalization
Salmonella enteritis with dehydration.

Procedures performed
No procedures performed.

Hospital course: care, treatment and services provided
Intravenous fluids for two days. Stool culture grew Salmonella species.

Condition at discharge
Well, eating and drinking.

Discharge disposition
Home.

Information provided to patient and family
Hand hygiene and staying away from food handling until cleared were explained to the patient.

Follow-up
Larch Street Family Practice in one week; the health department will be in touch.
"""

ADDICTION = """\
TARN HOUSE RECOVERY PROGRAMME

Session note of a substance use disorder programme. Sentinel HERON-LANTERN-42.
Attendance regular; next session in one week.
"""

THERAPY = """\
PSYCHOTHERAPY NOTE, KEPT APART FROM THE RECORD

Contents of a private conversation. Sentinel OSPREY-THIMBLE-508.
"""

AUTHORITY = """\
MERROW COUNTY DEPARTMENT OF PUBLIC HEALTH

The Department is authorised by law to collect reports of notifiable disease for the purpose of preventing or
controlling disease (45 CFR 164.512(b)(1)(i)). It requests the records of the stay from 2026-02-10 to 2026-02-13
that concern the infection, and states that what it asks for is the minimum necessary for that purpose.
"""
