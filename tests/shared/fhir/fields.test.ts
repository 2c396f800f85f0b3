import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstIdIn, idIn, localText, typedText, WireInstant } from '../../../shared/fhir/fields.ts';
import { extensions } from '../../../shared/fhir/names.ts';
import { fromWire, toWire, type Instant } from '../../../shared/lib/moscow.ts';

const id = '3f1f7a52-5f2c-4a53-9d7e-0e8a6c1b2d3e';
const translation = (lang: string, content: string) => ({
  url: extensions.translation,
  extension: [
    { url: 'lang', valueCode: lang },
    { url: 'content', valueString: content },
  ],
});

test('K6 the English translation is found among others, and its absence is null', () => {
  expect(localText('Центр', { extension: [translation('de', 'Zentrum'), translation('en-GB', 'Centre')] })).toEqual({
    ru: 'Центр',
    en: 'Centre',
  });
  expect(localText('Центр', { extension: [translation('de', 'Zentrum')] })).toEqual({ ru: 'Центр', en: null });
  expect(localText('Центр')).toEqual({ ru: 'Центр', en: null });
});

test('A4 a reference is read relative and absolute, and only of the asked type', () => {
  expect(idIn({ reference: `Location/${id}` }, 'Location')).toBe(id);
  expect(idIn({ reference: `https://clinic.example/fhir/Location/${id}` }, 'Location')).toBe(id);
  expect(idIn({ reference: `Patient/${id}` }, 'Location')).toBeUndefined();
  expect(idIn(undefined, 'Location')).toBeUndefined();
  expect(() => firstIdIn([{ reference: `Patient/${id}` }], 'Location')).toThrow('No reference');
});

test('S10 an instant is read with any zone, and a text without one is not an instant', () => {
  expect(WireInstant.parse('2026-11-24T14:20:00+03:00')).toBe(Date.UTC(2026, 10, 24, 11, 20));
  expect(WireInstant.parse('2026-11-24T11:20:00Z')).toBe(Date.UTC(2026, 10, 24, 11, 20));
  expect(WireInstant.safeParse('2026-11-24T11:20:00').success).toBe(false);
  expect(WireInstant.safeParse('завтра').success).toBe(false);
});

test('S10 the quick way to read an instant says the same as the careful one, on every day and in every zone', () => {
  const zones = fc.constantFrom('Z', '+03:00', '-07:00', '+10:00', '+05:45', '-00:30');
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), zones, (at, zone) => {
      expect(WireInstant.parse(toWire(at as Instant))).toBe(at);
      const text = `${new Date(at).toISOString().slice(0, 19)}${zone}`;
      expect(WireInstant.parse(text)).toBe(fromWire(text));
    }),
  );
  for (const wrong of [
    '2026-02-29T10:00:00Z',
    '2026-02-30T10:00:00Z',
    '2026-04-31T10:00:00+03:00',
    '2026-13-01T10:00:00Z',
    '2026-11-24T25:00:00Z',
    '2026-11-24',
  ]) {
    expect(WireInstant.safeParse(wrong).success).toBe(false);
  }
});

test('S4 words a person typed go out as R4 text: invisible controls and halves of a character stay behind, everything else is kept', () => {
  expect(typedText(' еду\u0000 к\u0007 маме \u202e👩‍⚕️\n\tскоро ')).toBe('еду к маме \u202e👩‍⚕️\n\tскоро');
  expect(typedText('a\ud800b\udc00')).toBe('ab');
  expect([typedText('  '), typedText('\u0000\u001f')]).toEqual([null, null]);
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => /^[\r\n\t\u0020-\uffff]*$/u.test(typedText(text)?.replace(/[\u{10000}-\u{10ffff}]/gu, '') ?? '')));
});
