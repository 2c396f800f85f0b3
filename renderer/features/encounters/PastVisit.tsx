import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Visit } from '../../../shared/features/appointments.ts';
import { dayOf } from '../../../shared/lib/moscow.ts';
import { useRead } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { useView } from '../../app/view.ts';
import type { Dock } from '../../ui/layout.ts';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { dayMonthYear } from '../../words/day.ts';
import { RecordLow } from './RecordLow.tsx';
import { RecordPage } from './RecordPage.tsx';
import './encounters.css';

interface PastVisitProps {
  readonly visit: Visit;
  /** The visit as it was planned: shown where the clinic keeps no record of it. */
  readonly planned: ReactNode;
}

/** S7: a visit that is over: who received, what was done, what it cost, its papers and results. */
export function PastVisit({ visit, planned }: PastVisitProps): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const { back, go } = useRouter();
  const accessible = useView() === 'accessible';
  const me = useRead('identity.me', {}).data?.patient;
  const one = useRead('encounters.ofVisit', { appointmentId: visit.id });
  // Acting for somebody else begins on another screen; an answer of the person before is still never drawn.
  const answer = one.data?.patientId === me?.id ? one.data : undefined;
  const day = dayMonthYear(dayOf(visit.startsAt), language);
  // Twice as large it is longer than a line, and must be free to part.
  const title = t('encounters.title', { day: accessible ? day.replaceAll('\u00a0', ' ') : day });
  const dock: Dock = {
    back: { label: t('shell.back'), icon: 'arrow-left', onPress: back },
    primary: { label: t(accessible ? 'encounters.low.again' : 'encounters.again'), icon: 'calendar-plus', onPress: () => go({ name: 'time', roleId: visit.roleId, purpose: 'book' }) },
  };
  if (answer === undefined) {
    return one.error === undefined ? (
      <KioskScreen title={title} dock={{ ...(dock.back === undefined ? {} : { back: dock.back }) }}>
        <Skeleton lines={5} label={t('encounters.loading')} />
      </KioskScreen>
    ) : (
      planned
    );
  }
  if (answer.record === null) return planned;
  const shown = { visit, record: answer.record, title, dock };
  return accessible ? <RecordLow {...shown} /> : <RecordPage {...shown} />;
}
