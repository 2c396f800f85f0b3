import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { passwordFault as faultOf, shortestPassword } from '../../../shared/lib/passwordRules.ts';
import { TextField } from '../../ui/TextField.tsx';

export interface NewPassword {
  readonly first: string;
  readonly again: string;
}

const aboutFirst = ['password_short', 'password_long', 'password_same'];

/** What is wrong with it, before anybody is asked; a key under `staff.asked`. */
export function passwordFault({ first, again }: NewPassword): string | null {
  const fault = faultOf(first);
  if (fault !== null) return `password_${fault}`;
  return first === again ? null : 'password_differs';
}

/** A password typed twice: nobody sees what they type, and one slip would shut them out. */
export function NewPasswordFields({ value, onChange, refused, onEnter }: { value: NewPassword; onChange: (value: NewPassword) => void; refused: string | null; onEnter: () => void }): ReactNode {
  const { t } = useTranslation();
  const say = (isMine: boolean) => (isMine ? { error: t(`staff.asked.${refused ?? ''}`) } : {});
  return (
    <>
      <TextField
        label={t('staff.password.new')}
        hint={t('staff.password.newHint', { count: shortestPassword })}
        value={value.first}
        onChange={(first) => onChange({ ...value, first })}
        type="password"
        revealable
        maxLength={1_000}
        {...say(refused !== null && aboutFirst.includes(refused))}
        onEnter={onEnter}
      />
      <TextField
        label={t('staff.password.again')}
        value={value.again}
        onChange={(again) => onChange({ ...value, again })}
        type="password"
        revealable
        maxLength={1_000}
        {...say(refused === 'password_differs')}
        onEnter={onEnter}
      />
    </>
  );
}
