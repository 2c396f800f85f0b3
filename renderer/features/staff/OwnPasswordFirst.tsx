import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../ui/Notice.tsx';
import { Question } from '../../ui/Question.tsx';
import { PasswordForm } from './PasswordForm.tsx';

/** Row R9: the only page of whoever signed in by a one-time password. */
export function OwnPasswordFirst(): ReactNode {
  const { t } = useTranslation();
  return (
    <div className="desk__column">
      <Question>{t('staff.ownFirst.title')}</Question>
      <Notice tone="wait">{t('staff.ownFirst.text')}</Notice>
      <PasswordForm />
    </div>
  );
}
