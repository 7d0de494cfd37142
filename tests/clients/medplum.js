// The flows of an app on @medplum/core, unmodified. Prints what it saw; tests/clients/test_clients.py says what it should have seen.
import { MedplumClient } from '@medplum/core';

const base = new URL(process.env.BASE);
const client = new MedplumClient({ baseUrl: `${base.origin}/`, fhirUrlPath: 'fhir', fetch: globalThis.fetch, accessToken: process.env.TOKEN });
client.setAccessToken(process.env.TOKEN);
const seen = {};

const made = await client.createResource({ resourceType: 'Patient', name: [{ family: 'Plumley', given: ['Ida'] }] });
seen.version = made.meta.versionId;
seen.family = (await client.readResource('Patient', made.id)).name[0].family;
seen.updated = (await client.updateResource({ ...made, gender: 'female' })).meta.versionId;
const patched = await client.patchResource('Patient', made.id, [{ op: 'add', path: '/birthDate', value: '1980-05-06' }]);
seen.patched = [patched.meta.versionId, patched.birthDate];
const twin = { resourceType: 'Organization', name: 'Plum Street Clinic', identifier: [{ system: 'urn:plum', value: 'street' }] };
const once = await client.createResourceIfNoneExist(twin, 'identifier=urn:plum|street');
const again = await client.createResourceIfNoneExist(twin, 'identifier=urn:plum|street');
seen.once = once.id === again.id;
const put = await client.upsertResource({ ...twin, name: 'Plum Street Hospital' }, 'identifier=urn:plum|street');
seen.upserted = [put.id === once.id, put.meta.versionId];
for (let n = 1; n <= 5; n += 1) {
  await client.createResource({
    resourceType: 'Condition', subject: { reference: `Patient/${made.id}` }, code: { text: `finding ${n}` },
    recordedDate: `2024-01-0${n}`,
  });
}
seen.pages = [];
for await (const page of client.searchResourcePages('Condition', { patient: `Patient/${made.id}`, _count: 2, _sort: '-recorded-date' })) {
  seen.pages.push(page.map((one) => one.code.text));
}
const versions = await client.readHistory('Patient', made.id);
seen.versions = versions.entry.map((one) => one.resource.meta.versionId);
const batch = await client.executeBatch({
  resourceType: 'Bundle',
  type: 'batch',
  entry: [
    { request: { method: 'GET', url: `Patient/${made.id}` } },
    { request: { method: 'GET', url: 'Patient/no-such-patient' } },
  ],
});
seen.batch = batch.entry.map((one) => one.response.status.slice(0, 3));
await client.deleteResource('Patient', made.id);
console.log(JSON.stringify(seen));
