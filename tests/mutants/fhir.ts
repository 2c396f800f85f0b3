import type { Mutant } from './mutant.ts';

const devices = { runner: 'integration', file: 'tests/integration/clinic-server/devices/devices.test.ts' } as const;
const access = { runner: 'integration', file: 'tests/integration/clinic-server/fhir/access.test.ts' } as const;
const feeding = { runner: 'integration', file: 'tests/integration/clinic-server/fhir/feed.test.ts' } as const;
const interactions = { runner: 'integration', file: 'tests/integration/clinic-server/fhir/interactions.test.ts' } as const;
const transactions = { runner: 'integration', file: 'tests/integration/clinic-server/fhir/transaction.test.ts' } as const;
const nonsense = { runner: 'integration', file: 'tests/integration/clinic-server/fhir/nonsense.test.ts' } as const;
const logging = { runner: 'integration', file: 'tests/integration/clinic-server/fhir/log.test.ts' } as const;
const nudging = { runner: 'integration', file: 'tests/integration/clinic-server/fhir/events.test.ts' } as const;
const starting = { runner: 'integration', file: 'tests/integration/clinic-server/fhir/server.test.ts' } as const;

const authenticate = 'clinic-server/devices/authenticate.ts';
const scopes = 'clinic-server/fhir/access.ts';
const feed = 'clinic-server/fhir/feed.ts';
const store = 'clinic-server/fhir/resourceStore.ts';
const writes = 'clinic-server/fhir/interactions.ts';

