import { createHash, generateKeyPairSync, randomUUID, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSealing } from '../../../backend/server/sealing.ts';
import { Instant } from '../../../shared/lib/moscow.ts';
import { canonical, fitsSeal, longestSeal, readSeal, sealMessage, sealText, type Seal } from '../../../shared/lib/seal.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const key = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
const signed = (message: Uint8Array): Uint8Array => sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' });
const sealed = (seal: Seal): string => {
  const message = sealMessage(seal);
  return sealText(message, canonical(signed(message)));
};
const isGenuine = (text: string): boolean => {
  const read = readSeal(text);
  return read !== null && verify('sha256', read.message, key, read.signature);
};

const slip: Seal = {
  ...{ kind: 'slip', id: randomUUID(), number: 'К03-0417', device: randomUUID(), state: 'booked', digest: '0123456789abcdef' },
  ...{ at: Instant.parse(Date.UTC(2026, 10, 23, 6, 15, 27, 431)), time: Instant.parse(Date.UTC(2026, 10, 24, 11, 20)) },
};
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

const word = (longest: number) => fc.array(fc.constantFrom(...'09-/. AZazАЯЁ'), { maxLength: longest }).map((letters) => letters.join(''));
const anySeal: fc.Arbitrary<Seal> = fc.record({
  kind: fc.constantFrom('slip', 'result', 'order', 'receipt'),
  id: fc.uuid(),
  device: fc.uuid(),
  number: word(24),
  state: word(15),
  at: fc.integer({ min: 0, max: 2 ** 48 - 1 }).map((value) => Instant.parse(value)),
  time: fc.option(fc.integer({ min: 1, max: 2 ** 32 - 1 }).map((minutes) => Instant.parse(minutes * 60_000))),
  digest: fc.stringMatching(/^[0-9a-f]{16}$/),
});

/** What the keys of these Latin letters give under a Russian layout. */
function russian(text: string): string {
  const latin = 'QWERTYUIOPASDFGHJKLZXCVBNM';
  const cyrillic = 'ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ';
  return [...text].map((letter) => cyrillic[latin.indexOf(letter)] ?? letter).join('');
}

it('K5 whatever a seal says is read back from its text, and the text has digits and capitals alone and fits a code', () => {
  fc.assert(
    fc.property(anySeal, fc.uint8Array({ minLength: 64, maxLength: 64 }), (seal, bytes) => {
      const text = sealText(sealMessage(seal), canonical(bytes));
      expect(text).toMatch(/^[A-Z2-7]+$/);
      expect(text.length).toBeLessThanOrEqual(longestSeal);
      expect(readSeal(text)?.seal).toEqual(seal);
    }),
    { numRuns: 60 },
  );
});

it('K5 a scanner under a Russian layout, in small letters and with its line end is read the same', () => {
  const text = sealed(slip);
  expect(readSeal(text)?.seal).toEqual(slip);
  for (const typed of [russian(text), text.toLowerCase(), russian(text).toLowerCase(), ` ${text}\r\n`]) {
    expect(readSeal(typed)).toEqual(readSeal(text));
    expect(isGenuine(typed)).toBe(true);
  }
});

it('K5 no letter of a seal can be another one, be left out, doubled or changed with its neighbour', () => {
  const text = sealed(slip);
  expect(isGenuine(text)).toBe(true);
  const changed = [...text].flatMap((letter, at) => {
    const before = text.slice(0, at);
    const after = text.slice(at + 1);
    const next = text[at + 1];
    return [before + after, before + letter + letter + after, ...(next === undefined || next === letter ? [] : [before + next + letter + text.slice(at + 2)])];
  });
  // Signatures are checked only of what can still be read; the integration test puts every other letter at every place.
  const others = [...text].map((letter, at) => text.slice(0, at) + (alphabet[(alphabet.indexOf(letter) + 1 + at) % 32] === letter ? 'A' : (alphabet[(alphabet.indexOf(letter) + 1 + at) % 32] ?? 'A')) + text.slice(at + 1));
  for (const forged of [...changed, ...others].filter((one) => one !== text)) expect(isGenuine(forged), forged).toBe(false);
});

it('K5 one seal has one text: the other signature of the pair and spare bits are refused', () => {
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const message = sealMessage(slip);
  const low = canonical(signed(message));
  const s = BigInt(`0x${Buffer.from(low.subarray(32)).toString('hex')}`);
  const high = Buffer.concat([low.subarray(0, 32), Buffer.from((order - s).toString(16).padStart(64, '0'), 'hex')]);
  // Both are signatures of the same message by the same key.
  expect([low, high].map((signature) => verify('sha256', message, key, signature))).toEqual([true, true]);
  expect(canonical(high)).toEqual(low);
  expect(readSeal(sealText(message, high))).toBeNull();
  // 131 bytes leave two spare bits in the last of 210 letters.
  const text = sealText(message, low);
  const last = alphabet.indexOf(text.at(-1) ?? '');
  const twins = [1, 2, 3].map((spare) => text.slice(0, -1) + (alphabet[last + spare] ?? ''));
  expect([text.length, last % 4]).toEqual([210, 0]);
  expect(twins.map((twin) => readSeal(twin))).toEqual(twins.map(() => null));
});

it('K5 what the device signs for another purpose is no seal: the signed bytes say what they are for', () => {
  const message = sealMessage(slip);
  const bare = message.subarray('kabinet paper seal 1\n'.length);
  expect(Buffer.from(message).toString('latin1')).toMatch(/^kabinet paper seal 1\n/);
  expect(isGenuine(sealText(message, canonical(signed(bare))))).toBe(false);
});

it('K5 what is no seal is refused without an error', () => {
  fc.assert(fc.property(fc.oneof(fc.string({ maxLength: 400 }), fc.array(fc.constantFrom(...alphabet), { maxLength: 260 }).map((letters) => letters.join(''))), (text) => readSeal(text) === null || !isGenuine(text)), { numRuns: 300 });
  for (const text of ['', 'К03-0417', 'https://example.org/', 'A'.repeat(longestSeal), 'A'.repeat(1_000_000)]) expect(readSeal(text)).toBeNull();
});

it('K5 a number no seal can hold leaves the paper without one, and no date keeps it from being printed', () => {
  const seal = createSealing({ deviceId: slip.device, privateKey });
  const facts = { kind: 'order', id: slip.id, at: slip.at, state: 'sent', content: { patientId: randomUUID() } } as const;
  for (const number of ['ORD_15#', '№ 12', 'x'.repeat(25)]) {
    expect(fitsSeal(number)).toBe(false);
    expect(readSeal(seal({ ...facts, number, time: Instant.parse(-62_135_596_800_000) }))?.seal).toMatchObject({ number: '', time: null });
  }
});

it('K5 the digest is of all the paper says', () => {
  const seal = createSealing({ deviceId: slip.device, privateKey });
  const patientId = randomUUID();
  const digestOf = (content: object) => readSeal(seal({ ...slip, content }))?.seal.digest;
  expect(digestOf({ patientId, value: 4.2 })).toBe(createHash('sha256').update(`kabinet paper 1\n${JSON.stringify({ patientId, value: 4.2 })}`).digest('hex').slice(0, 16));
  expect(digestOf({ patientId, value: 4.2 })).not.toBe(digestOf({ patientId, value: 4.3 }));
});
