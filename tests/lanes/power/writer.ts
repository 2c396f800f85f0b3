import { randomUUID } from 'node:crypto';
import { openSync, writeSync } from 'node:fs';
import * as z from 'zod';
import { instant, toWire } from '../../../shared/lib/moscow.ts';
import { eventually, startBackend, type TestBackend } from '../../support/backend.ts';
import { healthcareService, office, patient, practitioner, price, role, room, schedule, slot, type Resource } from '../../support/clinicResources.ts';
import { memoryKeychain } from '../../support/memoryKeychain.ts';
import { refuse, startScriptedServer, type Answer, type Said } from '../../support/scriptedServer.ts';
import { createChance } from '../chance.ts';

/**
 * The program whose power is cut: the whole backend on a kiosk, from its first start on, with patients who come, book, move, cancel and
 * leave, while the server answers and changes. What it was promised it writes into `acks` the moment it hears it.
 */
const [userDataPath = '', acks = '', seed = '1', commandCount = '0'] = process.argv.slice(2);
const chance = createChance(Number(seed));
const promises = openSync(acks, 'a');
const note = (kind: 'secret' | 'forgotten' | 'asked' | 'acknowledged', ...words: readonly string[]): void => {
  writeSync(promises, `${[kind, ...words].join(' ')}\n`);
};

// The keychain is another program with its own care for power cuts: what it has been given is there.
const memory = memoryKeychain();
const keychain = {
  ...memory,
  load: async () => {
    const store = await memory.load();
    return {
      ...store,
      setPassword: async (service: string, account: string, password: string) => {
        note('secret', `${service}/${account}`, password);
        await store.setPassword(service, account, password);
      },
      deletePassword: async (service: string, account: string) => {
        note('forgotten', `${service}/${account}`);
        return store.deletePassword(service, account);
      },
    };
  },
};

const server = await startScriptedServer();
const place = office();
const cabinet = room(place.id);
const person = practitioner('Смирнова', 'Елена', 'Аркадьевна');
const service = healthcareService('B01.058.001');
const job = role({ practitionerId: person.id, officeId: place.id, roomId: cabinet.id, serviceId: service.id }, { code: 'endo', ru: 'Эндокринолог', en: 'Endocrinologist' });
const plan = schedule(job.id);
const from = Date.now() + 3 * 86_400_000;
const times = Array.from({ length: Number(commandCount) + 60 }, (_, index) => slot(plan.id, instant(from + index * 1_200_000)));
const version = { last: 1 };

function feed(resources: readonly Resource[]): void {
  version.last += 1;
  for (const { resourceType, id, ...content } of resources) server.state.shared.push({ type: resourceType, id, version: version.last, content });
}

const visits = new Map<string, Record<string, unknown>>();
const partOf = (said: Said, name: string): unknown => {
  const list = (said.body as { parameter?: readonly Record<string, unknown>[] }).parameter ?? [];
  const found = list.find((one) => one['name'] === name);
  return found?.['resource'] ?? found?.['valueReference'];
};

/** The clinic's word on a booking, a move, a cancellation. Some bookings it refuses. */
server.state.write = (said): Answer => {
  if (said.path === '/identity/sign-in') return { status: 200, body: { signInId: randomUUID(), token: randomUUID(), patientId: guest.id } };
  const operation = /^\/fhir\/Appointment\/(?:(.+)\/)?\$(book|cancel|reschedule)$/.exec(said.path);
  if (!operation) return { status: 200, body: {} };
  const [, id = '', name] = operation;
  if (name !== 'cancel' && chance.is(0.08)) return refuse(409, 'slot_taken');
  const before = name === 'book' ? (partOf(said, 'appointment') as Record<string, unknown>) : visits.get(id);
  if (before === undefined) return refuse(404, 'not_found');
  const moved = partOf(said, 'slot') as { reference: string } | undefined;
  const time = times.find((one) => moved?.reference === `Slot/${one.id}`);
  const after = { ...before, ...(time ? { start: time.start, end: time.end } : {}), status: name === 'cancel' ? 'cancelled' : 'booked', meta: { versionId: String((version.last += 1)) } };
  visits.set(name === 'book' ? z.string().parse(before['id']) : id, after);
  return { status: 200, body: after };
};

