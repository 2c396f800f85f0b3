import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ownArguments, parseArguments } from '../../../main/arguments.ts';

// Whatever a script, a shortcut or a person puts behind the program's name: an answer, a sentence, and nothing of the value repeated.

const names = ['profile', 'server', 'enrol', 'ca', 'recovery', 'user-data', 'printer'];
const secret = fc.stringMatching(/^[A-Z0-9]{12,20}$/).map((text) => `ZQ${text}`);
const nonsense = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  secret,
  fc.constantFrom('', '-', '--', '---', '\0', '\u202e', '__proto__', 'constructor', '../../../etc/passwd', '\\\\host\\share', 'file:///etc/passwd', 'https://', 'http://[::1', 'http://127.0.0.1:99999', 'https://a:b@c', 'folder:', 'device:', '\ud800'),
  secret.map((text) => `https://user:${text}@clinic.example/`),
  secret.map((text) => `https://clinic.example/${text}`),
  fc.constantFrom('x', '/', 'A').map((letter) => letter.repeat(5_000)),
);
const name = fc.oneof(fc.constantFrom(...names), fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom('__proto__', 'toString', 'PROFILE', 'user_data', 'no-profile', 'remote-debugging-port'));
const word = fc.oneof(
  nonsense,
  fc.tuple(fc.constantFrom('--', '-', '---', '—', '/', ' --'), name).map(([dashes, text]) => dashes + text),
  fc.tuple(fc.constantFrom('--', '-'), name, nonsense).map(([dashes, text, value]) => `${dashes}${text}=${value}`),
);

const valid = fc.constantFrom<readonly string[]>(
  ['--profile', 'kiosk'],
  ['--server=https://clinic.example'],
  ['--server', 'http://127.0.0.1:8080', '--enrol', 'ABCD-1234'],
  ['--user-data', '/var/kabinet'],
  ['--printer', 'device:Принтер'],
);

describe('arguments of the app, 10,000 at random', () => {
  it('X13 never throw, are refused with a sentence in two languages, and repeat no value', { timeout: 120_000 }, () => {
    let refused = 0;
    let taken = 0;
    fc.assert(
      fc.property(fc.oneof(fc.array(word, { maxLength: 8 }), fc.tuple(valid, fc.array(word, { maxLength: 2 })).map(([first, rest]) => [...first, ...rest])), (args) => {
        const parsed = parseArguments(args);
        if (parsed.ok) {
          taken += 1;
          // What is taken is one of ours, whole and checked.
          expect(['kiosk', 'reception', 'satellite']).toContain(parsed.value.profile);
          if (parsed.value.enrolment) expect(parsed.value.enrolment.server).toMatch(/^(https:\/\/|http:\/\/(127\.0\.0\.1|\[::1\]|localhost)(:|$))/);
          for (const path of [parsed.value.userData, parsed.value.ca, parsed.value.recovery]) if (path !== null) expect(path).toMatch(/^\/(?!.*\0)/s);
          return;
        }
        refused += 1;
        expect(parsed.message).toMatch(/^Kabinet: [^\n]*[а-я][^\n]* \/ [^\n]*[a-z][^\n]*$/);
        expect(parsed.message.length).toBeLessThan(300);
        for (const found of args.join('\n').match(/ZQ[A-Z0-9]{12,20}/g) ?? []) expect(parsed.message).not.toContain(found);
      }),
      { numRuns: 10_000, seed: 1307 },
    );
    // Both ways were really walked.
    expect(refused).toBeGreaterThan(5_000);
    expect(taken).toBeGreaterThan(500);
  });

  it('X13 the program’s own path and switches of the test tools never become a value', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), fc.boolean(), (args, isTestBuild) => {
        const own = ownArguments(['/opt/kabinet', ...args], '/opt/resources/app.asar', isTestBuild);
        expect(own).not.toContain('/opt/kabinet');
        expect(args.filter((arg) => own.includes(arg)).length).toBeGreaterThanOrEqual(own.length);
        if (!isTestBuild) expect(own).toEqual(args);
      }),
      { numRuns: 2_000, seed: 1308 },
    );
  });
});
