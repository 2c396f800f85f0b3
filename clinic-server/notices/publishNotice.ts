import type { Communication } from '@medplum/fhirtypes';
import * as z from 'zod';
import { extensions, systems } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { instantAt, moscowDay, toWire, type Instant } from '../../shared/lib/moscow.ts';
import type { Reader, Tx } from '../db/pool.ts';
import { bilingual } from '../fhir/bilingual.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { insertResource, readResource, updateResource, type Stored } from '../fhir/resourceStore.ts';

/** One line on a first screen: longer would be cut, and signs that nobody can see may turn the words round. */
const Text = z
  .string()
  .trim()
  .min(1)
  .max(240)
  .refine((text) => !/[\p{Cc}\p{Cf}\p{Cs}]/u.test(text));

/** `2026-12-01T08:00`, or a day for its first minute; in Moscow, whatever the machine thinks. */
const MoscowTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}(T([01]\d|2[0-3]):[0-5]\d)?$/)
  .transform((text): Instant => {
    const [day = '', clock = '00:00'] = text.split('T');
    const [hours = 0, minutes = 0] = clock.split(':').map(Number);
    return instantAt(moscowDay(day), hours * 60 + minutes);
  });

export const Notice = z
  .object({ russian: Text, english: Text.nullable(), urgent: z.boolean(), from: MoscowTime.nullable(), until: MoscowTime.nullable() })
  .refine(({ from, until }) => from === null || until === null || from < until, { path: ['until'] });
export type Notice = z.infer<typeof Notice>;

function resourceOf({ russian, english, urgent, from, until }: Notice, id: Id, now: Instant): Communication {
  const period = { ...(from === null ? {} : { start: toWire(from) }), ...(until === null ? {} : { end: toWire(until) }) };
  return {
    resourceType: 'Communication',
    id,
    ...(from === null && until === null ? {} : { extension: [{ url: extensions.shown, valuePeriod: period }] }),
    status: 'in-progress',
    category: [{ coding: [{ system: systems.noticeKind, code: urgent ? 'urgent' : 'notice' }] }],
    sent: toWire(now),
    payload: [english === null ? { contentString: russian } : bilingual('contentString', russian, english)],
  };
}

/** D5. Every device hears of it in a moment. 422 `invalid_value` for one that would never be shown. */
export async function publishNotice(tx: Tx, notice: Notice, { id, now }: { readonly id: Id; readonly now: Instant }): Promise<Stored<Communication>> {
  if (notice.until !== null && notice.until <= now) throw new FhirRefusal(422, 'invalid_value');
  return insertResource(tx, resourceOf(notice, id, now), { patient: null });
}

const isNotice = ({ category }: Communication): boolean => category?.some(({ coding }) => coding?.some(({ system }) => system === systems.noticeKind)) === true;

/** Takes a notice from every first screen; what was said stays in the history. 404 `not_found` for anything else. */
export async function endNotice(tx: Tx, id: Id): Promise<void> {
  const notice = await readResource(tx, 'Communication', id);
  if (!isNotice(notice)) throw new FhirRefusal(404, 'not_found');
  await updateResource(tx, { ...notice, status: 'completed' });
}

/** What is published and not taken back, the newest first. */
export async function listNotices(from: Reader): Promise<readonly Stored<Communication>[]> {
  const { rows } = await from.query<{ content: Stored<Communication> }>(
    `select r.content from resource r where r.type = 'Communication' and r.patient is null and not r.deleted and r.content->>'status' = 'in-progress'
     order by r.content->>'sent' desc, r.id`,
  );
  return rows.map(({ content }) => content).filter(isNotice);
}
