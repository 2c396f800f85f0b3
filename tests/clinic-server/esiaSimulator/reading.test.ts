import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSecret } from '../../../clinic-server/esiaSimulator/clientSecret.ts';
import { readTimestamp } from '../../../clinic-server/esiaSimulator/timestamp.ts';
import { esiaTimestamp } from '../../support/esiaRequests.ts';

describe('what the simulator reads', () => {
  it('R5 §5.10 every second of every zone is read as the instant it is', () => {
    const instant = fc.integer({ min: Date.UTC(2000, 0, 1) / 1000, max: Date.UTC(2100, 0, 1) / 1000 });
    fc.assert(
      fc.property(instant, fc.integer({ min: -12, max: 14 }), (seconds, zone) => {
        expect(readTimestamp(esiaTimestamp(seconds * 1000, zone))).toBe(seconds * 1000);
      }),
    );
    expect(readTimestamp('2026.03.02 10:11:12 +0300')).toBe(Date.UTC(2026, 2, 2, 7, 11, 12));
    expect(readTimestamp('2026.03.02 10:11:12 -0530')).toBe(Date.UTC(2026, 2, 2, 15, 41, 12));
  });

  it('R5 §5.10 a day, an hour or a zone that does not exist is no time', () => {
    const wrong = [
      '2026.02.29 10:00:00 +0300',
      '2026.13.01 10:00:00 +0300',
      '2026.01.01 24:00:00 +0300',
      '2026.01.01 10:60:00 +0300',
      '2026.01.01 10:00:00 +1500',
      '2026.01.01 10:00:00 +0360',
      '2026.1.1 10:00:00 +0300',
      '2026.01.01T10:00:00 +0300',
      '',
    ];
    for (const text of wrong) expect({ text, at: readTimestamp(text) }).toEqual({ text, at: null });
    expect(readTimestamp('2028.02.29 10:00:00 +0300')).not.toBeNull();
    fc.assert(fc.property(fc.string({ maxLength: 30 }), (text) => void readTimestamp(text)));
  });

  it('R5 §5.8 a signature is read in both alphabets, padded or bare, and has one spelling only', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), (bytes) => {
        const buffer = Buffer.from(bytes);
        for (const text of [buffer.toString('base64url'), buffer.toString('base64').replaceAll('+', '-').replaceAll('/', '_')]) {
          expect(decodeSecret(text, 'refuse')).toEqual(buffer);
        }
        expect(decodeSecret(buffer.toString('base64'), 'accept')).toEqual(buffer);
      }),
    );
    // The last letter carries bits that no byte takes: two texts for one signature.
    expect(decodeSecret('AAAB', 'accept')).not.toBeNull();
    expect(decodeSecret('AB', 'accept')).toBeNull();
    for (const text of ['', '=', 'A', 'AA AA', 'AAAA\n', 'AAAA===', 'я', 'AA=A'])
      expect({ text, bytes: decodeSecret(text, 'accept') }).toEqual({ text, bytes: null });
  });
});
