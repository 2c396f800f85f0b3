import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLeave } from '../../app/session.ts';
import { currentPassword } from './currentPassword.ts';
import type { AccountField } from './FieldsScreen.tsx';
import type { Overview } from './useOverview.ts';

interface Proof {
  readonly fields: readonly AccountField[];
  /** What goes to the server: the password, or null where a recent sign-in with Gosuslugi stands for it. */
  readonly current: string | null;
  readonly lead: { readonly lead?: string };
  readonly ways: Partial<Record<string, { readonly label: string; readonly onPress: () => void }>>;
  readonly forget: () => void;
}

/** How the owner shows that it is they who change the account. The password is in no draft: it is kept nowhere. */
export function useProof({ hasPassword }: Pick<Overview, 'hasPassword'>): Proof {
  const { t } = useTranslation();
  const leave = useLeave();
  const [typed, setTyped] = useState('');
  return {
    fields: hasPassword ? [currentPassword(t, typed, setTyped, t('account.currentHint'))] : [],
    current: hasPassword ? typed : null,
    lead: hasPassword ? {} : { lead: t('account.esiaProof') },
    ways: { sign_in_again: { label: t('account.leaveAndSignIn'), onPress: leave } },
    forget: () => setTyped(''),
  };
}
