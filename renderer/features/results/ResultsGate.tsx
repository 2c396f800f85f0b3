import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Route } from '../../app/routerStore.ts';
import { SignedInGate } from '../../app/SignedInGate.tsx';

export function ResultsGate({ to, children }: { readonly to: Route; readonly children: (patientId: string) => ReactNode }): ReactNode {
  const { t } = useTranslation();
  return (
    <SignedInGate to={to} title={t('results.title')}>
      {children}
    </SignedInGate>
  );
}
