import { expect, it } from 'vitest';
import { accountLetterKinds, accountLetterOf } from '../../clinic-server/mail/accountLetters.ts';

const facts = { clinic: '<b>"Клиника" & Ко</b>', phone: '+7 900 000-10-10', link: '', linkHours: 0, code: '123456', codeMinutes: 10 };
const withCode = new Set(['emailOld', 'emailNew']);

it.each(accountLetterKinds)('R11 the letter %s: a subject that names the clinic only, a code where there is one, nothing that runs, loads or asks', (kind) => {
  const { subject, text, html } = accountLetterOf(kind, facts);
  expect(subject).not.toMatch(/123|456|@|[\r\n]/);
  expect(subject).toContain(facts.clinic);
  expect(html).not.toMatch(/<b>|<script|<img|<a\s|<link|<style|<form|\son\w+=|url\(/);
  expect(html).toContain('lang="ru"');
  expect([text.includes('123 456'), html.includes('123 456')]).toEqual([withCode.has(kind), withCode.has(kind)]);
  expect(text).not.toContain('http');
  expect(text).toContain(facts.phone);
  // As long as every letter is kept (mail/letterStore.ts): a longer one would be told from the others by its size.
  expect([Buffer.byteLength(text) <= 3_072, Buffer.byteLength(html) <= 6_144]).toEqual([true, true]);
});

it('R11 no two letters have the same words', () => {
  expect(new Set(accountLetterKinds.map((kind) => accountLetterOf(kind, facts).text)).size).toBe(accountLetterKinds.length);
});
