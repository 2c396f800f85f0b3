import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import { instant, type Instant } from '../../../../shared/lib/moscow.ts';
import { startFamilyClinic, type FamilyClinic } from '../../../support/familyClinic.ts';
import { at, entries, refusal, type Ask } from '../../../support/fhirClient.ts';
import type { TestDevice } from '../../../support/clinicDevice.ts';

let here: FamilyClinic;
let now: Instant;
const json = { 'content-type': 'application/json' };
const hour = 3_600_000;

beforeAll(async () => {
  now = instant(Date.now());
  here = await startFamilyClinic({ now: () => now });
  // The desk and its registrar outlive the hours these tests let pass.
  await here.clinic.pool.query(`update device_token set expires_at = now() + interval '3 days'`);
  await here.clinic.pool.query(`update staff_sign_in set token_expires_at = now() + interval '3 days', token_ends_at = now() + interval '3 days'`);
});
beforeEach(() => {
  now = instant(Date.now());
});
afterAll(() => here.stop());

/** A kiosk whose own token outlives the hours a test lets pass. */
async function lastingKiosk(): Promise<TestDevice> {
  const kiosk = await here.kiosk();
  await here.clinic.pool.query(`update device_token set expires_at = now() + interval '3 days' where device = $1`, [kiosk.id]);
  return kiosk;
}
const act = (ask: Ask, id: string) => ask('POST', '/identity/act-for', { patientId: id }, json);
const state = async (kiosk: TestDevice, signInId: string) => (await kiosk.ask('GET', '/identity/sign-in/state', undefined, { 'kabinet-sign-in': signInId })).body;
const open = async (ask: Ask): Promise<boolean> => (await ask('GET', '/fhir/_history?_count=1')).status === 200;
/** Whose records a token's feed brings. */
const compartment = async (ask: Ask): Promise<unknown[]> => entries(await ask('GET', '/fhir/Patient')).map(({ resource }) => resource?.id);

it('R10 a mother sees whom she may act for, acts for her son and comes back; each time the sign-in before is over', async () => {
  const { mother, son, representationId } = await here.family();
  const kiosk = await here.kiosk();
  const own = await kiosk.signIn(mother);
  const people = { self: { patientId: mother.id, name: { family: mother.family } }, people: [{ patientId: son.id, representationId, name: { family: son.family, given: 'Саша', patronymic: 'Андреевна' }, relationship: 'parent' }] };
  expect((await own.ask('GET', '/identity/represented')).body).toMatchObject(people);

  const opened = await act(own.ask, son.id);
  expect(opened.body).toMatchObject({ patientId: son.id, representative: { patientId: mother.id, name: { family: mother.family } } });
  expect(refusal(await own.ask('GET', '/identity/represented'))).toBe('401 no_token');
  const acting = { ask: (await here.actFor(kiosk, (await kiosk.signIn(mother)).ask, son)).ask };
  expect((await acting.ask('GET', '/identity/represented')).body).toMatchObject(people);
  const back = await act(acting.ask, mother.id);
  expect(back.body).toMatchObject({ patientId: mother.id, representative: null });
  expect(await open(acting.ask)).toBe(false);
});

it('R11 R10 among one’s sign-ins stands for whom one acts, and who acts for oneself, by initials', async () => {
  const [mother, grown] = [await here.person(38), await here.person(9)];
  expect((await here.parentOf(mother, grown)).status).toBe(201);
  const [first, second, third] = [await here.kiosk(), await here.kiosk(), await here.kiosk()];
  const acting = await here.actFor(first, (await first.signIn(mother)).ask, grown);
  const sessions = async (ask: Ask) => (at((await ask('GET', '/identity/account')).body, 'sessions') as { id: string; acting: unknown }[]).map(({ id, acting: how }) => [id === acting.signInId, how] as const).toSorted(([one], [other]) => Number(one) - Number(other));
  expect(await sessions((await second.signIn(mother)).ask)).toEqual([[false, null], [true, { who: 'for', name: `${grown.family} С. А.` }]]);
  expect(await sessions((await third.signIn(grown)).ask)).toEqual([[false, null], [true, { who: 'by', name: `${mother.family} С. А.` }]]);
});

