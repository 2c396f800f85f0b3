import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../app/client.ts';
import { useRouter } from '../../app/router.ts';
import { passwordFaults } from '../../words/fieldFaults.ts';
import { currentPassword } from './currentPassword.ts';
import { Done } from './Done.tsx';
import { FieldsScreen, type AccountField } from './FieldsScreen.tsx';

/** What is typed here is in no draft: a password is kept nowhere. */
export function ChangePassword(): ReactNode {
  const { t } = useTranslation();
  const { back } = useRouter();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [repeat, setRepeat] = useState('');
  // Another word is another change; the same words are the same one, however often they are sent.
  const [commandId, setCommandId] = useState(() => crypto.randomUUID());
  const change = (set: (text: string) => void) => (text: string) => {
    setCommandId(crypto.randomUUID());
    set(text);
  };
  const [done, setDone] = useState(false);
  if (done) return <Done title={t('account.password.doneTitle')} text={t('account.password.doneText')} />;

  const secret = { icon: 'lock-keyhole', type: 'password', layout: 'latin' } as const;
  const inForm = (fault: string | undefined) => (fault === undefined ? null : `registration.error.${fault}`);
  const fields: readonly AccountField[] = [
    currentPassword(t, current, change(setCurrent), t('account.password.currentHint')),
    {
      ...secret,
      name: 'next',
      label: t('account.password.next'),
      hint: t('account.password.nextHint'),
      value: next,
      onChange: change(setNext),
      fault: () => (next !== '' && next === current ? 'account.error.password_same' : inForm(passwordFaults(next, next).password)),
    },
    { ...secret, name: 'repeat', label: t('account.password.repeat'), value: repeat, onChange: setRepeat, fault: () => inForm(passwordFaults(next, repeat).repeat) },
  ];
  return (
    <FieldsScreen
      title={t('account.password.title')}
      fields={fields}
      submit={{ label: t('account.password.submit'), busyLabel: t('account.password.busy') }}
      about={{ wrong_password: 'current', password_short: 'next', password_long: 'next', password_common: 'next' }}
      onSubmit={async () => {
        await call('account.changePassword', { commandId, current, next });
        // Nobody needs them any more, and the page may stand here for a moment.
        setCurrent('');
        setNext('');
        setRepeat('');
        setDone(true);
      }}
      onBack={back}
    />
  );
}
