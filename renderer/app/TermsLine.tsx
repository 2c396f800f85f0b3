import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from './client.ts';
import { useRouter } from './router.ts';
import type { Route } from './routerStore.ts';
import { Button } from '../ui/Button.tsx';
import { VisuallyHidden } from '../ui/VisuallyHidden.tsx';

/** R4: which version one confirms by signing in, with the text one touch away. It stands on every page that lets somebody in. */
export function TermsLine({ then }: { then: Route }): ReactNode {
  const { t } = useTranslation();
  const { go } = useRouter();
  const terms = useRead('documents.current', {}).data?.inForce.find(({ kind }) => kind === 'terms');
  if (terms === undefined) return null;
  return (
    <p className="sign__terms">
      <span>{t('documents.signIn.confirms', { version: terms.version })}</span>
      <Button kind="quiet" small onPress={() => go({ name: 'documents', purpose: 'read', kind: 'terms', then })}>
        {t('documents.signIn.read')}
        <VisuallyHidden>{` ${t('documents.step.terms').toLocaleLowerCase()}`}</VisuallyHidden>
      </Button>
    </p>
  );
}
