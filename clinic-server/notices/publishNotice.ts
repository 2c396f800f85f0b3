import { isDeepStrictEqual } from 'node:util';
import type { Communication } from '@medplum/fhirtypes';
import * as z from 'zod';
import { extensions, systems } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { toWire, type Instant } from '../../shared/lib/moscow.ts';
import { moscowTimeOf, noticeTextFault } from '../../shared/lib/noticeRules.ts';
import type { Reader, Tx } from '../db/pool.ts';
import { bilingual } from '../fhir/bilingual.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { findResource, insertResource, readResource, updateResource, type Stored } from '../fhir/resourceStore.ts';

const Text = z.string().trim().refine((text) => noticeTextFault(text) === null);

const MoscowTime = z
  .string()
  .max(20)
  .transform((text, checked): Instant => {
    const at = moscowTimeOf(text);
    if (at !== null) return at;
    checked.issues.push({ code: 'custom', input: text });
    return z.NEVER;
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

/** The notice of this id, standing or ended; null when nothing of the kind ever was. Held until the commit. */
export async function publishedNotice(tx: Tx, id: Id): Promise<Communication | null> {
  const found = await findResource(tx, 'Communication', id, true);
  return found && (found.content as Communication);
}

/** What is read by a visitor is the same: words, kind and hours. */
export function isSameNotice({ payload, category, extension }: Communication, notice: Notice): boolean {
  const asked = resourceOf(notice, '', 0 as Instant);
  return isDeepStrictEqual([payload, category, extension], [asked.payload, asked.category, asked.extension]);
}

/** Takes a notice from every first screen; what was said stays in the history. False: it was taken already. 404 `not_found` for anything else. */
export async function endNotice(tx: Tx, id: Id): Promise<boolean> {
  const notice = await readResource(tx, 'Communication', id);
  if (!isNotice(notice)) throw new FhirRefusal(404, 'not_found');
  if (notice.status === 'completed') return false;
  await updateResource(tx, { ...notice, status: 'completed' });
  return true;
}

/** What is published and not taken back, the newest first. */
export async function listNotices(from: Reader): Promise<readonly Stored<Communication>[]> {
  const { rows } = await from.query<{ content: Stored<Communication> }>(
    `select r.content from resource r where r.type = 'Communication' and r.patient is null and not r.deleted and r.content->>'status' = 'in-progress'
     order by r.content->>'sent' desc, r.id`,
  );
  return rows.map(({ content }) => content).filter(isNotice);
}
