import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Visit } from '../../../shared/features/appointments.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import type { Dock } from '../../ui/layout.ts';
import { Facts } from '../../ui/Facts.tsx';
import { Seal } from '../../ui/Outcome.tsx';
import { placeFact } from '../../words/facts.ts';
import { spokenFacts } from '../../words/Spoken.tsx';
import { reasonKey } from './queueWords.ts';

/** Why there is no number, and where to go with that. `visit`: whose house can be named. */
export function Refused({ code, visit = null, dock }: { code: string | null; visit?: Visit | null; dock: Dock }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const reason = reasonKey(code);
  // By a slip nothing of the visit is known here; the paper in the hand says where it is.
  const text = reason === 'another_office' && visit === null ? 'another_office_slip' : reason;
  return (
    <KioskScreen className="kiosk--outcome" title={t(`checkIn.refused.title.${reason}`)} lead={t(`checkIn.refused.text.${text}`)} dock={dock}>
      <Seal tone={reason === 'offline' || reason === 'not_today' ? 'ask' : 'stop'} />
      {reason === 'another_office' && visit !== null && <Facts facts={spokenFacts([{ ...placeFact(t, visit, language), label: t('checkIn.refused.officeIs') }], language)} />}
    </KioskScreen>
  );
}