let guest = patient('Кузнецова', 'Анна', 'Петровна');
feed([place, cabinet, person, service, job, plan, price('B01.058.001', 3200, '2026-01-01'), ...times]);

async function command(kiosk: TestBackend, channel: 'appointments.book' | 'appointments.cancel' | 'appointments.move', input: { readonly commandId: string }): Promise<boolean> {
  note('asked', input.commandId, channel);
  const reply = await kiosk.raw(channel, input);
  if (reply.ok) note('acknowledged', input.commandId, channel);
  return reply.ok;
}

/** One patient at the screen. */
async function serve(kiosk: TestBackend, commands: number): Promise<void> {
  guest = patient('Кузнецова', 'Анна', 'Петровна');
  const { resourceType, id, ...content } = guest;
  server.state.personal = [{ type: resourceType, id, version: 1, content }];
  // A slow machine under strace: what took longer than a patient waits is asked again.
  await eventually(() => kiosk.raw('identity.signIn', { login: 'anna@example.org', password: 'parol-nomer-1' }), ({ ok }) => ok, 60_000);
  const mine: string[] = [];
  let last: { channel: 'appointments.book'; input: { commandId: string } } | null = null;
  for (let index = 0; index < commands; index += 1) {
    const slotId = (): string => times.shift()?.id ?? '';
    const commandId = randomUUID();
    const draw = chance.next();
    const known = mine.length > 0 ? chance.one(mine) : null;
    if (last && draw < 0.08) await command(kiosk, last.channel, last.input);
    else if (known !== null && draw < 0.2) await command(kiosk, 'appointments.move', Object.assign({ commandId }, { appointmentId: known, slotId: slotId(), holdId: null }));
    else if (known !== null && mine.length >= 4) {
      await command(kiosk, 'appointments.cancel', Object.assign({ commandId }, { appointmentId: known, reason: 'plans', comment: null }));
      mine.splice(mine.indexOf(known), 1);
    } else {
      const appointmentId = randomUUID();
      const input = { commandId, appointmentId, slotId: slotId(), holdId: null };
      if (await command(kiosk, 'appointments.book', input)) {
        mine.push(appointmentId);
        last = { channel: 'appointments.book', input };
      }
    }
    if (index % 25 === 24) {
      // The clinic changes something meanwhile: pages of the feed commit between the patient's commands.
      feed([...times.slice(0, 40).map((one) => ({ ...one, comment: toWire(instant(Date.now())) })), price('B01.058.001', 3200 + index, '2026-01-01')]);
      server.nudge();
    }
  }
}

const shares = [0.5, 0.3, 0.2].map((share) => Math.ceil(Number(commandCount) * share));
for (const [index, share] of shares.entries()) {
  // Its own window allows fifty calls a second; a patient's minutes pass in seconds here.
  const ports = { monotonicNow: () => performance.now() * 10 };
  const kiosk = await startBackend({ server: server.url, code: index === 0 ? 'ABCD-EFGH' : null, userDataPath, keychain, ports });
  await eventually(() => kiosk.call('device.state', {}), ({ state }) => state === 'ready', 60_000);
  await serve(kiosk, share);
  if (kiosk.bugs.length > 0) throw new Error(`the backend stumbled: ${kiosk.bugs.map(({ error, where }) => `${where}: ${String(error)}`).join('; ')}`);
  // Told in the next session, done at the start of the one after it.
  if (index === 0) server.state.told = { keyGeneration: 1 };
  // The last patient is still there when the power goes for good.
  if (index < shares.length - 1) await kiosk.stop(true);
}
process.exit(0);
