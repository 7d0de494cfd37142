"""How do FHIR's XML and JSON become each other? Driven by the element table (https://hl7.org/fhir/R4/xml.html)."""