it('R10 acting opens the other’s record and closes one’s own, and without a right nothing of anybody is read', async () => {
  const { mother, son } = await here.family();
  const stranger = await here.person(8);
  const kiosk = await here.kiosk();
  const own = await kiosk.signIn(mother);
  expect(await compartment(own.ask)).toEqual([mother.id]);
  expect(refusal(await own.ask('GET', `/fhir/Patient/${son.id}`))).toBe('404 not_found');
  // Whom one may not act for and who does not exist are one answer.
  for (const id of [stranger.id, randomUUID()]) expect(refusal(await act(own.ask, id))).toBe('403 not_representative');
  expect(await compartment(own.ask)).toEqual([mother.id]);

  const acting = await here.actFor(kiosk, own.ask, son);
  expect(await compartment(acting.ask)).toEqual([son.id]);
  const feed = JSON.stringify(entries(await acting.ask('GET', '/fhir/_history?_count=1000')).map(({ resource }) => resource).filter((resource) => resource?.resourceType !== 'RelatedPerson'));
  expect(feed).toContain(son.family);
  expect(feed).not.toContain(mother.family);
  expect(refusal(await acting.ask('GET', `/fhir/Patient/${mother.id}`))).toBe('404 not_found');
  for (const ask of [kiosk.ask, here.registrar.ask]) expect(refusal(await act(ask, son.id))).toBe('403 forbidden');
});

it('R10 a right does not go on: who acts for the grandmother does not act for whom she acts for', async () => {
  const { mother, son } = await here.family();
  const proxy = await here.person(25);
  const until = new Date(now + 30 * 24 * hour).toISOString().slice(0, 10);
  expect((await here.parentOf(proxy, mother, { relationship: 'proxy', document: 'power_of_attorney', until })).status).toBe(201);
  const kiosk = await here.kiosk();
  const acting = await here.actFor(kiosk, (await kiosk.signIn(proxy)).ask, mother);
  expect(at((await acting.ask('GET', '/identity/represented')).body, 'people')).toMatchObject([{ patientId: mother.id }]);
  expect(refusal(await act(acting.ask, son.id))).toBe('403 not_representative');
});

it('R10 from one represented person to the next it goes directly, and each sign-in is for that one only', async () => {
  const { mother, son } = await here.family();
  const daughter = await here.person(6, { account: false });
  expect((await here.parentOf(mother, daughter)).status).toBe(201);
  const kiosk = await here.kiosk();
  const first = await here.actFor(kiosk, (await kiosk.signIn(mother)).ask, son);
  const second = await here.actFor(kiosk, first.ask, daughter);
  expect(await compartment(second.ask)).toEqual([daughter.id]);
  expect(await open(first.ask)).toBe(false);
  const { rows } = await here.clinic.pool.query<{ action: string; patient: string; representative: string }>(
    `select action, patient, representative from identity_audit where device = $1 and action like 'act%' order by number`, [kiosk.id],
  );
  expect(rows).toEqual([
    { action: 'acts_for', patient: son.id, representative: mother.id },
    { action: 'acting_ended', patient: son.id, representative: mother.id },
    { action: 'acts_for', patient: daughter.id, representative: mother.id },
  ]);
});

it('R10 a right taken back ends what is done by it on every device with the same commit, and nothing else', async () => {
  const { mother, son, representationId } = await here.family();
  const kiosks = [await here.kiosk(), await here.kiosk(), await here.kiosk()] as const;
  const acting = [await here.actFor(kiosks[0], (await kiosks[0].signIn(mother)).ask, son), await here.actFor(kiosks[1], (await kiosks[1].signIn(mother)).ask, son)] as const;
  const herself = await kiosks[2].signIn(mother);
  expect((await here.revoke(representationId)).status).toBe(204);
  // Written down as ended, for the list that desks keep; not only refused when it comes.
  const { rows } = await here.clinic.pool.query('select id, ended_why as why from sign_in where representation = $1 order by id', [representationId]);
  expect(rows).toEqual(acting.map(({ signInId }) => ({ id: signInId, why: 'representation_over' })).toSorted((one, other) => (one.id < other.id ? -1 : 1)));
  for (const [index, one] of acting.entries()) {
    expect(await open(one.ask)).toBe(false);
    expect(await state(kiosks[index as 0 | 1], one.signInId)).toEqual({ state: 'ended', why: 'representation_over' });
  }
  expect(await open(herself.ask)).toBe(true);
  expect(refusal(await act(herself.ask, son.id))).toBe('403 not_representative');
});

