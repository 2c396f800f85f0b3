import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { office, practitioner, role, room, service } from '../../support/clinicResources.ts';
import { featuresOffline, type Offline } from '../../support/features.ts';

const nasty = [
  ...[
    '',
    ' ',
    '\u0000',
    '%',
    '_',
    '\\',
    "'",
    '"',
    '--',
    '😀',
    '‮',
    'ﷺ',
    '\ud800',
    'a\u0301',
    '<img src=x onerror=alert(1)>',
    "'; DROP TABLE slot; --",
  ],
  ...[
    'а'.repeat(10_000),
    '😀'.repeat(5_000),
    ' '.repeat(10_000),
    '('.repeat(10_000),
    'cvbhyjd',
    '__proto__',
    'constructor',
    '${7*7}',
    '{{7*7}}',
  ],
];
const anyText = fc.oneof(
  fc.constantFrom(...nasty),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
);

function filled(): Offline {
  const kiosk = featuresOffline();
  const place = office();
  const cabinet = room(place.id);
  const person = practitioner('Смирнова', 'Елена');
  kiosk.put(place, cabinet, person, service('B01.058.001', 'Приём эндокринолога', { code: 'visit', ru: 'Приёмы' }));
  kiosk.put(
    role(
      { practitionerId: person.id, officeId: place.id, roomId: cabinet.id },
      { code: 'endo', ru: 'Эндокринолог', en: 'Endocrinologist' },
    ),
  );
  return kiosk;
}

/** Whatever was typed: an answer or a named refusal, never a fault of ours, and never the text back. */
async function isAnswered(kiosk: Offline, channel: string, input: object): Promise<boolean> {
  const reply = await kiosk.raw(channel, input);
  expect(kiosk.bugs).toEqual([]);
  if (!reply.ok) expect(Object.keys(reply.error).filter((key) => key !== 'code' && key !== 'fields')).toEqual([]);
  return reply.ok;
}

test('S1 P1 R4 any text in any field is answered, and the clinic is still there afterwards', async () => {
  const kiosk = filled();
  await fc.assert(
    fc.asyncProperty(anyText, anyText, async (one, two) => {
      await isAnswered(kiosk, 'doctors.list', { text: one, speciality: two, officeId: null, day: null });
      await isAnswered(kiosk, 'doctors.list', { text: one, speciality: null, officeId: two, day: two });
      await isAnswered(kiosk, 'prices.list', { text: one, category: two, offset: 0, limit: 50 });
      await isAnswered(kiosk, 'identity.signIn', { login: one, password: two });
      await isAnswered(kiosk, 'schedule.day', { roleId: randomUUID(), day: one });
      await isAnswered(kiosk, 'device.state', { [one]: two });
    }),
    { numRuns: 200 },
  );
  expect((await kiosk.call('doctors.list', { text: 'смирнова', speciality: null, officeId: null, day: null })).doctors).toHaveLength(1);
  expect((await kiosk.call('prices.list', { text: 'приём', category: null, offset: 0, limit: 50 })).total).toBe(1);
});

test('S2 a day that does not exist and a count that is too large are refused by name of the field', async () => {
  const kiosk = filled();
  expect(await kiosk.raw('schedule.day', { roleId: randomUUID(), day: '2026-02-30' })).toEqual({
    ok: false,
    error: { code: 'invalid_input', fields: ['day'] },
  });
  expect(await kiosk.raw('schedule.days', { roleId: 'x', from: '2026-11-23', count: 32 })).toEqual({
    ok: false,
    error: { code: 'invalid_input', fields: ['roleId', 'count'] },
  });
});

test('S2 days at the ends of the calendar are answered like any other', async () => {
  const kiosk = filled();
  for (const day of ['0000-01-01', '0001-01-01', '9999-12-31']) {
    expect(await isAnswered(kiosk, 'schedule.day', { roleId: randomUUID(), day })).toBe(true);
    expect(await isAnswered(kiosk, 'schedule.days', { roleId: randomUUID(), from: day, count: 31 })).toBe(true);
    expect(await isAnswered(kiosk, 'doctors.list', { text: '', speciality: null, officeId: null, day })).toBe(true);
  }
});
