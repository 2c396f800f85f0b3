import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { ClinicAnswer } from '../../../backend/sync/clinicApi.ts';
import { EpochChanged, RoundStopped } from '../../../backend/sync/failure.ts';
import { setReportDue } from '../../../backend/sync/leaseStore.ts';
import { leaseAnswer, signedLease } from '../../support/leases.ts';
import { clinicKey, leasingDevice } from '../../support/leasingDevice.ts';

const ok = (body: unknown): ClinicAnswer => ({ status: 200, body, refusal: null, retryAfterMs: null });
const status = (code: number, refusal: string | null = null): ClinicAnswer => ({ status: code, body: null, refusal, retryAfterMs: null });

/** A device and what the server answers it; an id a time, so that tests speak of times and leases by name. */
function device() {
  const says = { lease: (): ClinicAnswer => ok(leaseAnswer([])), return: (): ClinicAnswer => status(204), report: (): ClinicAnswer => ok(null) };
  const one = leasingDevice(({ path }) => (path.endsWith('$lease') ? says.lease() : path.endsWith('$return-lease') ? says.return() : says.report()));
  const lease = (slot: string = randomUUID(), more: { leaseId?: string; startsAt?: number; device?: string; word?: number } = {}) => {
    const leaseId = more.leaseId ?? randomUUID();
    return { slot, leaseId, signed: signedLease(clinicKey.privateKey, { slot, device: one.deviceId, startsAt: one.later(90), ...more, leaseId }) };
  };
  return { one, says, lease, kept: () => one.leases().map(({ slotId, leaseId }) => ({ slot: slotId, leaseId })), asked: () => one.heard.map(({ path }) => path.slice('/fhir/Slot/'.length)) };
}

const named = ({ slot, leaseId }: { slot: string; leaseId: string }) => ({ slot, leaseId });

test('O2 a lease is kept when the clinic’s key has signed it for this device and its time is ahead, and not otherwise', async () => {
  const { one, says, lease, kept } = device();
  const good = lease();
  const stranger = signedLease(generateKeyPairSync('ed25519').privateKey, { slot: randomUUID(), device: one.deviceId, startsAt: one.later(90) });
  const changed = { ...good.signed, lease: Buffer.from(Buffer.from(good.signed.lease, 'base64url').toString().replace(good.slot, randomUUID())).toString('base64url') };
  const aList = signedLease(clinicKey.privateKey, { slot: randomUUID(), device: one.deviceId, startsAt: one.later(90) }, 'kabinet deny list 1');
  says.lease = () => ok(leaseAnswer([stranger, changed, aList, lease(undefined, { device: randomUUID() }).signed, lease(undefined, { startsAt: one.later(0) }).signed, good.signed]));
  await one.renew();
  expect(kept()).toEqual([named(good)]);
  expect(one.state.changes).toBe(1);
});

test('O2 an answer that is none takes no lease away; what the server names no more is promised to nobody here', async () => {
  const { one, says, lease, kept } = device();
  const [first, second] = [lease(), lease()];
  says.lease = () => ok(leaseAnswer([first.signed, second.signed]));
  await one.renew();
  for (const bad of [ok(null), ok({ resourceType: 'Bundle' }), ok(leaseAnswer([{ lease: 'x', signature: 'y'.repeat(999) }])), status(503, 'restoring')]) {
    says.lease = () => bad;
    one.pass();
    await expect(one.renew()).rejects.toBeInstanceOf(RoundStopped);
  }
  says.lease = () => status(404);
  one.pass();
  await one.renew();
  expect(kept()).toHaveLength(2);
  says.lease = () => ok(leaseAnswer([second.signed]));
  one.pass();
  await one.renew();
  expect(kept()).toEqual([named(second)]);
});

