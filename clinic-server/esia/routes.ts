import * as z from 'zod';
import { DocumentVersion } from '../../shared/lib/clinicDocument.ts';
import { Id } from '../../shared/lib/ids.ts';
import { inTransaction } from '../db/pool.ts';
import { hashOf } from '../devices/secrets.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import type { Caller } from '../http/caller.ts';
import { callerOf, staffOf } from '../http/authentication.ts';
import type { Routes, ServerParts } from '../http/parts.ts';
import type { OpenedSignIn } from '../identity/openSignIn.ts';
import { attemptSeconds, beginAttempt, noteOutcome, useUp, type Attempt } from './attempts.ts';
import { parseCallback, type Callback } from './callback.ts';
import { callbackPage } from './callbackPage.ts';
import { enter } from './enter.ts';
import { linkCase } from './linkCase.ts';
import { callbackUrlOf } from './open.ts';
import { EsiaFault, esiaCodeIn, type EsiaPerson, type EsiaProvider } from './provider.ts';

const Finish = z.object({ attemptId: Id, query: z.string().max(1_000_000), terms: DocumentVersion.optional() });
const Cancel = z.object({ attemptId: Id });
const Link = z.object({ patientId: Id });

type Person = Extract<Caller, { kind: 'device' | 'patient' }>;

/** Patients sign in, at a device; nobody else has business here. */
function whoAsks(caller: Caller): Person {
  if (caller.kind === 'device' || caller.kind === 'patient') return caller;
  throw new FhirRefusal(403, 'forbidden');
}

function providerOf(parts: ServerParts): EsiaProvider {
  if (!parts.esia) throw new FhirRefusal(403, 'esia_off');
  return parts.esia;
}

const answers = {
  unavailable: () => new FhirRefusal(502, 'esia_unavailable'),
  untrusted: () => new FhirRefusal(502, 'esia_unavailable'),
  code: () => new FhirRefusal(400, 'esia_callback_refused'),
  stale: () => new FhirRefusal(410, 'esia_attempt_gone'),
  declined: () => new FhirRefusal(403, 'esia_declined'),
  unconfirmed: () => new FhirRefusal(403, 'esia_unconfirmed'),
  child: () => new FhirRefusal(403, 'esia_child'),
} as const satisfies Record<EsiaFault['kind'], () => FhirRefusal>;

/** Gosuslugi's own words for what became of it. */
function faultOf({ description }: Extract<Callback, { kind: 'error' }>): EsiaFault {
  const code = esiaCodeIn(description) ?? 'callback_error';
  if (code === 'ESIA-007004') return new EsiaFault('declined', code);
  if (code === 'ESIA-007055') return new EsiaFault('unconfirmed', code);
  return new EsiaFault('unavailable', code);
}

async function start(parts: ServerParts, caller: Person): Promise<object> {
  // Whoever acts for somebody would tie their own person at Gosuslugi to the other's record.
  if (caller.kind === 'patient' && caller.representation) throw new FhirRefusal(403, 'forbidden');
  const provider = providerOf(parts);
  const id = parts.newId();
  const expectedPatient = caller.kind === 'patient' ? caller.patientId : null;
  const begun = await inTransaction(parts.pool, (tx) => beginAttempt(tx, { id, device: caller.deviceId, expectedPatient, now: parts.now() }));
  if (!begun) throw new FhirRefusal(429, 'slow_down', { headers: { 'retry-after': '60' } });
  const callbackUrl = callbackUrlOf(parts.config, parts.publicUrl);
  const authorizeUrl = await provider.authorizeUrl({ state: begun.state, callbackUrl }).catch((error: unknown) => {
    parts.log.error({ event: 'esia_signer_failed', kind: error instanceof Error ? error.name : typeof error }, 'the request to Gosuslugi cannot be signed');
    throw answers.unavailable();
  });
  return { attemptId: id, authorizeUrl, callbackUrl, hosts: provider.hosts, seconds: attemptSeconds, logoutUrl: provider.logoutUrl() };
}

