import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import { insertResource } from '../../../../clinic-server/fhir/resourceStore.ts';
import { instant, toWire, type Instant } from '../../../../shared/lib/moscow.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { system, type Ask } from '../../../support/fhirClient.ts';
import { observationOf, reportOf } from '../../../support/resultTable.ts';
import { patient } from '../fhir/resources.ts';

const minute = 60_000;
const mail = { url: 'smtp://127.0.0.1:1', from: 'kabinet@example.org' };
let clinic: TestClinic;
let silent: TestClinic;
let now: Instant;
beforeAll(async () => {
  now = instant(Date.now());
  const clinicName = { ru: 'Клиника', en: 'Clinic' };
  clinic = await startClinic({ config: { mail, clinicName }, now: () => now });
  silent = await startClinic({ config: { mail, clinicName, resultLetters: false }, now: () => now });
});
afterAll(async () => {
  await clinic.stop();
  await silent.stop();
});

async function person(where: TestClinic, login: string | null = `${randomUUID()}@example.org`, ended = '') {
  const somebody = patient('Канарейкина');
  await inTransaction(where.pool, async (tx) => {
    await insertResource(tx, somebody, { patient: somebody.id });
    if (login !== null) await tx.query('insert into account (id, login, password_hash, patient) values (gen_random_uuid(), $1, $2, $3)', [login, 'never used', somebody.id]);
    if (ended) await tx.query(`update account set ${ended} where patient = $1`, [somebody.id]);
  });
  const all: Ask = system(where);
  const release = async (issued: number | null = now, status: 'final' | 'preliminary' | 'amended' = 'final', report: string = randomUUID()) => {
    const observation = randomUUID();
    await all('PUT', `/fhir/Observation/${observation}`, observationOf(somebody.id, observation, 'Тиреотропин'));
    const { issued: _issued, effectiveDateTime: _taken, ...rest } = reportOf(somebody.id, report, 'Тиреотропин', status, { observation });
    const answer = await all('PUT', `/fhir/DiagnosticReport/${report}`, { ...rest, ...(issued === null ? {} : { issued: toWire(instant(issued)) }) });
    expect([200, 201]).toContain(answer.status);
    return report;
  };
  const letters = async () =>
    (await where.pool.query<{ subject: string; text: string; html: string; at: number }>(
      `select subject, body_text as text, body_html as html, (extract(epoch from expires_at - interval '3 days') * 1000)::float8 as at from letter where recipient = $1 order by expires_at`,
      [login],
    )).rows;
  return { release, letters };
}

it('L3 a released report is told by a letter that says neither whose nor what it is, not even in its subject', async () => {
  const { release, letters } = await person(clinic);
  await release();
  const [letter, ...more] = await letters();
  expect([letter?.subject, more]).toEqual(['Новое в вашем личном кабинете — Клиника', []]);
  for (const words of [letter?.subject, letter?.text, letter?.html])
    for (const told of ['Канарейкина', 'Тиреотропин', 'анализ', 'результат', 'исследован', 'http', 'Анна']) expect(words?.toLowerCase()).not.toContain(told.toLowerCase());
});

it('L3 several reports in an hour are one letter, and what comes after it is told when the hour is over', async () => {
  const { release, letters } = await person(clinic);
  const start = now;
  await Promise.all([release(), release(), release()]);
  expect(await letters()).toHaveLength(1);
  now = instant(start + 10 * minute);
  await release();
  await release();
  expect((await letters()).map(({ at }) => (at - start) / minute)).toEqual([0.5, 60.5]);
  now = instant(start + 59 * minute);
  await release();
  expect(await letters()).toHaveLength(2);
  now = instant(start + 70 * minute);
  await release();
  now = instant(start + 300 * minute);
  await release();
  expect((await letters()).map(({ at }) => (at - start) / minute)).toEqual([0.5, 60.5, 120.5, 300.5]);
});

it('L3 no letter of what is not released, was released already, is older than two days, or says no day', async () => {
  const { release, letters } = await person(clinic);
  await release(now, 'preliminary');
  const old = await release(now - 49 * 60 * minute);
  await release(now, 'amended', old);
  await release(null);
  expect(await letters()).toEqual([]);
  await release(now - 47 * 60 * minute);
  expect(await letters()).toHaveLength(1);
});

it('L3 no letter to who has no account with an e-mail, is locked or closed, or where the clinic writes none', async () => {
  const closed = 'closed_at = now(), login = null, password_hash = null';
  for (const somebody of [await person(clinic, null), await person(clinic, `${randomUUID()}@example.org`, 'locked_at = now()'), await person(clinic, `${randomUUID()}@example.org`, closed), await person(silent)]) {
    await somebody.release();
    expect(await somebody.letters()).toEqual([]);
  }
  const { rows } = await clinic.pool.query<{ n: number }>(`select count(*)::int as n from letter where recipient is not null and kind = 'news' and recipient not like '%@example.org'`);
  expect(rows[0]?.n).toBe(0);
});