test('O2 a lease that is asked back is dropped on disk before it is sent back, and sent until the server has said so', async () => {
  const { one, says, lease, kept, asked } = device();
  const back = lease();
  says.lease = () => ok(leaseAnswer([back.signed]));
  await one.renew();
  expect(kept()).toEqual([named(back)]);
  one.pass();
  says.lease = () => ok(leaseAnswer([back.signed], [named(back)]));
  says.return = () => {
    // Whatever dies now, the time is not given out here any more and goes back.
    expect([kept(), one.returns()]).toEqual([[], [{ slotId: back.slot, leaseId: back.leaseId }]]);
    return status(503);
  };
  await expect(one.renew()).rejects.toBeInstanceOf(RoundStopped);
  one.restart();
  await expect(one.renew()).rejects.toBeInstanceOf(RoundStopped);
  says.return = () => status(204);
  says.lease = () => ok(leaseAnswer([]));
  await one.renew();
  expect(one.returns()).toEqual([]);
  expect(asked()).toEqual(['$lease', '$lease', '$return-lease', '$return-lease', '$return-lease', '$lease']);
});

test('O2 a lease on its way back is not taken again, whatever the server names meanwhile', async () => {
  const { one, says, lease, kept } = device();
  const back = lease();
  says.lease = () => ok(leaseAnswer([back.signed], [named(back)]));
  says.return = () => status(503);
  await expect(one.renew()).rejects.toThrow();
  says.return = () => status(204);
  const again = lease(back.slot);
  says.lease = () => ok(leaseAnswer([again.signed]));
  await one.renew();
  expect(kept()).toEqual([named(again)]);
});

test.each(['queued', 'sent', 'aside'])('O2 a time with an entry that is %s is neither given back nor taken anew, and the server is told so', async (how) => {
  const { one, says, lease, kept, asked } = device();
  const time = lease();
  const { commandId } = one.entry(time.slot, { state: how });
  says.lease = () => ok(leaseAnswer([time.signed], [named(time)]));
  await one.renew();
  expect([kept(), asked()]).toEqual([[], ['$lease']]);
  expect(one.heard[0]?.parameter).toEqual([{ name: 'except', valueReference: { reference: `Slot/${time.slot}` } }]);
  one.settle(commandId, 'applied');
  says.lease = () => ok(leaseAnswer([time.signed]));
  one.pass();
  await one.renew();
  expect(kept()).toEqual([named(time)]);
});

test('O2 the cancellation of a visit keeps its time unsettled like the booking itself', async () => {
  const { one, says, lease, kept } = device();
  const time = lease();
  const { appointmentId } = one.entry(time.slot, { state: 'applied' });
  one.entry(time.slot, { kind: 'cancel', appointmentId });
  says.lease = () => ok(leaseAnswer([time.signed]));
  await one.renew();
  expect(kept()).toEqual([]);
});

test('O2 a time somebody here is about to book is not given back under their hands', async () => {
  const { one, says, lease, kept } = device();
  const time = lease();
  says.lease = () => ok(leaseAnswer([time.signed], [named(time)]));
  one.state.inUse = time.slot;
  await one.renew();
  expect([kept(), one.returns()]).toEqual([[named(time)], []]);
  one.state.inUse = null;
  one.pass();
  await one.renew();
  expect(kept()).toEqual([]);
});

test('O2 a booking made while the answer was on its way is not undone by it: its lease is not there a second time', async () => {
  const { one, says, lease, kept } = device();
  const time = lease();
  says.lease = () => {
    one.entry(time.slot, { word: 7 });
    return ok(leaseAnswer([time.signed]));
  };
  await one.renew();
  expect(kept()).toEqual([]);
});

test('O2 an answer that was lost is asked for again in the next round, an answer that came only a minute later', async () => {
  const { one, says, asked } = device();
  says.lease = () => status(500);
  await expect(one.renew()).rejects.toThrow();
  says.lease = () => ok(leaseAnswer([]));
  await one.renew();
  await one.renew();
  expect(asked()).toEqual(['$lease', '$lease']);
  one.pass();
  await one.renew();
  expect(asked()).toHaveLength(3);
});

