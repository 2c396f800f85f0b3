import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { syncRules } from '../../../backend/features/index.ts';
import { enqueue, type TimedEntry } from '../../../backend/sync/outbox.ts';
import { push } from '../../../backend/sync/push.ts';
import { indexRules } from '../../../backend/sync/ruleIndex.ts';
import { headers } from '../../../shared/fhir/names.ts';
import { instant } from '../../../shared/lib/moscow.ts';
import { eventually } from '../../support/backend.ts';
import { refuse, startScriptedServer, type Said, type ScriptedServer } from '../../support/scriptedServer.ts';
import { syncDevice, type SyncDevice } from '../../support/syncDevice.ts';

let server: ScriptedServer;
let device: SyncDevice;

beforeEach(async () => {
  server = await startScriptedServer();
  device = syncDevice(server);
});
afterEach(async () => {
  await device.stop();
  await server.stop();
});

const madeAt = instant(Date.UTC(2026, 10, 23, 9, 0));

function cancelled(signInId: string | null, at = madeAt): string {
  const [commandId, orderId] = [randomUUID(), randomUUID()];
  device.db.write((tx) => enqueue(tx, { commandId, channel: 'orders.cancel', input: { commandId, orderId }, output: { orderId }, role: 'patient', patientId: randomUUID(), signInId, at }));
  return commandId;
}

/** What the server is told of each push: whose key, whether somebody waits, and since when not. */
async function pushed(attended: (entry: TimedEntry) => boolean, answer: (said: Said) => ReturnType<typeof refuse>): Promise<readonly (readonly unknown[])[]> {
  const said: (readonly unknown[])[] = [];
  server.state.write = (one) => {
    said.push([one.headers[headers.idempotencyKey], one.headers[headers.attended] ?? null, one.headers[headers.madeAt] ?? null]);
    return answer(one);
  };
  await push({
    ...{ db: device.db, clinic: device.parts.clinic, rules: indexRules(syncRules), wallNow: Date.now, reportBug: () => undefined },
    ...{ attended, holdsPatient: () => true, wanted: () => true, onSettled: () => undefined },
  });
  return said;
}

test('I8 what is pushed of somebody who has left says so, and when it was made; of who stands there it says nothing', async () => {
  const [here, gone] = [randomUUID(), randomUUID()];
  const [first, second] = [cancelled(here), cancelled(gone)];
  expect(await pushed(({ signInId }) => signInId === here, () => refuse(409, 'not_active'))).toEqual([
    [first, null, null],
    [second, 'no', String(madeAt)],
  ]);
  expect([device.stateOf(first), device.stateOf(second)]).toEqual(['refused', 'refused']);
});

test('I8 who leaves while the answer is under way: the same command is sent once more, so that its refusal becomes a case; an applied one is not', async () => {
  for (const [answer, state, times] of [[refuse(409, 'not_active'), 'refused', 2], [{ status: 204 }, 'applied', 1]] as const) {
    const command = cancelled(randomUUID());
    let isHere = true;
    const said = await pushed(
      () => isHere,
      () => {
        isHere = false;
        return answer;
      },
    );
    expect(said).toEqual([[command, null, null], [command, 'no', String(madeAt)]].slice(0, times));
    expect(device.stateOf(command)).toBe(state);
  }
});

test('I8 attended is what the signed-in person made in this very sign-in, and what nobody signed in for while a screen still waits for it', async () => {
  device.signIn();
  const own = device.parts.session.actor().signInId;
  const [now, ago] = [instant(Date.now()), instant(Date.now() - 120_000)];
  const here = [cancelled(own), cancelled(null, now)];
  const gone = [cancelled(randomUUID(), now), cancelled(null, ago)];
  server.state.write = () => refuse(409, 'not_active');
  device.engine.start();
  for (const command of [...here, ...gone]) await eventually(() => device.stateOf(command), (state) => state === 'refused');
  const unattended = server.writes().flatMap(({ headers: said }) => (said[headers.attended] === 'no' ? [said[headers.idempotencyKey]] : []));
  expect(unattended).toEqual(gone);
});