it('R10 a lock of the mother ends what she does for her son and lets her act for nobody; a lock of the one acted for does too', async () => {
  const { mother, son } = await here.family();
  const grandmother = await here.person(75);
  const until = new Date(now + 30 * 24 * hour).toISOString().slice(0, 10);
  await here.parentOf(mother, grandmother, { relationship: 'proxy', document: 'power_of_attorney', until });
  const kiosks = [await here.kiosk(), await here.kiosk(), await here.kiosk()] as const;
  const lock = (id: string) => here.registrar.ask('POST', '/identity/locks', { patientId: id, reason: 'Так попросили' }, json);

  const forGrandmother = await here.actFor(kiosks[0], (await kiosks[0].signIn(mother)).ask, grandmother);
  expect((await lock(grandmother.id)).body).toMatchObject({ signInsEndedOn: 1 });
  expect(await open(forGrandmother.ask)).toBe(false);
  const again = await kiosks[0].signIn(mother);
  expect(refusal(await act(again.ask, grandmother.id))).toBe('403 locked');

  const forSon = await here.actFor(kiosks[1], (await kiosks[1].signIn(mother)).ask, son);
  expect((await lock(mother.id)).body).toMatchObject({ signInsEndedOn: 2 });
  expect(await open(forSon.ask)).toBe(false);
  expect(await state(kiosks[1], forSon.signInId)).toEqual({ state: 'ended', why: 'locked' });
  await expect(kiosks[2].signIn(mother)).rejects.toThrow('403');
});

it('R10 a new password of the mother ends what she does for her son: the sign-in dies with her account', async () => {
  const { mother, son } = await here.family();
  const kiosk = await here.kiosk();
  const acting = await here.actFor(kiosk, (await kiosk.signIn(mother)).ask, son);
  const { rows } = await here.clinic.pool.query<{ account: string; method: string }>('select account, method from sign_in where id = $1', [acting.signInId]);
  const { rows: account } = await here.clinic.pool.query<{ id: string }>('select id from account where patient = $1', [mother.id]);
  expect(rows).toEqual([{ account: account[0]?.id, method: 'password' }]);
});

it('R10 a sign-in that has ended opens no other, and one at Gosuslugi is not begun in somebody’s name', async () => {
  const { mother, son } = await here.family();
  const kiosk = await here.kiosk();
  const own = await kiosk.signIn(mother);
  // Her password is being changed elsewhere at this very moment: the token is still believed, and must not be by the time it counts.
  const asked = await inTransaction(here.clinic.pool, async (tx) => {
    await tx.query('update sign_in set ended_at = now() where id = $1', [own.signInId]);
    const answer = act(own.ask, son.id);
    for (let waiting = 0; waiting === 0;) {
      const { rows } = await here.clinic.pool.query<{ waiting: number }>(`select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
      waiting = rows[0]?.waiting ?? 0;
    }
    return { answer };
  });
  expect(refusal(await asked.answer)).toBe('401 no_token');
  const { rows } = await here.clinic.pool.query('select id from sign_in where device = $1 and ended_at is null', [kiosk.id]);
  expect(rows).toEqual([]);
  const acting = await here.actFor(kiosk, (await kiosk.signIn(mother)).ask, son);
  expect(refusal(await acting.ask('POST', '/identity/esia/start', {}, json))).toBe('403 forbidden');
});

it('R10 going from one to another never makes a visit longer than the hour it began with', async () => {
  const { mother, son } = await here.family();
  const kiosk = await lastingKiosk();
  const begun = now;
  let { ask } = await kiosk.signIn(mother);
  for (let minutes = 10; minutes < 60; minutes += 10) {
    now = instant(begun + minutes * 60_000);
    ({ ask } = await here.actFor(kiosk, ask, minutes % 20 === 0 ? mother : son));
  }
  now = instant(begun + hour - 1_000);
  expect(await open(ask)).toBe(true);
  now = instant(begun + hour + 1_000);
  expect(await open(ask)).toBe(false);
});

it('R10 on the morning after its last day a right is over, in the middle of a visit too', async () => {
  const [mother, son] = [await here.person(38), await here.person(8)];
  const today = new Date(now + 3 * hour).toISOString().slice(0, 10);
  const granted = await here.parentOf(mother, son, { until: today });
  expect(granted.status).toBe(201);
  const kiosk = await lastingKiosk();
  // Half past eleven in the evening, in Moscow.
  now = instant(Date.parse(`${today}T23:30:00+03:00`));
  const acting = await here.actFor(kiosk, (await kiosk.signIn(mother)).ask, son);
  now = instant(Date.parse(`${today}T23:58:00+03:00`) - 15 * 60_000);
  expect(await open(acting.ask)).toBe(true);
  now = instant(Date.parse(`${today}T23:54:00+03:00`));
  expect(await open(acting.ask)).toBe(true);
  now = instant(Date.parse(`${today}T23:54:00+03:00`) + 7 * 60_000);
  // The token itself would still be good for a quarter of an hour: it is the right that has ended.
  expect(await state(kiosk, acting.signInId)).toEqual({ state: 'ended', why: 'representation_over' });
  expect(refusal(await acting.ask('GET', '/fhir/_history?_count=1'))).toBe('401 no_token');
});
