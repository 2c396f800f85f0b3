import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatPhone, phoneOf } from '../../../shared/lib/phone.ts';
import { call } from '../../app/client.ts';
import { useDraft } from '../../app/draft.ts';
import { useRouter } from '../../app/router.ts';
import { phoneMask } from '../../ui/masks.ts';
import { phoneFault } from '../../words/fieldFaults.ts';
import { Done } from './Done.tsx';
import { FieldsScreen, type AccountField } from './FieldsScreen.tsx';
import { useProof } from './useProof.ts';
import type { Overview } from './useOverview.ts';

export function ChangePhone({ overview }: { overview: Overview }): ReactNode {
  const { t } = useTranslation();
  const { back } = useRouter();
  const phone = useDraft(({ account }) => account.phone);
  const set = useDraft(({ setAccount }) => setAccount);
  const proof = useProof(overview);
  const [done, setDone] = useState<string | null>(null);
  if (done !== null) return <Done title={t('account.phone.doneTitle')} text={t('account.phone.doneText', { phone: formatPhone(done) })} />;

  const field: AccountField = {
    name: 'phone',
    label: t('account.phone.phone'),
    hint: overview.phone === null ? t('account.phone.phoneHintFirst') : t('account.phone.phoneHint', { phone: overview.phone }),
    icon: 'phone-call',
    type: 'tel',
    layout: 'digits',
    mask: phoneMask,
    value: phone,
    onChange: (text) => set({ phone: text }),
    fault: () => {
      const found = phoneFault(phone);
      return found === null ? null : `registration.error.${found}`;
    },
  };
  return (
    <FieldsScreen
      title={t('account.phone.title')}
      {...proof.lead}
      fields={[field, ...proof.fields]}
      submit={{ label: t('account.phone.submit'), busyLabel: t('account.phone.busy') }}
      about={{ wrong_password: 'current', phone_invalid: 'phone' }}
      ways={proof.ways}
      onSubmit={async () => {
        const number = phoneOf(phone) ?? phone;
        await call('account.changePhone', { phone: number, current: proof.current });
        proof.forget();
        set({ phone: '' });
        setDone(number);
      }}
      onBack={back}
    />
  );
}
