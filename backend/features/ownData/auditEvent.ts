import * as z from 'zod';
import { Beside, CodeableConcept, localText, WireInstant } from '../../../shared/fhir/fields.ts';
import { systems } from '../../../shared/fhir/names.ts';
import { AccessDeed, AccessThing, type AccessLine } from '../../../shared/features/ownData.ts';

const Agent = z.object({
  role: z.array(CodeableConcept).optional(),
  name: z.string().max(200).optional(),
  location: z.object({ display: z.string().optional(), _display: Beside.optional() }).optional(),
  network: z.object({ address: z.string().max(40).optional() }).optional(),
});
const AuditEvent = z.object({
  resourceType: z.literal('AuditEvent'),
  id: z.string().min(1).max(64),
  subtype: z.array(z.object({ system: z.string().optional(), code: z.string().optional() })).optional(),
  recorded: WireInstant,
  agent: z.array(Agent).min(1),
  entity: z.array(z.object({ detail: z.array(z.object({ type: z.string(), valueString: z.string().optional() })).optional() })).optional(),
});

export const AuditPage = z.object({
  resourceType: z.literal('Bundle'),
  total: z.int().nonnegative(),
  link: z.array(z.object({ relation: z.string(), url: z.string() })).optional(),
  entry: z.array(z.object({ resource: AuditEvent })).optional(),
});
export type AuditPage = z.infer<typeof AuditPage>;

const Who = z.enum(['self', 'representative', 'staff', 'system']);
const Role = z.enum(['registrar', 'seniorRegistrar', 'administrator']);

/** What the page may ask for next, out of the server's own address of it. */
export function nextOf({ link = [] }: AuditPage): string | null {
  const next = link.find(({ relation }) => relation === 'next')?.url;
  return next === undefined ? null : new URLSearchParams(next.slice(next.indexOf('?') + 1)).get('_page');
}

/** One line for a person. What a clinic's own server says in other words is `other`, never a guess. */
export function lineOf(event: z.infer<typeof AuditEvent>): AccessLine {
  const [agent] = event.agent;
  const codes = (agent?.role ?? []).flatMap(({ coding = [] }) => coding);
  const codeOf = (system: string) => codes.find((coding) => coding.system === system)?.code;
  const place = agent?.location?.display;
  const things = (event.entity ?? []).flatMap(({ detail = [] }) => detail).filter(({ type }) => type === 'thing').map(({ valueString }) => AccessThing.safeParse(valueString).data ?? 'other');
  return {
    ...{ id: event.id, at: event.recorded },
    deed: AccessDeed.parse(event.subtype?.find(({ system }) => system === systems.accessDeed)?.code),
    who: Who.safeParse(codeOf(systems.accessAgent)).data ?? 'system',
    name: agent?.name ?? '',
    role: Role.safeParse(codeOf(systems.staffRole)).data ?? null,
    place: place === undefined ? null : localText(place, agent?.location?._display),
    device: agent?.network?.address ?? null,
    things: [...new Set(things)].slice(0, 20),
  };
}
