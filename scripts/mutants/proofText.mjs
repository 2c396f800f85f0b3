// A test is its file and what it takes from other files of tests: sentences shared by two suites, hands, little clinics.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The text of a test file and of everything under tests/ it imports, in a fixed order; '' when there is no such file.
 * @param {string} root
 * @param {string} file from the root
 */
export function proofText(root, file) {
  const texts = new Map();
  const read = (path) => {
    if (texts.has(path) || !path.startsWith('tests/') || !existsSync(join(root, path))) return;
    const text = readFileSync(join(root, path), 'utf8');
    texts.set(path, text);
    for (const [, from] of text.matchAll(/from '(\.[^']+)'/g)) read(join(dirname(path), from));
  };
  read(file);
  return [...texts.values()].join('\0');
}
