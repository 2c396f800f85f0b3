import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { account } from '../../../../renderer/locales/ru/account.ts';
import { appointments } from '../../../../renderer/locales/ru/appointments.ts';
import { doctors } from '../../../../renderer/locales/ru/doctors.ts';
import { identity } from '../../../../renderer/locales/ru/identity.ts';
import { papers } from '../../../../renderer/locales/ru/papers.ts';
import { prices } from '../../../../renderer/locales/ru/prices.ts';
import { registration } from '../../../../renderer/locales/ru/registration.ts';
import { representation } from '../../../../renderer/locales/ru/representation.ts';
import { representatives } from '../../../../renderer/locales/ru/representatives.ts';
import { schedule } from '../../../../renderer/locales/ru/schedule.ts';
import { slips } from '../../../../renderer/locales/ru/slips.ts';
import { visit } from '../../../../renderer/locales/ru/visit.ts';

const trees: Record<string, unknown> = { account, appointments, doctors, identity, papers, prices, registration, representation, representatives, schedule, slips, visit };
const renderer = join(import.meta.dirname, '../../../../renderer');

function at(path: string): unknown {
  return path.split('.').reduce<unknown>((node, key) => (typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[key] : undefined), trees);
}

const sources = ['features', 'print', 'words'].flatMap((folder) =>
  readdirSync(join(renderer, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => ({ name: join(folder, name), text: readFileSync(join(renderer, folder, name), 'utf8') })),
);

const keyed = Object.keys(trees).join('|');
const literal = new RegExp(`'((?:${keyed})\\.[\\w.]+)'`, 'g');
const template = new RegExp(`\`((?:${keyed})(?:\\.\\w+)*)\\.\\$\\{`, 'g');

it('K6 every key that a screen asks for has a text', () => {
  const asked = sources.flatMap(({ name, text }) => [...text.matchAll(literal)].map(([, key = '']) => ({ name, key })));
  // Channels of the contract look like keys; they are what `call` and `useRead` take.
  const missing = asked.filter(({ key }) => key.split('.').length > 2 && typeof at(key) !== 'string' && typeof at(`${key}_other`) !== 'string');
  expect(missing).toEqual([]);
  expect(asked.filter(({ key }) => key.split('.').length > 2).length).toBeGreaterThan(150);
});

it('K6 every key made of parts begins in a group of texts', () => {
  const made = sources.flatMap(({ name, text }) => [...text.matchAll(template)].map(([, group = '']) => ({ name, group })));
  expect(made.filter(({ group }) => typeof at(group) !== 'object')).toEqual([]);
  expect(made.length).toBeGreaterThan(10);
});
