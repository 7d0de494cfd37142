// The flows of an app on fhir-kit-client, unmodified: capabilities, create, read, vread, update, patch, search with paging,
// transaction, history, delete. Prints what it saw; tests/clients/test_clients.py says what it should have seen.
import { Client } from 'fhir-kit-client';

const client = new Client({ baseUrl: process.env.BASE, bearerToken: process.env.TOKEN });
const seen = {};

seen.fhirVersion = (await client.capabilityStatement()).fhirVersion;
const made = await client.create({
  resourceType: 'Patient',
  body: { resourceType: 'Patient', name: [{ family: 'Kitson', given: ['Una'] }], birthDate: '1971-02-03' },
});
seen.version = made.meta.versionId;
seen.family = (await client.read({ resourceType: 'Patient', id: made.id })).name[0].family;
const changed = await client.update({ resourceType: 'Patient', id: made.id, body: { ...made, active: true } });
seen.updated = changed.meta.versionId;
const patched = await client.patch({
  resourceType: 'Patient',
  id: made.id,
  jsonPatch: [{ op: 'replace', path: '/name/0/family', value: 'Kitsune' }],
});
seen.patched = [patched.meta.versionId, patched.name[0].family];
seen.first = (await client.vread({ resourceType: 'Patient', id: made.id, version: '1' })).name[0].family;
seen.versions = (await client.history({ resourceType: 'Patient', id: made.id })).entry.map((one) => one.resource.meta.versionId);

const sent = await client.transaction({
  body: {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [1, 2, 3, 4, 5, 6, 7].map((n) => ({
      fullUrl: `urn:uuid:0f0e0d0c-0b0a-4908-8706-05040302010${n}`,
      resource: {
        resourceType: 'Observation', status: 'final', code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
        subject: { reference: `Patient/${made.id}` }, effectiveDateTime: `2024-03-0${n}`, valueQuantity: { value: 60 + n },
      },
      request: { method: 'POST', url: 'Observation' },
    })),
  },
});
seen.created = sent.entry.map((one) => one.response.status);
let page = await client.search({ resourceType: 'Observation', searchParams: { patient: made.id, _count: 3, _sort: 'date' } });
seen.pages = [];
while (page) {
  seen.pages.push(page.entry.map((one) => one.resource.valueQuantity.value));
  page = await client.nextPage({ bundle: page });
}
const posted = await client.search({
  resourceType: 'Observation', searchParams: { patient: made.id, _summary: 'count' }, options: { postSearch: true },
});
seen.total = posted.total;
const compartment = await client.compartmentSearch({
  resourceType: 'Observation', compartment: { resourceType: 'Patient', id: made.id }, searchParams: { _count: 50 },
});
seen.compartment = compartment.entry.length;
await client.delete({ resourceType: 'Observation', id: compartment.entry[0].resource.id });
try {
  await client.read({ resourceType: 'Observation', id: compartment.entry[0].resource.id });
} catch (error) {
  seen.gone = error.response.status;
}
console.log(JSON.stringify(seen));
