import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DoctorCard } from '../../../shared/features/doctors.ts';
import type { Me } from '../../../shared/features/identity.ts';
import { clockOf, dayOf, instant, type MoscowDay } from '../../../shared/lib/moscow.ts';
import { inRoubles } from '../../../shared/lib/money.ts';
import { useRead } from '../../app/client.ts';
import { useNow } from '../../app/clock.ts';
import type { Draft } from '../../app/draftStore.ts';
import { Icon } from '../../ui/Icon.tsx';
import { SlipPaper } from '../../ui/SlipPaper.tsx';
import { dayAndMonth, dayMonthYear, nearDay, untilWords, weekdayName, type Language } from '../../words/day.ts';
import { doctorFact, placeFact } from '../../words/facts.ts';
import { fullName, shortName } from '../../words/person.ts';
import { spokenFacts } from '../../words/Spoken.tsx';

interface ConfirmFactsProps {
  slot: NonNullable<Draft['slot']>;
  patient: NonNullable<Me['patient']>;
  representative: NonNullable<Me['representative']> | null;
  doctor: DoctorCard;
  address: DoctorCard['office'] | null;
  today: MoscowDay;
  language: Language;
}

/** The visit as it will stand on the slip, and until when it can be undone. */
export function ConfirmFacts({ slot, patient, representative, doctor, address, today, language }: ConfirmFactsProps): ReactNode {
  const { t } = useTranslation();
  const now = useNow();
  const device = useRead('device.state', {});
  const hours = device.data?.state === 'ready' ? device.data.changeableHours : null;
  const until = hours === null ? null : instant(slot.startsAt - hours * 3_600_000);
  const day = dayOf(slot.startsAt);
  return (
    <>
      <SlipPaper
        tone="draft"
        label={t('appointments.confirm.aria')}
        time={clockOf(slot.startsAt)}
        day={[nearDay(day, today, language), dayAndMonth(day, language)].filter((text) => text !== null)}
        note={`${weekdayName(day, language)}, ${t('visit.facts.moscowTime')}`}
        facts={spokenFacts([
          doctorFact(t, doctor, language),
          placeFact(t, { ...doctor, officeAddress: address }, language),
          {
            label: t('visit.facts.visit'),
            value: t('visit.facts.minutes', { count: slot.durationMinutes }),
            detail: doctor.firstVisitKopecks === null ? t('visit.facts.priceUnknown') : `${inRoubles(doctor.firstVisitKopecks)}, ${t('visit.facts.firstVisitPrice').toLocaleLowerCase(language)}`,
          },
          { label: t('visit.facts.patient'), value: fullName(patient), detail: [dayMonthYear(patient.birthDate, language), ...(representative === null ? [] : [t('representation.books', { name: shortName(representative) })])].join(', ') },
        ], language)}
      />
      {until !== null && (
        <p className="rule">
          <Icon name="info" />
          <span>{until > now ? t('appointments.confirm.changeable', { until: untilWords(until, today, language), count: hours ?? 0 }) : t('appointments.confirm.tooLate')}</span>
        </p>
      )}
    </>
  );
}