/** The clinic's server: who may see what, what may be written, and what it answers to nonsense. */
export const fhirMutants: readonly Mutant[] = [
  // A4: who sees what.
  {
    rule: 'A4', what: 'nothing asks for a token', file: 'clinic-server/http/authentication.ts',
    find: "if (!request.caller) throw new FhirRefusal(401, 'no_token', { headers: { 'www-authenticate': 'Bearer' } });\n    if (request.caller.kind", replace: 'if (request.caller?.kind',
    proof: { ...access, title: 'A4 behind the door even the question whether a path exists needs a token' },
  },
  {
    rule: 'A4', what: 'an address written otherwise is another door', file: 'clinic-server/http/authentication.ts',
    find: "return decodeURIComponent(url.split('?')[0] ?? '').replace(/\\/{2,}/g, '/');", replace: "return url.split('?')[0] ?? '';",
    proof: { ...access, title: 'A4 behind the door even the question whether a path exists needs a token' },
  },
  {
    rule: 'A4', what: 'a patient sees everybody', file: scopes,
    find: '`(r.patient is null or (r.patient = ${bind.add(scope.patient)} and r.held is null))`', replace: "'r.held is null'",
    proof: { ...access, title: 'a device sees nobody, a patient only the own record, by whatever way' },
  },
  {
    rule: 'A4', what: 'a device may ask for personal types', file: scopes,
    find: "if (scope.kind === 'shared' && !isSharedType(type)) throw new FhirRefusal(403, 'forbidden');", replace: '',
    proof: { ...access, title: 'a device sees nobody, a patient only the own record, by whatever way' },
  },
  {
    rule: 'A4', what: 'anybody may write', file: scopes,
    find: "if (caller.kind !== 'system') throw new FhirRefusal(403, 'forbidden');", replace: '',
    proof: { ...access, title: 'no token sees nothing, a device and a patient read, only the system writes' },
  },
  {
    rule: 'A4', what: 'an unreadable device token makes a patient’s request a device’s', file: authenticate,
    find: 'if (deviceToken !== undefined) return', replace: 'if (deviceToken !== undefined && bearer(deviceToken) !== null) return',
    proof: { ...devices, title: 'A4 a device token that cannot be read does not turn one request into another' },
  },
  {
    rule: 'O5', what: 'the feed tells a patient of everybody', file: feed,
    find: ": `r.patient = ${bind.add(scope.patient)} and r.held is distinct from 'never'`;", replace: ": 'r.patient is not null';",
    proof: { ...feeding, title: 'O5 a device hears of what is shared, a patient of the own record, and neither of anybody else' },
  },
  {
    rule: 'O5', what: 'the feed tells a device of patients', file: feed,
    find: "scope.kind === 'shared' ? 'r.patient is null'", replace: "scope.kind === 'shared' ? 'true'",
    proof: { ...feeding, title: 'O5 a device hears of what is shared, a patient of the own record, and neither of anybody else' },
  },
  {
    rule: 'O5', what: 'rows are handed out before an open transaction that could precede them', file: feed,
    find: 'and r.xid < pg_snapshot_xmin(pg_current_snapshot())', replace: '',
    proof: { ...feeding, title: 'O5 nothing is handed out while a transaction that could precede it is open' },
  },
  {
    rule: 'O5', what: 'nobody is nudged', file: 'clinic-server/events/hub.ts',
    find: "opened.on('notification', tell);", replace: '',
    proof: { ...nudging, title: 'O5 a write at one server nudges the devices of every server, with nothing in the nudge' },
  },
  {
    rule: 'O5', what: 'a device may open any number of streams', file: 'clinic-server/events/routes.ts',
    find: '.length >= perCaller', replace: '.length < 0',
    proof: { ...nudging, title: 'O5 one device may hold a few streams and not more, and a stream needs a token' },
  },
  // A4: what may be written, and how.
  {
    rule: 'A4', what: 'two writers of one version both win', file: store,
    find: "if (ifMatch !== undefined && before.version !== ifMatch) throw new FhirRefusal(412, 'version_conflict');\n  const owner", replace: 'const owner',
    proof: { ...interactions, title: 'A4 of twenty writers with one If-Match one wins and no version is lost' },
  },
  {
    rule: 'A4', what: 'a visit is moved into another patient’s record', file: store,
    find: "if (owner !== before.patient) throw new FhirRefusal(422, 'patient_changed');", replace: '',
    proof: { ...interactions, title: 'A4 a resource cannot be moved into another patient’s record by an update' },
  },
  {
    rule: 'A4', what: 'versions before are not kept', file: store,
    find: 'checked(resource, owner);\n  await tx.query(keepPast, [resource.resourceType, resource.id]);', replace: 'checked(resource, owner);',
    proof: { ...interactions, title: 'A4 an update needs the version in force when it names one, and every version stays readable' },
  },
  {
    rule: 'A4', what: 'conditional creates at one moment do not take turns', file: writes,
    find: "await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 7004002))', [type]);", replace: '{}',
    proof: { ...interactions, title: 'A4 twenty clients with one If-None-Exist make one resource' },
  },
  {
    rule: 'A4', what: 'anything is stored that calls itself a resource', file: 'clinic-server/fhir/validate.ts',
    find: 'validateResource(resource);', replace: '',
    proof: { ...interactions, title: 'A4 what R4 does not allow is refused with the path and nothing of what was typed' },
  },
  {
    rule: 'A4', what: 'a transaction with one refused entry keeps the others', file: 'clinic-server/db/pool.ts',
    find: "await client.query('rollback').catch(", replace: "await client.query('commit').catch(",
    proof: { ...transactions, title: 'A4 one refused entry undoes the whole transaction, whichever it is' },
  },
  {
    rule: 'A4', what: 'one resource is written twice in a transaction', file: 'clinic-server/fhir/transaction.ts',
    find: "if (new Set(named).size !== named.length || new Set(urls).size !== urls.length) throw new FhirRefusal(400, 'duplicate_entry');", replace: '',
    proof: { ...transactions, title: 'A4 what is not a transaction is refused' },
  },
  {
    rule: 'A4', what: 'brackets may be nested without end', file: 'clinic-server/http/app.ts',
    find: "if (nesting(String(body)) > deepest) return done(new FhirRefusal(400, 'too_deep'));", replace: '',
    proof: { ...nonsense, title: 'is answered with an OperationOutcome' },
  },
  {
    rule: 'A4', what: 'an address may ask as often as it likes', file: 'clinic-server/http/app.ts',
    find: "app.addHook('onRequest', app.rateLimit());", replace: '',
    proof: { ...nonsense, title: 'A4 too many requests from one address are told how long to wait' },
  },
  // A2, A3.
  {
    rule: 'A2', what: 'the log keeps addresses as they were asked', file: 'clinic-server/http/app.ts',
    find: "route: request.routeOptions.url ?? 'unknown'", replace: 'route: request.routeOptions.url, asked: request.url',
    proof: { ...logging, title: 'A2 whatever goes wrong, neither the answer nor the log repeats a patient’s words or a token' },
  },
  {
    rule: 'A2', what: 'the log keeps the words of an error', file: 'clinic-server/http/errors.ts',
    find: "const { name, stack } = error instanceof Error ? error", replace: "const { message: name, stack } = error instanceof Error ? error",
    proof: { ...logging, title: 'A2 whatever goes wrong, neither the answer nor the log repeats a patient’s words or a token' },
  },
  {
    rule: 'A2', what: 'the log hides nothing below the first level', file: 'clinic-server/log.ts',
    find: "'…' : redacted(inner, depth + 1)]", replace: "'…' : inner]",
    proof: { ...logging, title: 'A2 the log hides what a name says is personal, however deep it lies' },
  },
  {
    rule: 'A3', what: 'production starts on a database that may forget', file: 'clinic-server/server.ts',
    find: 'if (config.production) await assertDurable(pool);', replace: '',
    proof: { ...starting, title: 'A3 in production a database that may forget what it confirmed is refused' },
  },
];
