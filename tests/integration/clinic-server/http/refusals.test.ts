import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../../..');
const server = join(root, 'clinic-server');
const files = readdirSync(server, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file: file.replaceAll('\\', '/'), text: readFileSync(join(server, file), 'utf8') }));

const all = (text: string, pattern: RegExp): string[][] =>
  [...text.matchAll(pattern)].map(([, ...groups]) => groups.map((group) => group ?? ''));

/** The places where a refusal is made from a code that is not written there, and how many of them each file has. */
const passedOn: Readonly<Record<string, number>> = {
  // The code of another refusal, with the entry it belongs to.
  'fhir/transaction.ts': 1,
  // `refuse('code')`, read below.
  'fhir/searchConditions.ts': 1,
  'fhir/searchQuery.ts': 1,
  'scheduling/refuse.ts': 1,
  // The table of what the framework refuses, read below.
  'http/errors.ts': 1,
};

function thrown(): Set<string> {
  const found = new Set<string>();
  for (const { file, text } of files) {
    const literal = all(text, /new FhirRefusal\(\s*(\d{3}),\s*'([a-z_]+)'/g);
    for (const [status, code] of literal) found.add(`${status} ${code}`);
    expect([file, all(text, /(new FhirRefusal\()/g).length - literal.length]).toEqual([file, passedOn[file] ?? 0]);
    if (file.startsWith('scheduling/') || file.startsWith('waiting/'))
      for (const [code] of all(text, /\brefuse\('([a-z_]+)'\)/g)) found.add(`${code === 'not_found' ? 404 : code === 'restoring' ? 503 : 409} ${code}`);
    if (file.startsWith('fhir/search'))
      for (const [code] of all(text, /\brefuse(?: = )?\((?:code = )?'([a-z_]+)'\)/g)) found.add(`400 ${code}`);
    if (file === 'http/errors.ts') for (const [status, code] of all(text, /^ {2}(\d{3}): '([a-z_]+)',$/gm)) found.add(`${status} ${code}`);
  }
  return found;
}

it('A4 docs/wire.md names every refusal of the server with its status and a meaning, and no other', () => {
  const wire = readFileSync(join(root, 'docs/wire.md'), 'utf8');
  const section = wire.split('\n## ').find((part) => part.startsWith('Refusals\n')) ?? '';
  const rows = all(section, /^\| (\d{3}) \| `([a-z_]+)` \| (.+) \|$/gm);
  const written = rows.map(([status, code]) => `${status} ${code}`);
  expect(written.length).toBe(new Set(written).size);
  expect(written.toSorted()).toEqual([...thrown()].toSorted());
  for (const [, , meaning] of rows) expect(meaning?.trim().length).toBeGreaterThan(10);
  // What the rest of the page says of a status and a code is one of them too.
  const mentioned = all(wire, /\b(4\d\d|503) `([a-z_]+)`/g).map(([status, code]) => `${status} ${code}`);
  expect(mentioned.length).toBeGreaterThan(10);
  expect(mentioned.filter((one) => !written.includes(one))).toEqual([]);
});
