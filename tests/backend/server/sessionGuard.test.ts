import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { createSession } from '../../../backend/server/session.ts';
import { createSessionGuard } from '../../../backend/server/sessionGuard.ts';
import { Unreachable, type ClinicAnswer } from '../../../backend/sync/clinicApi.ts';

const answer = (status: number, body: unknown): ClinicAnswer => ({ status, body, refusal: null, retryAfterMs: null });

function guarded(said: () => ClinicAnswer | Promise<ClinicAnswer>) {
  let forgotten = 0;
  const session = createSession(() => void forgotten++);
  const signInId = randomUUID();
  session.begin({ patientId: randomUUID(), signInId, token: 'token' });
  forgotten = 0;
  const guard = createSessionGuard({ session, publish: () => undefined, clinic: { send: async () => said() } });
  return { session, signInId, guard, forgotten: () => forgotten };
}

it('R6 the server’s word ends the session, forgets the person and keeps the reason', async () => {
  for (const why of ['locked', 'locked_by_rule', 'password_changed']) {
    const { session, signInId, guard, forgotten } = guarded(() => answer(200, { state: 'ended', why }));
    await guard.refused(signInId);
    expect([session.actor().role, session.token(), session.ending(), forgotten()]).toEqual(['visitor', null, why, 1]);
  }
});

it('R6 a reason this program does not know is no reason to stay signed in', async () => {
  for (const said of [answer(200, { state: 'ended', why: 'something_new' }), answer(200, { state: 'ended', why: null }), answer(404, null)]) {
    const { session, signInId, guard } = guarded(() => said);
    await guard.refused(signInId);
    expect([session.actor().role, session.ending()]).toEqual(['visitor', 'over']);
  }
});

it('R6 a refusal that the server does not confirm, or cannot, ends nobody’s session', async () => {
  const lost = () => Promise.reject(new Unreachable('no answer'));
  for (const said of [() => answer(200, { state: 'open', why: null }), () => answer(503, null), () => answer(200, 'portal'), lost]) {
    const { session, signInId, guard } = guarded(said);
    await guard.refused(signInId);
    expect([session.actor().role, session.ending()]).toEqual(['patient', null]);
  }
});

it('R6 the next person is not ended for the one before', async () => {
  const { session, guard, signInId } = guarded(() => answer(200, { state: 'ended', why: 'locked' }));
  session.end();
  session.begin({ patientId: randomUUID(), signInId: randomUUID(), token: 'another' });
  await guard.refused(signInId);
  expect([session.actor().role, session.ending()]).toEqual(['patient', null]);
});
