import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { createEsiaHandlers } from '../../../backend/features/esia/handlers.ts';
import type { EsiaEnded, EsiaOrder } from '../../../backend/server/esiaWindow.ts';
import type { CallContext } from '../../../backend/server/handler.ts';
import { createSession } from '../../../backend/server/session.ts';
import { createSignIns } from '../../../backend/server/signIns.ts';
import { Unreachable, type ClinicAnswer, type ClinicRequest } from '../../../backend/sync/clinicApi.ts';
import type { DeviceRecord } from '../../../backend/sync/deviceRecord.ts';
import { instant } from '../../../shared/lib/moscow.ts';

const visitor: CallContext = { actor: { role: 'visitor', patientId: null, signInId: null }, now: instant(0), printJob: null };
const input = { language: 'ru', accessible: false } as const;
const refused = (status: number, refusal: string): ClinicAnswer => ({ status, body: {}, refusal, retryAfterMs: null });
const fine = (body: unknown): ClinicAnswer => ({ status: 200, body, refusal: null, retryAfterMs: null });
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** The real handlers and the real way to a session; the line and the window answer as the test says. */
function kiosk(policy: Partial<DeviceRecord['policy']> = { esia: 'optional' }) {
  const attemptId = randomUUID();
  const started = { attemptId, authorizeUrl: 'https://esia.example/ac', callbackUrl: 'https://clinic.example/esia/callback', hosts: ['esia.example'], seconds: 300, logoutUrl: null };
  const answers = new Map<string, ClinicAnswer | Unreachable>([
    ['/identity/esia/start', fine(started)],
    ['/identity/esia/finish', fine({ signInId: randomUUID(), token: 'token', patientId: randomUUID() })],
    ['/identity/esia/cancel', fine({})],
    ['/identity/sign-out', fine({})],
  ]);
  const sent: ClinicRequest[] = [];
  const orders: EsiaOrder[] = [];
  const leaving: (() => Promise<void>)[] = [];
  let end: ((ended: EsiaEnded) => void) | null = null;
  const clinic = {
    send(request: ClinicRequest) {
      sent.push(request);
      const answer = answers.get(request.path);
      return answer === undefined || answer instanceof Unreachable ? Promise.reject(answer ?? new Unreachable('nobody')) : Promise.resolve(answer);
    },
  };
  const session = createSession(() => undefined);
  const publish = () => undefined;
  const record: DeviceRecord = {
    ...{ deviceId: randomUUID(), code: 'К03', profile: 'kiosk', officeId: randomUUID(), clinic: { ru: 'Клиника', en: 'Clinic' }, phone: '+7 495 000-00-00' },
    policy: { idleSeconds: 60, warnSeconds: 20, changeableHours: 2, maxActiveVisits: 3, holdSeconds: 120, holdSecondsLonger: 240, ...policy },
  };
  const handlers = createEsiaHandlers({
    clinic, publish,
    device: () => record,
    termsInForce: () => '2026-01',
    onLeave: (action) => void leaving.push(action),
    signIns: createSignIns({
      clinic, session, publish,
      sync: { loadPatient: () => Promise.resolve() },
    }),
    shell: {
      print: () => Promise.resolve('printed'), leave: () => undefined, exit: () => undefined,
      openEsia(order) {
        orders.push(order);
        return new Promise((resolve) => (end = resolve));
      },
    },
  });
  return {
    answers, attemptId, orders, session,
    paths: () => sent.map(({ path }) => path),
    bodies: (path: string) => sent.filter((request) => request.path === path).map(({ body }) => body),
    begin: async () => {
      const answer = await handlers['esia.signIn'](input, visitor);
      return 'code' in answer ? answer.code : 'ok';
    },
    // A query of the features reads its own state; the database has no part in it.
    state: () => Reflect.apply(handlers['esia.state'], handlers, [null, {}, visitor]) as ReturnType<(typeof handlers)['esia.state']>,
    async ended(outcome: EsiaEnded['outcome'], query: string | null = null) {
      end?.({ outcome, query });
      await settle();
      await settle();
    },
    leave: () => Promise.all(leaving.map((action) => action())),
  };
}

