import type { Mutant } from './mutant.ts';

const integration = (title: string): Mutant['proof'] => ({ runner: 'integration', file: 'tests/integration/backend/features/registrationKiosk.test.ts', title });
const unit = (title: string): Mutant['proof'] => ({ runner: 'unit', file: 'tests/backend/features/registration.test.ts', title });
const page = (file: string, title: string): Mutant['proof'] => ({ runner: 'page', file: `tests/renderer/features/registration/${file}`, title });

export const registrationKioskMutants: readonly Mutant[] = [
  {
    rule: 'R3',
    what: 'the right to a password goes with any registration',
    file: 'backend/features/registration/handlers.ts',
    find: `if (given?.registrationId !== registrationId) return new Refusal('grant_gone');`,
    replace: `if (given === null) return new Refusal('grant_gone');`,
    proof: integration('R3 the right to a password goes with the registration it was given for'),
  },
  {
    rule: 'R7',
    what: 'who is signed in may become somebody else by a code',
    file: 'shared/features/registration.ts',
    find: `'registration.signInByCode': task({ allow: ['visitor'],`,
    replace: `'registration.signInByCode': task({ allow: ['visitor', 'patient'],`,
    proof: unit('R3 R7 who is signed in cannot register'),
  },
  {
    rule: 'R3',
    what: 'what was typed stays in the page of who has signed in',
    file: 'renderer/features/registration/useOnceSignedIn.ts',
    find: '    end();\n',
    replace: '',
    proof: page('screens.test.tsx', 'R4 whoever has been signed in goes back'),
  },
  {
    rule: 'R3',
    what: 'two different passwords are sent',
    file: 'renderer/words/fieldFaults.ts',
    find: `return password === repeat ? {} : { repeat: 'repeat_differs' };`,
    replace: 'return {};',
    proof: page('checks.test.ts', 'R3 a password is at least eight characters long, typed twice alike'),
  },
  {
    rule: 'R3',
    what: 'a form with a wrong field is sent',
    file: 'renderer/features/registration/checks.ts',
    find: ' || fields.some((field) => faultOf(field, typed[field], today) !== null)',
    replace: '',
    proof: page('checks.test.ts', 'R3 is not sent while any field of it is wrong'),
  },
];
