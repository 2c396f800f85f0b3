import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { StaffAccount } from '../../../shared/features/staff.ts';
import { call } from '../../app/client.ts';
import { Button } from '../../ui/Button.tsx';
import { Choices } from '../../ui/Choices.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Question } from '../../ui/Question.tsx';
import { NewAccount } from './NewAccount.tsx';
import { OneAccount } from './OneAccount.tsx';
import { useAsking } from './useAsking.ts';

/** Rows R9, W9: who of the staff may sign in. An administrator's page. */
export function AccountsTab({ me }: { me: string }): ReactNode {
  const { t } = useTranslation();
  const [accounts, setAccounts] = useState<readonly StaffAccount[] | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [adding, setAdding] = useState(false);
  const [done, setDone] = useState<string | null>(null);
  const { busy, refused, ask } = useAsking();
  const load = () => ask(async () => setAccounts((await call('staff.accounts', {})).accounts));
  useEffect(load, []);
  const current = accounts?.find(({ id }) => id === chosen) ?? null;
  const administrators = (accounts ?? []).filter(({ role, disabled }) => role === 'administrator' && !disabled);
  const after = (sentence: string) => {
    setDone(sentence);
    setAdding(false);
    load();
  };
  return (
    <div className="desk__halves">
      <section>
        <Question>{t('staff.accounts.title')}</Question>
        {refused !== null && <Notice tone="stop" title={t(`staff.asked.${refused}`)} />}
        {done !== null && <Notice tone="note" title={done} />}
        <div className="desk__acts">
          <Button
            {...(adding ? {} : { kind: 'primary' })}
            icon="plus"
            onPress={() => {
              setAdding(true);
              setChosen(null);
              setDone(null);
            }}
          >
            {t('staff.accounts.add')}
          </Button>
          <Button icon="rotate-ccw" onPress={load} busy={busy}>
            {t('staff.cases.reload')}
          </Button>
        </div>
        {accounts !== null && (
          <Choices
            label={t('staff.accounts.list')}
            labelHidden
            items={accounts.map(({ id, name, login, role, disabled }) => ({ id, label: name, detail: [login, t(`staff.role.${role}`), ...(disabled ? [t('staff.accounts.off')] : []), ...(id === me ? [t('staff.accounts.you')] : [])].join(' · ') }))}
            selectedId={chosen}
            onSelect={(id) => {
              setChosen(id);
              setAdding(false);
              setDone(null);
            }}
          />
        )}
      </section>
      <section>
        {adding && <NewAccount onBack={() => setAdding(false)} onDone={(name) => after(t('staff.accounts.added', { name }))} />}
        {!adding && current !== null && (
          <OneAccount
            key={current.id}
            account={current}
            isMine={current.id === me}
            isLast={administrators.length === 1 && administrators[0]?.id === current.id}
            onDone={(disabled) => after(t(disabled ? 'staff.accounts.switchedOff' : 'staff.accounts.switchedOn', { name: current.name }))}
          />
        )}
      </section>
    </div>
  );
}
