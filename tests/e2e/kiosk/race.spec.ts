import { randomUUID } from 'node:crypto';
import { expect, test, type Page } from '@playwright/test';
import * as z from 'zod';
import { headers } from '../../../shared/fhir/names.ts';
import { addDays, dayOf, instant, toWire, weekdayOf, type Instant } from '../../../shared/lib/moscow.ts';
import { enrolApiKiosk } from '../../support/apiKiosk.ts';
import { bridgeCall, bridgeReply, whenReady } from '../../support/bridge.ts';
import { startDemo, type DemoClinic } from '../../support/demoClinic.ts';
import { launchKabinet, type Kabinet } from '../../support/electronApp.ts';
import { client } from '../../support/fhirClient.ts';

const rounds = 50;
const apiClients = 50;

interface Candidate {
  readonly slotId: string;
  readonly startsAt: Instant;
  readonly durationMinutes: number;
}

interface Racer {
  /** Tries to take the time; true for the one who has it. */
  take(slot: Candidate): Promise<boolean>;
  giveBack(): Promise<void>;
}

async function apiRacer(clinic: DemoClinic, account: { login: string; password: string }): Promise<Racer> {
  const kiosk = await enrolApiKiosk(clinic.server, await clinic.enrolCode('kiosk'));
  const { patientId, ask } = await kiosk.signIn(account.login, account.password);
  let visit: string | null = null;
  return {
    async take({ slotId, startsAt, durationMinutes }) {
      const id = randomUUID();
      const appointment = {
        resourceType: 'Appointment',
        id,
        status: 'booked',
        slot: [{ reference: `Slot/${slotId}` }],
        start: toWire(startsAt),
        end: toWire(instant(startsAt + durationMinutes * 60_000)),
        participant: [{ actor: { reference: `Patient/${patientId}` }, status: 'accepted' }],
      };
      const answer = await ask('POST', '/fhir/Appointment/$book', { resourceType: 'Parameters', parameter: [{ name: 'appointment', resource: appointment }] }, { [headers.idempotencyKey]: randomUUID() });
      expect([201, 409], `an answer of ${String(answer.status)} is neither yes nor no`).toContain(answer.status);
      visit = answer.status === 201 ? id : null;
      return visit !== null;
    },
    async giveBack() {
      const answer = await ask('POST', `/fhir/Appointment/${String(visit)}/$cancel`, { resourceType: 'Parameters', parameter: [{ name: 'reason', valueCode: 'plans' }] }, { [headers.idempotencyKey]: randomUUID() });
      expect(answer.status).toBe(200);
    },
  };
}

/** A kiosk takes the time as its screen does: asks for a hold, books, waits for the server's word. */
function kioskRacer(page: Page): Racer {
  let visit = '';
  return {
    async take({ slotId }) {
      const holdId = randomUUID();
      const hold = await bridgeReply(page, 'appointments.hold', { slotId, holdId, longer: false });
      const [commandId, appointmentId] = [randomUUID(), randomUUID()];
      const booked = await bridgeReply(page, 'appointments.book', { commandId, appointmentId, slotId, holdId: hold.ok ? holdId : null });
      if (!booked.ok) return false;
      const { state } = await bridgeCall(page, 'sync.outcome', { commandId, waitMs: 5_000 });
      expect(['applied', 'refused'], 'the server answers with the line up').toContain(state);
      visit = appointmentId;
      return state === 'applied';
    },
    async giveBack() {
      const commandId = randomUUID();
      await bridgeCall(page, 'appointments.cancel', { commandId, appointmentId: visit, reason: 'plans', comment: null });
      expect((await bridgeCall(page, 'sync.outcome', { commandId, waitMs: 5_000 })).state).toBe('applied');
    },
  };
}

/** Free times of a working day some two weeks ahead. Few calls: a window may make no more than a person could (H21). */
async function freeTimes(page: Page, count: number): Promise<Candidate[]> {
  const found: Candidate[] = [];
  const { doctors } = await bridgeCall(page, 'doctors.list', { text: '', speciality: null, officeId: null, day: null });
  const inTwoWeeks = addDays(dayOf(instant(Date.now())), 14);
  const day = addDays(inTwoWeeks, weekdayOf(inTwoWeeks) >= 6 ? 3 : 0);
  for (const { roleId } of doctors) {
    if (found.length >= count) break;
    const { times } = await bridgeCall(page, 'schedule.day', { roleId, day });
    found.push(...times.filter(({ state }) => state === 'free'));
  }
  return found.slice(0, count);
}

test.describe('S5 one time, many hands', () => {
  let clinic: DemoClinic;
  let kiosks: Kabinet[] = [];

  test.beforeAll(async () => {
    test.setTimeout(180_000);
    clinic = await startDemo({ idle: 3_600 });
    kiosks = [await launchKabinet({ server: clinic.server, enrol: clinic.enrol.kiosk }), await launchKabinet({ server: clinic.server, enrol: await clinic.enrolCode('kiosk') })];
  });
  test.afterAll(async () => {
    for (const kiosk of kiosks) await kiosk.close();
    await clinic.stop();
  });

  test(`S5 ${String(apiClients)} API clients and two kiosks want one time: one winner a round, ${String(rounds)} rounds`, async () => {
    test.setTimeout(300_000);
    const accounts = clinic.accounts;
    for (const [index, kiosk] of kiosks.entries()) {
      await whenReady(kiosk.page);
      const account = accounts[index];
      if (!account) throw new Error('the demo has too few accounts');
      await bridgeCall(kiosk.page, 'identity.signIn', { login: account.login, password: account.password });
    }
    const others = accounts.slice(kiosks.length);
    const racers: Racer[] = kiosks.map(({ page }) => kioskRacer(page));
    for (let index = 0; index < apiClients; index++) {
      const account = others[index % others.length];
      if (account) racers.push(await apiRacer(clinic, account));
    }
    const [first] = kiosks;
    if (!first) throw new Error('no kiosk');
    const candidates = await freeTimes(first.page, rounds);
    expect(candidates).toHaveLength(rounds);

    const system = client(clinic.server, clinic.systemToken);
    const wins = { kiosk: 0, api: 0 };
    for (const [round, slot] of candidates.entries()) {
      const won = await Promise.all(racers.map((racer) => racer.take(slot)));
      expect(won.filter(Boolean), `round ${String(round)}`).toHaveLength(1);
      const found = await system('GET', `/fhir/Appointment?slot=Slot/${slot.slotId}&status=booked`);
      expect(z.object({ total: z.int() }).parse(found.body).total, 'the server holds one visit for the time').toBe(1);
      const winner = won.indexOf(true);
      wins[winner < kiosks.length ? 'kiosk' : 'api'] += 1;
      await racers[winner]?.giveBack();
    }
    process.stdout.write(`S5 winners: kiosks ${String(wins.kiosk)}, API clients ${String(wins.api)}\n`);
  });
});