test('O2 to a server of another history the device says what it has before it asks or gives back anything, until it is answered', async () => {
  const { one, says, lease, asked } = device();
  const [has, gone] = [lease(), lease()];
  says.lease = () => ok(leaseAnswer([has.signed, gone.signed], [named(gone)]));
  says.return = () => status(503);
  await expect(one.renew()).rejects.toThrow();
  one.db().write((tx) => setReportDue(tx, 'two'));
  says.report = () => status(503);
  one.heard.length = 0;
  await expect(one.report()).rejects.toBeInstanceOf(RoundStopped);
  await one.renew();
  one.restart();
  await expect(one.report()).rejects.toBeInstanceOf(RoundStopped);
  expect(asked()).toEqual(['$report', '$report']);
  says.report = () => ok(null);
  says.return = () => status(204);
  says.lease = () => ok(leaseAnswer([has.signed]));
  await one.report();
  await one.report();
  await one.renew();
  expect(asked()).toEqual(['$report', '$report', '$report', '$return-lease', '$lease']);
  const signed = [{ name: 'lease', valueString: has.signed.lease }, { name: 'signature', valueString: has.signed.signature }];
  expect(one.heard[2]?.parameter).toEqual([{ name: 'lease', part: signed }]);
});

test('O2 a report that was answered by one history settles nothing with the next', async () => {
  const { one, says, asked } = device();
  one.db().write((tx) => setReportDue(tx, 'two'));
  says.report = () => {
    one.db().write((tx) => setReportDue(tx, 'three'));
    return ok(null);
  };
  await one.report();
  says.report = () => ok(null);
  await one.report();
  await one.report();
  expect(asked()).toEqual(['$report', '$report']);
});

test('O2 the report stands for what somebody was told: confirmed visits with their word, moved ones at their new time, nothing cancelled, asked or refused', async () => {
  const { one } = device();
  const [applied, onLease, asked, refused, cancelled, wantsCancel, moved, movedTo, moving, movingTo] = Array.from({ length: 10 }, () => randomUUID());
  const slots = { applied, onLease, asked, refused, cancelled, wantsCancel, moved, movedTo, moving, movingTo } as Record<string, string>;
  const at = (name: string) => slots[name] ?? '';
  const lease = { slotId: at('onLease'), leaseId: randomUUID(), word: 8, statement: 'c3Q', signature: 'c2k', startsAt: one.later(60), endsAt: one.later(80) };
  // Settled ones are queued again when the history changes: what they were told is known by their word.
  one.entry(at('applied'), { word: 5 });
  one.entry(at('onLease'), { word: 8, lease });
  one.entry(at('asked'));
  one.entry(at('refused'), { word: 9, state: 'refused' });
  one.entry('', { kind: 'cancel', appointmentId: one.entry(at('cancelled'), { word: 3 }).appointmentId });
  one.entry('', { kind: 'cancel', state: 'refused', appointmentId: one.entry(at('wantsCancel'), { word: 4 }).appointmentId });
  one.entry(at('movedTo'), { kind: 'move', word: 12, appointmentId: one.entry(at('moved'), { word: 2 }).appointmentId });
  one.entry(at('movingTo'), { kind: 'move', appointmentId: one.entry(at('moving'), { word: 6 }).appointmentId });
  one.db().write((tx) => setReportDue(tx, 'two'));
  await one.report();
  const claims = one.heard[0]?.parameter.map(({ part }) => Object.fromEntries((part as { name: string }[]).map((value) => [value.name, value]))) ?? [];
  const claimOf = (name: string) => claims.find(({ slot }) => JSON.stringify(slot).includes(at(name)));
  expect(claims).toHaveLength(5);
  expect(claimOf('applied')).toMatchObject({ word: { valueString: '5' }, appointment: { valueReference: { reference: expect.stringMatching(/^Appointment\//) as string } } });
  expect(claimOf('onLease')).toMatchObject({ word: { valueString: '8' }, lease: { part: [{ name: 'lease', valueString: 'c3Q' }, { name: 'signature', valueString: 'c2k' }] } });
  for (const [name, word] of [['wantsCancel', '4'], ['movedTo', '12'], ['moving', '6']] as const) expect(claimOf(name)).toMatchObject({ word: { valueString: word } });
});

test.each([['epoch_changed', 409, EpochChanged], ['refused_device', 401, RoundStopped]] as const)('O2 %s while leases are exchanged ends the round like anywhere else', async (refusal, code, failure) => {
  const { one, says } = device();
  says.lease = () => status(code, refusal);
  await expect(one.renew()).rejects.toBeInstanceOf(failure);
});
