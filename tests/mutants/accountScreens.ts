import type { Mutant } from './mutant.ts';

const page = (file: string, title: string): Mutant['proof'] => ({ runner: 'page', file: `tests/renderer/features/account/${file}`, title });

export const accountScreensMutants: readonly Mutant[] = [
  {
    rule: 'R11',
    what: 'who acts for another person is shown an account',
    file: 'renderer/features/account/AccountGate.tsx',
    find: 'return me.representative === undefined ? <Own>',
    replace: 'return me !== undefined ? <Own>',
    proof: page('overview.test.tsx', 'R11 R10 who acts for another person sees why no account is here'),
  },
  {
    rule: 'R11',
    what: 'the page keeps what it knew of an account that is closed',
    file: 'renderer/features/account/CloseAccount.tsx',
    find: '          forget();\n',
    replace: '',
    proof: page('changes.test.tsx', 'R11 an account is closed only after what ends and what stays'),
  },
  {
    rule: 'R11',
    what: 'the page asks to close an account without a password',
    file: 'renderer/features/account/currentPassword.ts',
    find: `value === '' ? 'account.error.current_empty' : `,
    replace: '',
    proof: page('changes.test.tsx', 'R11 an account is closed only after what ends and what stays'),
  },
  {
    rule: 'R11',
    what: 'a wrong code is told by its field',
    file: 'renderer/features/account/EmailCodes.tsx',
    find: 'ways={{ code_gone: again }}',
    replace: `about={{ wrong_code: 'oldCode' }} ways={{ code_gone: again }}`,
    proof: page('changes.test.tsx', 'R11 an address is changed by two codes'),
  },
  {
    rule: 'R11',
    what: 'an answer that was lost is called a failure',
    file: 'renderer/features/account/refusals.ts',
    find: `if (error.code === 'timed_out' || error.code === 'backend_restarted') return 'unsure';`,
    replace: '',
    proof: page('overview.test.tsx', 'R11 an answer that was lost is not called a failure'),
  },
];
