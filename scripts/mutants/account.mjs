// What earlier runs saw, so that a run only does what changed since. Not committed: it is a saving, and no proof.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { proofText } from './proofText.mjs';

// Another way to judge makes the old verdicts worthless.
const judgement = 1;

/** Names a mutant together with the text it changes and the test that must notice. */
export function keyOf(root, mutant) {
  const hash = createHash('sha256').update(`${judgement}\0${JSON.stringify(mutant)}\0`);
  const file = join(root, mutant.file);
  if (existsSync(file)) hash.update(readFileSync(file));
  return hash.update('\0').update(proofText(root, mutant.proof.file)).digest('hex').slice(0, 32);
}

/** @param {string} root @param {string} file */
export function openAccount(root, file) {
  const read = () => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});
  return {
    /** The verdict, if nothing it rests on has changed. Only kills are kept: anything else is looked at again. */
    known: (mutant) => read()[keyOf(root, mutant)],
    /** The last kill of it, whatever has changed since in its file or its test. */
    formerly: (mutant) => Object.values(read()).findLast(({ rule, what }) => rule === mutant.rule && what === mutant.what),
    keep({ mutant, verdict, how, seconds }, key) {
      mkdirSync(dirname(file), { recursive: true });
      const rows = read();
      if (verdict === 'killed') rows[key] = { rule: mutant.rule, what: mutant.what, how, seconds };
      else delete rows[key];
      // Renamed when whole: two runs at once may lose a row to each other, never the file.
      const draft = `${file}.${process.pid}`;
      writeFileSync(draft, JSON.stringify(rows, null, 1));
      renameSync(draft, file);
    },
  };
}
