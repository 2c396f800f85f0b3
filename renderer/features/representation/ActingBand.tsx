import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app/appContext.ts';
import { useRead } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { useView } from '../../app/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { givenAndInitial } from '../../words/person.ts';
import { spoken } from '../../words/Spoken.tsx';
import { oneself, useActFor } from './useActFor.ts';
import './representation.css';

/** On every screen while somebody acts for another person. Nobody may take that person's cabinet for their own. */
export function ActingBand(): ReactNode {
  const { t } = useTranslation();
  const app = useApp();
  const language = useLanguage();
  const accessible = useView() === 'accessible';
  const me = useRead('identity.me', {}).data;
  const { busy, problem, actFor } = useActFor();
  if (me?.representative === undefined || me.patient === null) return null;

  async function back(): Promise<void> {
    if (!(await actFor(oneself, 'forget'))) return;
    const router = app.router.getState();
    router.home();
    router.go({ name: 'cabinet' });
  }
  return (
    <section className="acting" aria-label={t('representation.band.label')}>
      <Icon name="users-round" />
      <p>
        {t('representation.band.acting')} <b>{spoken(givenAndInitial(me.patient), language)}</b>
        {problem !== null && <span role="alert">{t(problem === 'offline' ? 'representation.band.offline' : 'representation.band.failed')}</span>}
      </p>
      <Button small onPress={() => void back()} busy={busy} busyLabel={t('representation.band.busy')}>
        {t(accessible ? 'representation.band.backShort' : 'representation.band.back')}
      </Button>
    </section>
  );
}
