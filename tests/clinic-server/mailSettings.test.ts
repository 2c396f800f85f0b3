import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readMailFile, readPublicUrl } from '../../clinic-server/mail/settings.ts';
import { letterOf } from '../../clinic-server/mail/letters.ts';
import { pauseMs } from '../../clinic-server/mail/sender.ts';

const folder = mkdtempSync(join(tmpdir(), 'kabinet-mail-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (text: string): string => {
  const path = join(folder, 'mail.json');
  writeFileSync(path, text);
  return path;
};

it('R3 the mail server and the sender come from a file, and nothing else is taken for them', () => {
  expect(readMailFile(file('{"url":"smtps://a:b@mail.example","from":"Clinic <c@mail.example>"}'))).toEqual({ url: 'smtps://a:b@mail.example', from: 'Clinic <c@mail.example>' });
  for (const text of ['{}', '{"url":"http://mail.example","from":"c@mail.example"}', '{"url":"smtp://mail.example","from":"c@mail.example\\r\\nBcc: x@mail.example"}', '[]', 'x']) expect(() => readMailFile(file(text))).toThrow();
});

it('X6 links begin with an origin of the clinic’s own, encrypted where it counts', () => {
  expect(readPublicUrl('https://cabinet.clinic.example', true)).toBe('https://cabinet.clinic.example');
  expect(readPublicUrl('http://127.0.0.1:8080/', false)).toBe('http://127.0.0.1:8080');
  expect(() => readPublicUrl('http://cabinet.clinic.example', true)).toThrow();
  for (const text of ['https://a@b.example', 'https://b.example/path', 'https://b.example?x', 'ftp://b.example', 'javascript:alert(1)', 'b.example', '']) expect(() => readPublicUrl(text, false)).toThrow();
});

it('R3 a letter’s subject names the clinic only, and its HTML holds nothing that runs, loads or asks', () => {
  const facts = { clinic: '<b>"Клиника" & Ко</b>', phone: '+7 900 000-10-10', link: 'https://cabinet.clinic.example/set-password/abc?a="x"', code: '123456', codeMinutes: 10, linkHours: 24 };
  for (const kind of ['registration', 'known', 'recovery', 'nobody', 'changed'] as const) {
    const { subject, text, html } = letterOf(kind, facts);
    expect(subject).not.toMatch(/123|456|@|[\r\n]/);
    expect(html).not.toMatch(/<b>|<script|<img|<link|<style|<form|\son\w+=|url\(/);
    expect(html).toContain('lang="ru"');
    const opens = kind !== 'nobody' && kind !== 'changed';
    expect([text.includes(facts.link), text.includes('123 456'), html.includes('123 456')]).toEqual([opens, opens, opens]);
  }
});

it('R3 a letter that could not be sent is tried again ever more seldom, and at least every five minutes', () => {
  expect([1, 2, 3, 4].map(pauseMs)).toEqual([5_000, 10_000, 20_000, 40_000]);
  expect(pauseMs(50)).toBe(300_000);
});
