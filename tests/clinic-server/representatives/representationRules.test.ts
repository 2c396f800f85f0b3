import { expect, it } from 'vitest';
import { FhirRefusal } from '../../../clinic-server/fhir/refusal.ts';
import { lastDayOf, type Asked } from '../../../clinic-server/representatives/representationRules.ts';
import { moscowDay } from '../../../shared/lib/moscow.ts';

const today = moscowDay('2026-11-23');
const day = moscowDay;
const asked: Asked = { relationship: 'parent', until: null, today, birthDate: day('2018-03-05'), representativeBirthDate: day('1988-06-12'), childUntilAge: 15 };

function answer(more: Partial<Asked>): string {
  try {
    return lastDayOf({ ...asked, ...more });
  } catch (error) {
    if (error instanceof FhirRefusal) return `${error.status} ${error.code}`;
    throw error;
  }
}

it('R10 a parent’s right lasts to the birthday on which the child decides for themself, or as much shorter as was said', () => {
  expect(answer({})).toBe('2033-03-05');
  expect(answer({ childUntilAge: 18 })).toBe('2036-03-05');
  expect(answer({ relationship: 'guardian' })).toBe('2033-03-05');
  expect(answer({ until: day('2027-01-31') })).toBe('2027-01-31');
  expect(answer({ until: day('2033-03-05') })).toBe('2033-03-05');
  expect(answer({ until: day('2033-03-06') })).toBe('422 until_wrong');
});

it('R10 a right that would be over already is not granted, one for today is', () => {
  expect(answer({ until: today })).toBe(today);
  expect(answer({ until: day('2026-11-22') })).toBe('422 until_wrong');
  expect(answer({ relationship: 'proxy', until: day('2026-11-22') })).toBe('422 until_wrong');
});

it('R10 nobody is the parent or guardian of a grown-up, from the very birthday on', () => {
  expect(answer({ birthDate: day('2011-11-24') })).toBe('2026-11-24');
  expect(answer({ birthDate: day('2011-11-23') })).toBe('409 not_a_child');
  expect(answer({ relationship: 'guardian', birthDate: day('1950-01-01') })).toBe('409 not_a_child');
  // Who was born on an unknown day may be of any age.
  expect(answer({ birthDate: null })).toBe('409 not_a_child');
});

it('R10 a power of attorney has a day, three years ahead at most, and for a child no longer than childhood', () => {
  const proxy = { relationship: 'proxy', birthDate: day('1951-04-03') } as const;
  expect(answer(proxy)).toBe('400 invalid_request');
  expect(answer({ ...proxy, until: day('2029-11-23') })).toBe('2029-11-23');
  expect(answer({ ...proxy, until: day('2029-11-24') })).toBe('422 until_wrong');
  expect(answer({ relationship: 'proxy', birthDate: day('2012-02-01'), until: day('2027-02-01') })).toBe('2027-02-01');
  expect(answer({ relationship: 'proxy', birthDate: day('2012-02-01'), until: day('2027-02-02') })).toBe('422 until_wrong');
});

it('R10 a child acts for nobody, so two people picked the wrong way round are noticed', () => {
  const turned = { birthDate: day('1951-04-03'), representativeBirthDate: day('2018-03-05'), relationship: 'proxy', until: day('2027-01-01') } as const;
  expect(answer(turned)).toBe('409 representative_is_child');
  expect(answer({ ...turned, representativeBirthDate: null })).toBe('409 representative_is_child');
  expect(answer({ ...turned, representativeBirthDate: day('2011-11-23') })).toBe('2027-01-01');
});

it('R10 a child of 29 February decides for themself on the 28th in a year that has no 29th', () => {
  expect(answer({ birthDate: day('2016-02-29') })).toBe('2031-02-28');
});
