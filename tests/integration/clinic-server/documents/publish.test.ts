import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoText } from '../../../../clinic-server/demo/seedDocuments.ts';
import { inTransaction, reading } from '../../../../clinic-server/db/pool.ts';
import { checkText, documentInForce, publishDocument, sha256Of } from '../../../../clinic-server/documents/published.ts';
import { instant, moscowDay, startOf } from '../../../../shared/lib/moscow.ts';
import { addKiosk } from '../../../support/clinicCallers.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { at, entries, refusal } from '../../../support/fhirClient.ts';
import { publish } from '../../../support/publishedDocuments.ts';

const root = join(import.meta.dirname, '../../../..');
let clinic: TestClinic;
let folder: string;

beforeAll(async () => {
  clinic = await startClinic();
  folder = mkdtempSync(join(tmpdir(), 'kabinet-publish-'));
});
afterAll(async () => {
  await clinic.stop();
  rmSync(folder, { recursive: true });
});

function command(args: readonly string[]): Promise<{ said: string; code: number }> {
  return promisify(execFile)(process.execPath, ['clinic-server/publish.ts', '--database', clinic.connectionString, ...args], { cwd: root }).then(
    ({ stdout }) => ({ said: stdout, code: 0 }),
    (error: { stderr: string; code: number }) => ({ said: error.stderr, code: error.code }),
  );
}

it('R1 an administrator’s command publishes a version, says its SHA-256, and every device hears of it; the same version a second time is refused', async () => {
  const russian = join(folder, 'terms.ru.md');
  const english = join(folder, 'terms.en.md');
  writeFileSync(russian, demoText('terms-2026-01.ru'));
  writeFileSync(english, demoText('terms-2026-01.en'));
  const args = ['--kind', 'terms', '--version', '2026-01', '--effective', '2026-01-12', '--english', english, russian];
  const first = await command(args);
  expect(first.code).toBe(0);
  expect(first.said).toContain(`terms 2026-01 ru from 2026-01-12: SHA-256 ${sha256Of(demoText('terms-2026-01.ru'))}`);
  const kiosk = await addKiosk(clinic);
  const feed = entries(await kiosk.ask('GET', '/fhir/_history')).filter(({ resource }) => resource?.resourceType === 'DocumentReference');
  expect(feed).toHaveLength(1);
  const second = await command(args);
  expect(second.code).not.toBe(0);
  expect(second.said).toContain('document_exists');
}, 60_000);

it('R2 of all versions the newest whose day has begun in Moscow is in force; one before a published one cannot be slipped in', async () => {
  const own = await startClinic();
  await publish(own, 'terms', '2026-01', '2026-01-12', 'terms-2026-01');
  await publish(own, 'terms', '2026-02', '2026-02-02', 'terms-next');
  await publish(own, 'terms', '2026-03', '2026-03-02', 'terms-2026-01');
  const inForce = async (at: number) => (await documentInForce(reading(own.pool), 'terms', instant(at)))?.version ?? null;
  const day = (text: string) => startOf(moscowDay(text));
  expect(await inForce(day('2026-01-12') - 1)).toBeNull();
  expect(await inForce(day('2026-01-12'))).toBe('2026-01');
  expect(await inForce(day('2026-02-02') - 1)).toBe('2026-01');
  expect(await inForce(day('2026-02-02'))).toBe('2026-02');
  expect(await inForce(day('2026-12-31'))).toBe('2026-03');
  await expect(publish(own, 'terms', '2026-02.1', '2026-02-20', 'terms-next')).rejects.toThrow('422 document_order');
  await own.stop();
});

it('R2 two administrators who publish one version at once publish one', async () => {
  const publication = { kind: 'consent', version: '2026-01', effective: moscowDay('2026-01-12'), russian: demoText('consent-2026-01.ru'), english: null } as const;
  const doors = { open: () => undefined as void, wrote: () => undefined as void };
  const gate = new Promise<void>((resolve) => (doors.open = resolve));
  const written = new Promise<void>((resolve) => (doors.wrote = resolve));
  const publishing = (then: () => Promise<void>) =>
    inTransaction(clinic.pool, async (tx) => {
      await publishDocument(tx, publication, { id: randomUUID(), now: instant(Date.now()) });
      await then();
    }).then(
      () => 'published',
      (error: Error) => error.message,
    );
  const first = publishing(() => {
    doors.wrote();
    return gate;
  });
  await written;
  const second = publishing(() => Promise.resolve());
  // The second has asked what is published while the first has not committed: it stands in line, or it has already published too.
  const inLine = async (): Promise<void> => {
    for (;;) {
      const { rows } = await clinic.pool.query(`select 1 from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`);
      if (rows.length > 0) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  await Promise.race([second, inLine()]);
  doors.open();
  expect([await first, await second]).toEqual(['published', '409 document_exists']);
});

it.each([
  ['letters put together from two signs', '---\ntitle: Т\n---\nи\u0306'],
  ['a sign nobody sees', '---\ntitle: Т\n---\nда\u200bнет'],
  ['a sign that turns the words round', '---\ntitle: Т\n---\nда \u202eтен'],
  ['a carriage return', '---\ntitle: Т\n---\nда\r\nнет'],
  ['no head', 'Просто текст'],
])('R1 a text with %s is not published', (_what, text) => {
  expect(() => checkText(text)).toThrow();
});

it('R4 the sign-in keeps the version of the terms its page named, and nothing that is no version', async () => {
  const account = { login: 'anna.lesnaya@example.org', password: 'тихий омут' };
  await clinic.pool.query('insert into account (id, login, password_hash, patient) values ($1, $2, $3, $4)', [randomUUID(), account.login, await clinic.parts.passwords.hash(account.password), randomUUID()]);
  const kiosk = await addKiosk(clinic);
  const kept = async (terms: unknown) => {
    const answer = await kiosk.ask('POST', '/identity/sign-in', { ...account, ...(terms === undefined ? {} : { terms }) });
    if (answer.status !== 200) return refusal(answer);
    const { rows } = await clinic.pool.query<{ terms: string | null }>('select terms_confirmed as terms from sign_in where id = $1', [at(answer.body, 'signInId')]);
    return rows[0]?.terms;
  };
  expect([await kept('2026-01'), await kept(undefined), await kept('<b>')]).toEqual(['2026-01', null, '400 invalid_request']);
});
