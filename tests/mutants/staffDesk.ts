import type { Mutant } from './mutant.ts';

const desk = (title: string): Mutant['proof'] => ({ runner: 'integration', file: 'tests/integration/backend/staff/desk.test.ts', title });
const find = (title: string): Mutant['proof'] => ({ runner: 'integration', file: 'tests/integration/clinic-server/staff/findPatient.test.ts', title });

export const staffDeskMutants: readonly Mutant[] = [
  {
    rule: 'R9',
    what: 'staff sign in at a kiosk',
    file: 'backend/server/desk.ts',
    find: `if (profile === 'kiosk') return { state: 'refused', code: 'not_here' };`,
    replace: '',
    proof: desk('R9 at a kiosk no password of staff is sent'),
  },
  {
    rule: 'R9',
    what: 'a password without the server works for ever',
    file: 'backend/server/staffVerifier.ts',
    find: `if (at > row.verifiedAt + days * dayMs) return { state: 'expired' };`,
    replace: '',
    proof: desk('R9 staff sign in with the server, and for fourteen days without it'),
  },
  {
    rule: 'R9',
    what: 'a clock that is put back makes the days longer',
    file: 'backend/server/staffVerifier.ts',
    find: `if (at < row.seenAt - clockSlackMs) return { state: 'clock' };`,
    replace: '',
    proof: desk('R9 a clock that is put back does not make the fourteen days longer'),
  },
  {
    rule: 'R9',
    what: 'guesses without the server cost no time',
    file: 'backend/server/staffVerifier.ts',
    find: 'failures <= freeTries ? 0',
    replace: 'failures <= 1_000 ? 0',
    proof: desk('R9 five slips are free'),
  },
  {
    rule: 'R9',
    what: 'a refused password is remembered',
    file: 'backend/server/desk.ts',
    find: `      db.write((tx) => dropVerifier(tx, login));\n      return { state: 'refused', code: 'wrong_login' };`,
    replace: `      return { state: 'refused', code: 'wrong_login' };`,
    proof: desk('R9 a password the server refuses is worth nothing without it either'),
  },
  {
    rule: 'R9',
    what: 'a desk stays open for ever',
    file: 'backend/server/desk.ts',
    find: `if (current !== null && idleMs() >= deskIdleMs) void end('idle');`,
    replace: '',
    proof: desk('R9 ten minutes without a hand close the desk'),
  },
  {
    rule: 'X8',
    what: 'anybody with a device finds patients',
    file: 'clinic-server/staff/findPatient.ts',
    find: `const { staffId, deviceId } = staffOf(request, 'registrar');`,
    replace: `const { staffId, deviceId } = { staffId: '', deviceId: '', ...request.caller };`,
    proof: find('X8 neither a device nor a kiosk finds anybody'),
  },
  {
    rule: 'X8',
    what: 'the first of several namesakes is shown',
    file: 'clinic-server/staff/findPatient.ts',
    find: 'if (one === undefined || found.length > 1)',
    replace: 'if (one === undefined)',
    proof: find('X8 namesakes born on one day are a word'),
  },
  {
    rule: 'X8',
    what: 'names are tried without end',
    file: 'clinic-server/staff/findPatient.ts',
    find: '{ ...deviceRule, free: 30 }',
    replace: '{ ...deviceRule, free: 30_000 }',
    proof: find('X8 who asks about thirty nobodies'),
  },
];