it('R5 where the clinic has switched it off nobody is asked and no window opens', async () => {
  for (const policy of [{}, { esia: 'off' } as const]) {
    const one = kiosk(policy);
    expect(await one.begin()).toBe('esia_off');
    expect([one.paths(), one.orders]).toEqual([[], []]);
  }
});

it('R5 the callback goes to the server as it came, once, and the session begins', async () => {
  const one = kiosk();
  expect(await one.begin()).toBe('ok');
  expect(one.state()).toEqual({ phase: 'open', ending: null });
  await one.ended('callback', 'code=a%2Bb&state=c');
  expect(one.bodies('/identity/esia/finish')).toEqual([{ attemptId: one.attemptId, query: 'code=a%2Bb&state=c', terms: '2026-01' }]);
  expect([one.state().phase, one.session.actor().role]).toEqual(['signedIn', 'patient']);
  // The page is told how far it has come and nothing else.
  expect(Object.keys(one.state())).toEqual(['phase', 'ending']);
});

it('R5 a second window never opens beside the first, and one that has gone may be followed by another', async () => {
  const one = kiosk();
  expect(await Promise.all([one.begin(), one.begin()])).toEqual(['ok', 'try_later']);
  expect(await one.begin()).toBe('try_later');
  expect(one.orders).toHaveLength(1);
  await one.ended('cancelled');
  expect(one.state()).toEqual({ phase: 'ended', ending: 'cancelled' });
  expect(one.bodies('/identity/esia/cancel')).toEqual([{ attemptId: one.attemptId }]);
  expect(await one.begin()).toBe('ok');
});

it('R5 what a window brings after its person has left belongs to nobody', async () => {
  const one = kiosk();
  await one.begin();
  await one.leave();
  await one.ended('callback', 'code=a&state=b');
  expect(one.bodies('/identity/esia/finish')).toEqual([]);
  expect(one.session.actor().role).toBe('visitor');
});

it('R5 every refusal of the server is an ending with words of its own, and never a session', async () => {
  for (const [status, code] of [[400, 'esia_callback_refused'], [403, 'esia_declined'], [403, 'esia_unconfirmed'], [403, 'esia_child'], [409, 'esia_ask_reception'], [410, 'esia_attempt_gone'], [502, 'esia_unavailable'], [403, 'locked']] as const) {
    const one = kiosk();
    one.answers.set('/identity/esia/finish', refused(status, code));
    await one.begin();
    await one.ended('callback', 'code=a&state=b');
    expect([one.state(), one.session.actor().role]).toEqual([{ phase: 'ended', ending: code }, 'visitor']);
  }
  const cut = kiosk();
  cut.answers.set('/identity/esia/finish', new Unreachable('cut'));
  await cut.begin();
  await cut.ended('callback', 'code=a&state=b');
  expect(cut.state()).toEqual({ phase: 'ended', ending: 'offline' });
});

it('R5 a window that ends without a callback ends the attempt, and no code is sent for it', async () => {
  for (const [outcome, ending] of [['timeout', 'timed_out'], ['failed', 'failed'], ['cancelled', 'cancelled'], ['callback', 'failed']] as const) {
    const one = kiosk();
    await one.begin();
    await one.ended(outcome, null);
    expect([one.state().ending, one.bodies('/identity/esia/finish')]).toEqual([ending, []]);
  }
});

it('R5 a server that cannot begin is said at once, and nothing is left half-open', async () => {
  const one = kiosk();
  for (const [answer, code] of [[refused(502, 'esia_unavailable'), 'esia_unavailable'], [refused(403, 'esia_off'), 'esia_off'], [refused(429, 'slow_down'), 'slow_down'], [refused(500, 'internal'), 'try_later'], [new Unreachable('cut'), 'offline']] as const) {
    one.answers.set('/identity/esia/start', answer);
    expect(await one.begin()).toBe(code);
    expect(one.state().phase).toBe('none');
  }
  expect(one.orders).toEqual([]);
});
