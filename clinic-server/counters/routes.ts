import * as z from 'zod';
import { CounterEvent, type WeekOfUse } from '../../shared/features/counters.ts';
import { Id } from '../../shared/lib/ids.ts';
import { addDays, dayOf, MoscowDay } from '../../shared/lib/moscow.ts';
import { shownCount, shownWeek } from '../../shared/lib/smallCells.ts';
import { Profile } from '../../shared/rpc/shell.ts';
import { inTransaction, reading } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { callerOf, staffOf } from '../http/authentication.ts';
import type { Routes, ServerParts } from '../http/parts.ts';
import { connectorsOf, exportInRounds } from './exportRounds.ts';
import { lastShown, openDays, weekOf } from './shownDays.ts';
import { addToTotal, beginWeek, cellsBetween, forgetOldUse, takeBatch, thresholdOf } from './store.ts';

const takenDays = 60;
const keptDays = 2 * 366;
const exportEveryMs = 60_000;

const Batch = z.strictObject({ batchId: Id, day: MoscowDay, totals: z.partialRecord(CounterEvent, z.int().min(1).max(100_000)) });

async function take(parts: ServerParts, profile: Profile, { batchId, day, totals }: z.infer<typeof Batch>): Promise<number> {
  const today = dayOf(parts.now());
  if (day >= today) throw new FhirRefusal(422, 'day_not_over');
  if (day < addDays(today, -takenDays)) throw new FhirRefusal(422, 'day_gone');
  // A day that may be shown already does not change any more.
  const counted = day < addDays(today, -openDays) ? today : day;
  return inTransaction(parts.pool, async (tx) => {
    const threshold = await beginWeek(tx, weekOf(counted), parts.config.counters.threshold);
    // The number and the totals commit together: a batch whose answer was lost comes again and adds nothing.
    if (!(await takeBatch(tx, batchId, today))) return threshold;
    // In one order for everybody, or two devices would wait for each other's rows.
    for (const event of CounterEvent.options) {
      const count = totals[event];
      if (count !== undefined) await addToTotal(tx, { day: counted, profile, event, count });
    }
    await forgetOldUse(tx, { batches: addDays(today, -takenDays - 1), totals: addDays(today, -keptDays) });
    return threshold;
  });
}

async function weekOfUse(parts: ServerParts, asked: MoscowDay | null): Promise<WeekOfUse> {
  const db = reading(parts.pool);
  const last = lastShown(parts.now());
  const week = asked ?? weekOf(last);
  const days = [0, 1, 2, 3, 4, 5, 6].map((at) => addDays(week, at));
  const shown = days.map((day) => day <= last);
  const threshold = (await thresholdOf(db, week)) ?? parts.config.counters.threshold;
  const cells = new Map((await cellsBetween(db, week, addDays(week, 6))).map(({ day, profile, event, count }) => [`${day} ${profile} ${event}`, count]));
  const rows = Profile.options.flatMap((profile) =>
    CounterEvent.options.map((event) => {
      const counts = days.map((day) => cells.get(`${day} ${profile} ${event}`) ?? 0);
      // A sum that grows would tell what was added.
      const total = shown.includes(false) ? null : shownWeek(counts, threshold).total;
      return { profile, event, days: counts.map((count, at) => (shown[at] ? shownCount(count, threshold) : null)), total };
    }),
  );
  return { week, threshold, shown, rows, connectors: connectorsOf(parts).map(({ name }) => name) };
}

/** Row D6. Which kind of place a batch comes from is its token's word; nothing else of the device is kept. */
export const counters: Routes = (app, parts) => {
  app.post('/counters', async (request) => {
    const caller = callerOf(request);
    if (caller.kind !== 'device') throw new FhirRefusal(403, 'forbidden');
    const batch = Batch.safeParse(request.body);
    if (!batch.success) throw new FhirRefusal(400, 'invalid_request');
    return { threshold: await take(parts, caller.profile, batch.data) };
  });

  app.get('/counters', async (request) => {
    staffOf(request, 'administrator');
    const asked = z.strictObject({ week: MoscowDay.optional() }).safeParse(request.query);
    const week = asked.data?.week ?? null;
    if (!asked.success || (week !== null && weekOf(week) !== week)) throw new FhirRefusal(400, 'not_a_week');
    return weekOfUse(parts, week);
  });

  exportInRounds(app, parts, exportEveryMs);
};
