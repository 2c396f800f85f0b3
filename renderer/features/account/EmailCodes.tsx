import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../app/client.ts';
import { useDraft } from '../../app/draft.ts';
import { useRouter } from '../../app/router.ts';
import { useSecondsAfter } from '../../app/useSecondsAfter.ts';
import { Button } from '../../ui/Button.tsx';
import { countdown } from '../../ui/Hold.tsx';
import { codeMask } from '../../ui/masks.ts';
import { Notice } from '../../ui/Notice.tsx';
import { codeFault } from '../../words/fieldFaults.ts';
import { Done } from './Done.tsx';
import { FieldsScreen, type AccountField } from './FieldsScreen.tsx';
import type { Overview } from './useOverview.ts';
import './account.css';

/** The second half: both addresses answer. Which of two codes was wrong is not told: whoever has one letter only learns nothing. */
export function EmailCodes({ overview }: { overview: Overview }): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  const { oldCode, newCode, sent } = useDraft(({ account }) => account);
  const set = useDraft(({ setAccount }) => setAccount);
  const left = useSecondsAfter(sent?.at ?? 0, sent?.codeSeconds ?? 0);
  const [done, setDone] = useState<{ readonly email: string; readonly first: boolean } | null>(null);
  const email = sent?.email ?? overview.pendingEmail ?? '';
  const { login } = overview;
  if (done !== null) return <Done title={t('account.email.doneTitle')} text={t(done.first ? 'account.email.doneTextFirst' : 'account.email.doneText', { email: done.email })} />;

  const code = (which: 'oldCode' | 'newCode', value: string, address: string): AccountField => ({
    name: which,
    label: t(`account.email.${which}`),
    hint: t(which === 'oldCode' ? 'account.email.oldHint' : 'account.email.newHint', { email: address }),
    icon: 'key-round',
    type: 'tel',
    layout: 'digits',
    mask: codeMask,
    value,
    onChange: (text) => set({ [which]: text }),
    fault: () => {
      const found = codeFault(value);
      return found === null ? null : `registration.error.${found}`;
    },
  });
  const bare = (typed: string) => typed.replace(/\D/g, '');
  const again = {
    label: t('account.email.again'),
    onPress: () => {
      // However one came here: from the address, or from the account with letters on their way.
      router.backTo('account');
      router.go({ name: 'accountStep', step: 'email' });
    },
  };
  return (
    <FieldsScreen
      title={t('account.email.codesTitle')}
      step={{ now: 2, total: 2, label: t('account.email.step') }}
      lead={t(login === null ? 'account.email.codesLeadFirst' : 'account.email.codesLead')}
      fields={[...(login === null ? [] : [code('oldCode', oldCode, login)]), code('newCode', newCode, email)]}
      submit={{ label: t('account.email.confirm'), busyLabel: t('account.email.confirming') }}
      ways={{ code_gone: again }}
      {...(sent !== null && left === 0 ? { notice: <Notice tone="wait" title={t('account.email.over')} /> } : {})}
      onSubmit={async () => {
        await call('account.confirmEmail', { oldCode: login === null ? null : bare(oldCode), newCode: bare(newCode) });
        // Whoever goes back must not see the former login for a moment.
        set({ email: '', oldCode: '', newCode: '', sent: null, overview: { ...overview, login: email, pendingEmail: null } });
        setDone({ email, first: login === null });
      }}
      onBack={router.back}
    >
      <div className="account__under">
        <p className="soft num">{left > 0 && t('account.email.left', { time: countdown(left) })}</p>
        <Button kind="quiet" onPress={again.onPress}>
          {t('account.email.notCome')}
        </Button>
      </div>
    </FieldsScreen>
  );
}
