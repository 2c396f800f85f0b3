import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { leaseAnswer, signedLease } from '../../support/leases.ts';
import { refuse, type Answer, type Said } from '../../support/scriptedServer.ts';
import type { Resource } from '../../support/clinicResources.ts';
import { createChance } from '../chance.ts';

/** What a centre says of the times a device may give out by itself: signed ones, ones nobody signed, some to be given back, now and then nonsense. */
export function createLeaseAnswers(slots: readonly Resource[]) {
  // Its own: how often a device asks depends on the clock of the machine, and the messages of a seed must not.
  const chance = createChance(1);
  const [clinic, stranger] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')];
  const deviceId = randomUUID();
  const leased = slots.filter(() => chance.is(0.4)).map((slot) => ({ slot: slot.id, leaseId: randomUUID(), startsAt: Date.parse(String(slot['start'])) }));

  function asked(): Answer {
    if (chance.is(0.1)) return chance.one<Answer>([{ status: 503 }, { status: 404 }, { status: 200, body: { resourceType: 'Parameters', parameter: [{ name: 'lease', part: 7 }] } }, 'cut']);
    const signed = leased.map((lease) => signedLease(chance.is(0.9) ? clinic.privateKey : stranger.privateKey, { ...lease, device: deviceId }));
    return { status: 200, body: leaseAnswer(signed, leased.filter(() => chance.is(0.1))) };
  }

  return {
    /** What the clinic tells at enrolment: whom to believe, and who the device is. */
    told: { deviceId, denyKey: clinic.publicKey.export({ format: 'jwk' }).x },
    answer: ({ path }: Said): Answer => (path.endsWith('$lease') ? asked() : path.endsWith('$report') ? { status: 204 } : chance.is(0.8) ? { status: 204 } : refuse(503, 'try_later')),
  };
}
