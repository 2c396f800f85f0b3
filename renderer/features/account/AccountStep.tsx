import type { ReactNode } from 'react';
import type { Route } from '../../app/routerStore.ts';
import { AccountGate } from './AccountGate.tsx';
import { ChangeEmail } from './ChangeEmail.tsx';
import { ChangePassword } from './ChangePassword.tsx';
import { ChangePhone } from './ChangePhone.tsx';
import { CloseAccount } from './CloseAccount.tsx';
import { EmailCodes } from './EmailCodes.tsx';
import { Sessions } from './Sessions.tsx';
import type { Overview } from './useOverview.ts';

type Step = Extract<Route, { name: 'accountStep' }>['step'];

/** One thing of the account at a time. */
export function AccountStep({ step }: { step: Step }): ReactNode {
  // The way back after a restart leads to the account as a whole: what was proved before has to be proved anew.
  return <AccountGate to={{ name: 'account' }}>{({ overview, again }) => <OneStep step={step} overview={overview} again={again} />}</AccountGate>;
}

function OneStep({ step, overview, again }: { step: Step; overview: Overview; again: () => void }): ReactNode {
  switch (step) {
    case 'sessions':
      return <Sessions overview={overview} again={again} />;
    case 'password':
      return <ChangePassword />;
    case 'email':
      return <ChangeEmail overview={overview} />;
    case 'codes':
      return <EmailCodes overview={overview} />;
    case 'phone':
      return <ChangePhone overview={overview} />;
    case 'close':
      return <CloseAccount overview={overview} />;
  }
}
