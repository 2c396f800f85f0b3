import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { headers } from '../../../shared/fhir/names.ts';
import { instant } from '../../../shared/lib/moscow.ts';
import type { TestBackend } from '../../support/backend.ts';
import { healthcareService, office, patient, practitioner, price, role, room, schedule, slot, type Resource } from '../../support/clinicResources.ts';
import { startScriptedServer, type Answer, type Said } from '../../support/scriptedServer.ts';

const Parameters = z.object({ parameter: z.array(z.looseObject({ name: z.string(), resource: z.looseObject({ id: z.string() }).optional() })) });

/** A clinic with one doctor and many times that takes every booking and cancellation once, by its key, as the real one does. */
export async function startTakingClinic(slots: number) {
  const server = await startScriptedServer();
  const place = office();
  const cabinet = room(place.id);
  const person = practitioner('Смирнова', 'Елена', 'Аркадьевна');
  const service = healthcareService('B01.058.001');
  const job = role({ practitionerId: person.id, officeId: place.id, roomId: cabinet.id, serviceId: service.id }, { code: 'endo', ru: 'Эндокринолог', en: 'Endocrinologist' });
  const plan = schedule(job.id);
  const from = Date.now() + 3 * 86_400_000;
  const times = Array.from({ length: slots }, (_, index) => slot(plan.id, instant(from + index * 1_200_000)));
  const guest = patient('Кузнецова', 'Анна', 'Петровна');
  const answers = new Map<string, Answer>();
  const visits = new Map<string, Record<string, unknown>>();
  let version = 1;

  function feed(resources: readonly Resource[]): void {
    version += 1;
    for (const { resourceType, id, ...content } of resources) server.state.shared.push({ type: resourceType, id, version, content });
  }

  function taken(said: Said): Answer {
    const [, id = '', name] = /^\/fhir\/Appointment\/(?:(.+)\/)?\$(book|cancel)$/.exec(said.path) ?? [];
    if (name === undefined) return { status: 200, body: {} };
    const before = name === 'book' ? Parameters.parse(said.body).parameter.find((one) => one.name === 'appointment')?.resource : visits.get(id);
    version += 1;
    const after: Record<string, unknown> = { ...before, status: name === 'book' ? 'booked' : 'cancelled', meta: { versionId: String(version) } };
    visits.set(String(after['id']), after);
    return { status: 200, body: after };
  }

  server.state.write = (said) => {
    if (said.path === '/identity/sign-in') return { status: 200, body: { signInId: randomUUID(), token: randomUUID(), patientId: guest.id } };
    const key = String(said.headers[headers.idempotencyKey] ?? '');
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = taken(said);
    if (key !== '') answers.set(key, answer);
    return answer;
  };
  feed([place, cabinet, person, service, job, plan, price('B01.058.001', 3200, '2026-01-01'), ...times]);
  const { resourceType, id, ...content } = guest;
  server.state.personal = [{ type: resourceType, id, version: 1, content }];

  return {
    server,
    roleId: job.id,
    /** Devices that were started and may still be running. */
    open: new Set<TestBackend>(),
    /** Whether the command with this id has had its effect here. */
    has: (commandId: string) => answers.has(commandId),
    nextSlot: () => times.shift()?.id ?? '',
    /** So many new times become known to the clinic's devices. */
    publish(count: number): void {
      feed(Array.from({ length: count }, (_, index) => slot(plan.id, instant(from + (slots + server.state.shared.length + index) * 1_200_000))));
      server.nudge();
    },
    /** Whether a device has heard all of it: its next question begins at the end. A nudge makes it ask. */
    isHeard: () => server.heard.some(({ path }) => path.endsWith(`.${server.state.shared.length}`)),
    nudge: server.nudge,
    stop: server.stop,
  };
}

export type TakingClinic = Awaited<ReturnType<typeof startTakingClinic>>;