/** The attempt this callback belongs to, used up whatever the callback says. */
async function claimed(parts: ServerParts, caller: Person, { attemptId, query }: z.infer<typeof Finish>): Promise<{ attempt: Attempt; callback: Callback }> {
  // Committed before anything is asked: the same callback sent twice, or a server that dies in between, must not lead to a second exchange.
  const attempt = await inTransaction(parts.pool, (tx) => useUp(tx, { id: attemptId, device: caller.deviceId, now: parts.now() }));
  if (!attempt) throw new FhirRefusal(410, 'esia_attempt_gone');
  const callback = parseCallback(query);
  // Another state is the answer to somebody else's attempt.
  if (!callback || !hashOf(callback.state).equals(attempt.stateHash)) {
    await over(parts, attempt.id, callback ? 'state' : 'malformed');
    throw new FhirRefusal(400, 'esia_callback_refused');
  }
  return { attempt, callback };
}

/** Without names, numbers or codes: enough for an operator to know which side has to act. */
async function over(parts: ServerParts, id: Id, outcome: string): Promise<void> {
  parts.log.warn({ event: 'esia_refused', attempt: id, reason: outcome }, 'a sign-in by Gosuslugi was refused');
  await inTransaction(parts.pool, (tx) => noteOutcome(tx, id, { outcome }));
}

async function personBehind(parts: ServerParts, attempt: Attempt, callback: Callback): Promise<EsiaPerson> {
  const provider = providerOf(parts);
  try {
    if (callback.kind === 'error') throw faultOf(callback);
    return await provider.person({ code: callback.code, callbackUrl: callbackUrlOf(parts.config, parts.publicUrl), startedAt: attempt.madeAt });
  } catch (error) {
    if (!(error instanceof EsiaFault)) {
      await over(parts, attempt.id, 'failed');
      throw error;
    }
    await over(parts, attempt.id, `${error.kind} ${error.detail}`);
    throw answers[error.kind]();
  }
}

async function finish(parts: ServerParts, caller: Person, asked: z.infer<typeof Finish>): Promise<OpenedSignIn> {
  const { attempt, callback } = await claimed(parts, caller, asked);
  const person = await personBehind(parts, attempt, callback);
  const entered = await inTransaction(parts.pool, (tx) => enter(tx, parts, { attempt, person, device: caller.deviceId, profile: caller.profile, terms: asked.terms ?? null }));
  if (entered.kind === 'in') {
    parts.log.info({ event: entered.linked ? 'esia_linked' : 'esia_signed_in', attempt: attempt.id, signIn: entered.opened.signInId }, 'signed in by Gosuslugi');
    return entered.opened;
  }
  const reason = entered.kind === 'locked' ? 'locked' : entered.reason;
  parts.log.warn({ event: 'esia_refused', attempt: attempt.id, reason }, 'a sign-in by Gosuslugi was refused');
  throw entered.kind === 'locked' ? new FhirRefusal(403, 'locked') : new FhirRefusal(409, 'esia_ask_reception');
}

function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const asked = schema.safeParse(body);
  if (!asked.success) throw new FhirRefusal(400, 'invalid_request');
  return asked.data;
}

export const esiaRoutes: Routes = (app, parts) => {
  app.post('/identity/esia/start', async (request) => start(parts, whoAsks(callerOf(request))));

  app.post('/identity/esia/finish', async (request) => {
    const caller = whoAsks(callerOf(request));
    providerOf(parts);
    return finish(parts, caller, read(Finish, request.body));
  });

  app.post('/identity/esia/cancel', async (request, reply) => {
    const caller = whoAsks(callerOf(request));
    const { attemptId } = read(Cancel, request.body);
    await inTransaction(parts.pool, async (tx) => {
      const attempt = await useUp(tx, { id: attemptId, device: caller.deviceId, now: parts.now() });
      if (attempt) await noteOutcome(tx, attempt.id, { outcome: 'cancelled' });
    });
    return reply.code(204).send();
  });

  app.post('/identity/esia/cases/:id/link', async (request, reply) => {
    const { staffId } = staffOf(request, 'registrar');
    const caseId = Id.safeParse((request.params as { id: string }).id);
    if (!caseId.success) throw new FhirRefusal(404, 'not_found');
    const { patientId } = read(Link, request.body);
    await inTransaction(parts.pool, (tx) => linkCase(tx, parts, { caseId: caseId.data, patientId, staffId }));
    return reply.code(204).send();
  });

  // The sign-in window catches this address before it is loaded. Whoever gets here came another way, and nothing is exchanged for them.
  app.get('/esia/callback', async (_request, reply) =>
    reply.code(400).headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }).type('text/html; charset=utf-8').send(callbackPage),
  );
};
