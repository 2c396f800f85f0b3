import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { instant } from '../../../shared/lib/moscow.ts';
import { call } from '../../app/client.ts';
import { useNow, useSecondsUntil } from '../../app/clock.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';

/** WCAG 2.2.1: a minute before the desk closes by itself. Takes no focus: whoever is typing goes on typing, and that is the answer. */
export function ClosingSoon({ seconds }: { seconds: number }): ReactNode {
  const { t } = useTranslation();
  const now = useNow();
  const [until] = useState(() => instant(now + seconds * 1_000));
  const left = useSecondsUntil(until) ?? 0;
  return (
    <section className="desk__closing" aria-label={t('staff.closing.label')}>
      <Icon name="hourglass" />
      <div>
        <p role="timer">
          <b>{t('staff.closing.title', { count: left })}</b>
        </p>
        <p>{t('staff.closing.stay')}</p>
      </div>
      <Button onPress={() => void call('staff.touched', {}).catch(() => undefined)}>{t('staff.closing.button')}</Button>
      {/* Said once: figures that change every second would be read out every second. */}
      <p className="unseen" role="alert">
        {t('staff.closing.spoken')}
      </p>
    </section>
  );
}
