import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app/appContext.ts';
import { call } from '../../app/client.ts';
import { useDraft } from '../../app/draft.ts';
import { useRouter } from '../../app/router.ts';
import { emailFault } from '../../words/fieldFaults.ts';
import { FieldsScreen, type AccountField } from './FieldsScreen.tsx';
import type { Overview } from './useOverview.ts';
import { useProof } from './useProof.ts';

/** The first half: where to. Whether the new address belongs to somebody already is told by a letter only, to that address. */
export function ChangeEmail({ overview }: { overview: Overview }): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  const { now } = useApp();
  const email = useDraft(({ account }) => account.email);
  const set = useDraft(({ setAccount }) => setAccount);
  const proof = useProof(overview);
  const { login } = overview;

  const fault = () => {
    const found = emailFault(email);
    if (found !== null) return `registration.error.${found}`;
    return email.trim().toLowerCase() === login?.toLowerCase() ? 'account.error.same_email' : null;
  };
  const lead = [t(login === null ? 'account.email.leadFirst' : 'account.email.lead'), proof.lead.lead].filter(Boolean).join(' ');
  const field: AccountField = {
    name: 'email',
    label: t('account.email.email'),
    ...(login === null ? {} : { hint: t('account.email.emailHint', { email: login }) }),
    hintLow: lead,
    icon: 'mail',
    type: 'email',
    layout: 'email',
    value: email,
    onChange: (text) => set({ email: text }),
    fault,
  };
  return (
    <FieldsScreen
      title={t('account.email.title')}
      step={{ now: 1, total: 2, label: t('account.email.step') }}
      lead={lead}
      fields={[field, ...proof.fields]}
      submit={{ label: t(login === null ? 'account.email.submitOne' : 'account.email.submit'), busyLabel: t('account.email.busy') }}
      about={{ wrong_password: 'current', email_invalid: 'email', same_email: 'email' }}
      ways={proof.ways}
      onSubmit={async () => {
        const address = email.trim();
        const { codeSeconds } = await call('account.changeEmail', { email: address, current: proof.current });
        proof.forget();
        set({ sent: { email: address, at: now(), codeSeconds }, oldCode: '', newCode: '' });
        router.go({ name: 'accountStep', step: 'codes' });
      }}
      onBack={router.back}
    />
  );
}
