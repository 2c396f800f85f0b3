import type { Mutant } from './mutant.ts';

const unit = (title: string): Mutant['proof'] => ({ runner: 'unit', file: 'tests/backend/features/staffDoor.test.ts', title });

export const staffDoorMutants: readonly Mutant[] = [
  {
    rule: 'H16',
    what: 'the app closes without the code',
    file: 'backend/features/staffDoor/handlers.ts',
    find: `if (staff.secondsLeft() === 0) return Promise.resolve(new Refusal('closed'));`,
    replace: '',
    proof: unit('H16 the staff code opens the service screen for five minutes'),
  },
  {
    rule: 'H16',
    what: 'any code is right',
    file: 'backend/server/staffCode.ts',
    find: 'resolve(timingSafeEqual(actual, expected))',
    replace: 'resolve(actual.length === expected.length)',
    proof: { runner: 'integration', file: 'tests/integration/backend/features/staffDoorDay.test.ts', title: 'H16 10,000 wrong codes in a day' },
    takesLong: true,
  },
  {
    rule: 'H16',
    what: 'wrong codes cost no time',
    file: 'backend/server/staffDoor.ts',
    find: 'if (failures < freeTries) return 0;',
    replace: 'if (failures < 20_000) return 0;',
    proof: { runner: 'integration', file: 'tests/integration/backend/features/staffDoorDay.test.ts', title: 'H16 10,000 wrong codes in a day' },
    takesLong: true,
  },
  {
    rule: 'H16',
    what: 'a guess is counted after it was looked at',
    file: 'backend/server/staffDoor.ts',
    find: 'const failures = row.failures + 1;',
    replace: 'const failures = row.failures;',
    proof: unit('H16 the count of wrong codes is on the disk before the code is looked at'),
  },
  {
    rule: 'H16',
    what: 'the service screen stays open',
    file: 'backend/server/staffDoor.ts',
    find: 'openUntil = ports.monotonicNow() + staffDoorTimes.openSeconds * 1_000;',
    replace: 'openUntil = Number.MAX_SAFE_INTEGER;',
    proof: unit('H16 the staff code opens the service screen for five minutes'),
  },
];
