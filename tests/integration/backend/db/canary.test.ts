import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openDatabase, rekeyDatabase } from '../../../../backend/db/open.ts';

const canary = 'КАНАРЕЙКА-Ёлкина-7341';
const forms = [Buffer.from(canary, 'utf8'), Buffer.from(canary, 'utf16le'), Buffer.from('7341-plain-ascii')];
const insert = `INSERT INTO patient (id, family, given, patronymic, birth_date, phone) VALUES ($id, $name, $name, $name, '1980-01-01', '7341-plain-ascii')`;

for (const personal of ['main', 'personal'] as const) {
  test(`H40 after heavy writing, changing, deleting, sorting and a change of the key no patient can be read in any file of a ${personal === 'main' ? 'desk' : 'kiosk'}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'kabinet-canary-'));
    const path = join(folder, 'kabinet.db');
    const options = { path, key: randomBytes(32), personal, binding: null } as const;
    let looked = 0;
    function look(): void {
      for (const name of readdirSync(folder)) {
        const bytes = readFileSync(join(folder, name));
        looked += bytes.length;
        expect([name, forms.filter((form) => bytes.includes(form)).length]).toEqual([name, 0]);
      }
    }
    const db = openDatabase(options, false);
    for (let round = 0; round < 4; round += 1) {
      db.write((tx) => {
        for (let row = 0; row < 1_000; row += 1) tx.run(insert, { id: `${round}-${row}`, name: `${canary} ${row} ${'ё'.repeat(200)}` });
        // What leaves the device goes through the outbox, and that is in the file everywhere.
        tx.run(`INSERT INTO counter (name, value) VALUES ($name, $round)`, { name: `${canary} ${round}`, round });
        tx.run(`UPDATE patient SET given = $name WHERE id LIKE $some`, { name: canary, some: `${round}-1%` });
        tx.run(`DELETE FROM patient WHERE id LIKE $some`, { some: `${round}-2%` });
      });
      expect(db.read.all('SELECT DISTINCT family FROM patient ORDER BY given DESC, family').length).toBeGreaterThan(700);
      look();
    }
    db.close();
    look();
    const next = randomBytes(32);
    rekeyDatabase(options, next);
    look();
    // Scattered evenly over all bytes, as only good encryption is: plain pages would be mostly letters and zeros.
    const bytes = readFileSync(path);
    const counts = new Array<number>(256).fill(0);
    for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1;
    expect(Math.max(...counts) / (bytes.length / 256)).toBeLessThan(1.25);
    expect(looked).toBeGreaterThan(personal === 'main' ? 5_000_000 : 1_000_000);
    rmSync(folder, { recursive: true, force: true });
  });
}

test('H40 the file is under the cipher we name, and under no other the same key opens', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kabinet-cipher-'));
  const path = join(folder, 'kabinet.db');
  const key = randomBytes(32);
  openDatabase({ path, key, personal: 'main', binding: null }, false).close();
  const opened = ['sqlcipher', 'chacha20', 'aes256cbc', 'ascon128', 'rc4', 'aegis'].filter((cipher) => {
    const sqlite = new Sqlite(path, { readonly: true });
    try {
      sqlite.pragma(`cipher = '${cipher}'`);
      sqlite.pragma(`key = "x'${key.toString('hex')}'"`);
      return sqlite.prepare('SELECT count(*) FROM sqlite_schema').get() !== undefined;
    } catch {
      return false;
    } finally {
      sqlite.close();
    }
  });
  expect(opened).toEqual(['sqlcipher']);
  rmSync(folder, { recursive: true, force: true });
});
