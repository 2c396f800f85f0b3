import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '../../../shared/contract.ts';
import { call } from '../../app/client.ts';
import { useToday } from '../../app/clock.ts';
import { useLanguage } from '../../app/i18n.ts';
import { AskedTwice } from '../../ui/AskedTwice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { untilWords } from '../../words/day.ts';
import { useAsking } from './useAsking.ts';

type OneTime = Output<'staff.resetPassword'>;

/** Row R9: for a colleague who has forgotten theirs. Asked twice: it signs them out in the middle of a patient. The answer is on this page only and nowhere after it. */
export function ResetPassword({ staffId }: { staffId: string }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const today = useToday();
  const [sure, setSure] = useState(false);
  const [made, setMade] = useState<OneTime | null>(null);
  const { busy, refused, ask } = useAsking();
  const reset = () =>
    ask(async () => {
      setMade(await call('staff.resetPassword', { staffId }));
      setSure(false);
    });
  return (
    <>
      {refused !== null && <Notice tone="stop" title={t(`staff.asked.${refused}`)} />}
      {made !== null && (
        <div className="desk__code" role="status">
          <p>{t('staff.reset.made')}</p>
          <p className="num" lang="en">
            {made.password}
          </p>
          <p>{t('staff.reset.madeText', { until: untilWords(made.until, today, language) })}</p>
        </div>
      )}
      <AskedTwice
        {...{ busy, sure, onSure: setSure, onDo: reset }}
        icon="key-round"
        label={t(made === null ? 'staff.reset.start' : 'staff.reset.again')}
        warning={t('staff.reset.sure')}
        reallyLabel={t('staff.reset.now')}
      />
    </>
  );
}
