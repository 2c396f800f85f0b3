import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { StaffRole } from '../../../shared/features/staff.ts';
import { call } from '../../app/client.ts';
import { Button } from '../../ui/Button.tsx';
import { Choices } from '../../ui/Choices.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { upperFirst } from '../../words/local.ts';
import { NewPasswordFields, passwordFault, type NewPassword } from './NewPasswordFields.tsx';
import { useAsking } from './useAsking.ts';

const roles: readonly StaffRole[] = ['registrar', 'seniorRegistrar', 'administrator'];
const empty = { login: '', name: '' };
const ofFields: Readonly<Record<string, keyof typeof empty>> = { login_empty: 'login', login_taken: 'login', name_empty: 'name' };

/** Row R9: a colleague begins. The first password is told to them in person, and they change it on their own page. */
export function NewAccount({ onBack, onDone }: { onBack: () => void; onDone: (name: string) => void }): ReactNode {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(empty);
  const [role, setRole] = useState<StaffRole>('registrar');
  const [password, setPassword] = useState<NewPassword>({ first: '', again: '' });
  const { busy, refused, ask, refuse } = useAsking();
  const add = () => {
    const fault = typed.name.trim() === '' ? 'name_empty' : typed.login.trim() === '' ? 'login_empty' : passwordFault(password);
    if (fault !== null) return refuse(fault);
    ask(async () => {
      await call('staff.addAccount', { login: typed.login.trim(), name: typed.name.trim(), role, password: password.first });
      onDone(typed.name.trim());
    });
  };
  const field = (name: keyof typeof empty, first = false) => (
    <TextField
      label={t(`staff.accounts.new.${name}`)}
      hint={t(`staff.accounts.new.${name}Hint`)}
      value={typed[name]}
      onChange={(text) => {
        setTyped({ ...typed, [name]: text });
        refuse(null);
      }}
      maxLength={name === 'login' ? 100 : 200}
      {...(first ? { autoFocus: true } : {})}
      {...(refused !== null && ofFields[refused] === name ? { error: t(`staff.asked.${refused}`) } : {})}
      onEnter={add}
    />
  );
  const isAboutField = refused !== null && (ofFields[refused] !== undefined || refused.startsWith('password_'));
  return (
    <>
      <h2>{t('staff.accounts.new.title')}</h2>
      {field('name', true)}
      {field('login')}
      <Choices label={t('staff.accounts.role')} items={roles.map((id) => ({ id, label: upperFirst(t(`staff.role.${id}`)), detail: t(`staff.accounts.may.${id}`) }))} selectedId={role} onSelect={(id) => setRole(roles.find((one) => one === id) ?? 'registrar')} />
      <p>{t('staff.accounts.new.password')}</p>
      <NewPasswordFields
        value={password}
        onChange={(value) => {
          setPassword(value);
          refuse(null);
        }}
        refused={refused}
        onEnter={add}
      />
      {refused !== null && !isAboutField && <Notice tone="stop" title={t(`staff.asked.${refused}`)} />}
      <div className="desk__acts">
        <Button kind="primary" icon="check" onPress={add} busy={busy} busyLabel={t('staff.accounts.new.busy')}>
          {t('staff.accounts.new.add')}
        </Button>
        <Button onPress={onBack}>{t('shell.back')}</Button>
      </div>
    </>
  );
}
