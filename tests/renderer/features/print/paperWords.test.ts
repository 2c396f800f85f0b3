import { describe, expect, it } from 'vitest';
import { paperWords } from '../../../../renderer/print/paperWords.ts';
import { qrDots } from '../../../../renderer/print/qrDots.ts';
import { Slip } from '../../../../shared/features/slips.ts';
import { instantAt, moscowDay } from '../../../../shared/lib/moscow.ts';

const starts = instantAt(moscowDay('2026-11-24'), 14 * 60 + 20);

function slip(over: Partial<Slip['visit']>, line: Slip['line'] = 'up'): Slip {
  return Slip.parse({
    visit: {
      id: '00000000-0000-4000-8000-000000000001',
      number: 'К03-0417',
      queueNumber: null,
      status: 'booked',
      startsAt: starts,
      durationMinutes: 20,
      roleId: '00000000-0000-4000-8000-000000000002',
      doctor: { family: 'Смирнова', given: 'Елена', patronymic: 'Андреевна', speciality: { ru: 'Эндокринолог', en: null }, category: null },
      office: { ru: 'Главный корпус', en: 'Main building' },
      officeAddress: null,
      room: { ru: 'Кабинет 214', en: 'Room 214' },
      floor: 2,
      kopecks: 320_000,
      pending: null,
      refusal: null,
      changeableUntil: instantAt(moscowDay('2026-11-24'), 11 * 60 + 20),
      cancelReason: null,
      ...over,
    },
    patientId: '00000000-0000-4000-8000-000000000003',
    patientShort: 'Кузнецова А. П.',
    clinic: { name: { ru: 'Центр', en: 'Centre' }, phone: '8 800 000-00-00' },
    deviceCode: 'К-03',
    printedAt: instantAt(moscowDay('2026-11-24'), 10 * 60 + 42),
    line,
    qr: 'К03-0417',
  });
}

const plain = (text: string | null) => text?.replaceAll('\u00a0', ' ') ?? null;

describe('words on paper', () => {
  it('S3 a confirmed slip says ПОДТВЕРЖДЕНО, when, where and until when it can be changed', () => {
    const words = paperWords(slip({}), 'ru');
    expect(words).toMatchObject({ tone: 'sure', state: 'ПОДТВЕРЖДЕНО', head: 'Вы записаны', clock: '14:20', askedFor: null, steps: [] });
    expect(plain(words.day)).toBe('вторник, 24 ноября 2026');
    expect(plain(words.place)).toBe('2\u2011й этаж, Главный корпус');
    expect(plain(words.price)).toBe('3 200 ₽');
    expect(plain(words.callText)).toBe('Отменить или перенести можно до 11:20, 24 ноября: в кабинете или по телефону');
  });

  it('O2 O3 a slip of a visit on a leased time says ПОДТВЕРЖДЕНО though the centre has not heard of it, and that there was no line', () => {
    const words = paperWords(slip({ status: 'booked', pending: { commandId: '00000000-0000-4000-8000-000000000004', kind: 'book' } }, 'down'), 'ru');
    expect(words).toMatchObject({ tone: 'sure', state: 'ПОДТВЕРЖДЕНО', head: 'Вы записаны', steps: [], askedFor: null });
    expect(plain(words.footer)).toContain('Связи с центром не было.');
  });

  it('S3 an unsettled slip says ОЖИДАЕТ ПОДТВЕРЖДЕНИЯ and what happens next', () => {
    const words = paperWords(slip({ status: 'sending', pending: { commandId: '00000000-0000-4000-8000-000000000004', kind: 'book' } }, 'down'), 'ru');
    expect(words).toMatchObject({ tone: 'ask', state: 'ОЖИДАЕТ ПОДТВЕРЖДЕНИЯ', bring: null });
    expect(plain(words.head)).toBe('Это ещё не запись');
    expect(words.steps).toHaveLength(3);
    expect(plain(words.footer)).toContain('Связи с центром не было.');
  });

  it('S3 a refused time is no booking on paper either', () => {
    const words = paperWords(slip({ status: 'refused', refusal: 'slot_taken' }), 'ru');
    expect(words.tone).toBe('void');
    expect(plain(words.why)).toBe('Это время только что заняли.');
  });

  it('K6 the English slip is complete and keeps a Russian text the clinic did not translate', () => {
    const words = paperWords(slip({}), 'en');
    expect(words).toMatchObject({ state: 'CONFIRMED', room: 'Room 214', speciality: 'Эндокринолог' });
    expect(plain(words.day)).toBe('Tuesday, 24 November 2026');
    expect(JSON.stringify(words)).not.toContain('slips.paper');
  });
});

describe('the code on paper', () => {
  it('K5 a module of the printed code is a whole number of printer dots', () => {
    const { modules, sideMm, path } = qrDots('К03-0417', 31.75);
    const dots = sideMm / modules / 0.125;
    expect(dots).toBeCloseTo(Math.round(dots), 9);
    expect(sideMm).toBeLessThanOrEqual(31.75);
    expect(sideMm).toBeGreaterThan(25);
    expect(path.startsWith('M0 0h1v1h-1z')).toBe(true);
  });
});
