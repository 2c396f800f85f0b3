import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueueWait } from '../../../shared/features/checkIn.ts';
import { clockOf, type Instant } from '../../../shared/lib/moscow.ts';
import { useLanguage } from '../../app/i18n.ts';
import { Facts } from '../../ui/Facts.tsx';
import { lowerFirst } from '../../words/local.ts';
import { spoken } from '../../words/Spoken.tsx';
import { aheadWords, rangeWords } from './queueWords.ts';
import './checkIn.css';

interface QueueProps {
  readonly number: string;
  readonly startsAt: Instant;
  /** `Кабинет 214, 2‑й этаж`; null: not known here. */
  readonly place: string | null;
  /** Null: not answered yet, or not to be found out now (`offline`). */
  readonly wait: QueueWait | null;
  readonly offline: boolean;
  /** The doctor has begun with this patient: where to go is all there is to say. */
  readonly inside?: boolean;
}

/** The number as large as a board in a hall, then where to go and how long it may take. */
export function Queue({ number, startsAt, place, wait, offline, inside = false }: QueueProps): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const range = wait === null ? null : rangeWords(t, wait.minutes);
  const value = range ?? t(wait !== null ? 'checkIn.queue.notSaid' : offline ? 'checkIn.queue.unknown' : 'checkIn.queue.asking');
  const why = wait === null ? (offline ? t('checkIn.queue.unknownWhy') : '') : range === null ? t('checkIn.queue.notSaidWhy') : '';
  const ahead = wait === null ? null : aheadWords(t, wait.ahead);
  const facts = [
    { label: t('checkIn.queue.where'), value: place === null ? t('checkIn.queue.askWhere') : spoken(place, language) },
    ...(inside ? [] : [{ label: t('checkIn.queue.wait'), value, detail: [ahead === null ? '' : `${ahead}.`, why].filter((text) => text !== '').join(' ') }]),
    { label: t('checkIn.queue.visit'), value: t('checkIn.queue.visitAt', { time: clockOf(startsAt) }) },
  ];
  const steps = [place === null ? t('checkIn.queue.goToUnknown') : t('checkIn.queue.goTo', { place: lowerFirst(place) }), t('checkIn.queue.remember', { number }), t(range === null ? 'checkIn.queue.late' : 'checkIn.queue.longer')];
  return (
    <>
      <section className="slip slip--sure queue" aria-label={t('checkIn.queue.title')}>
        <div className="slip__paper">
          <p className="queue__number">
            <span>{t('checkIn.queue.number')}</span>
            <b>{number}</b>
          </p>
          <div aria-live="polite">
            <Facts facts={facts} />
          </div>
          {range !== null && <p className="queue__note">{t('checkIn.queue.fresh')}</p>}
        </div>
      </section>
      {!inside && (
        <>
          <h2 className="after">{t('checkIn.queue.whatNext')}</h2>
          <ol className="todo">
            {steps.map((step, index) => (
              <li key={step}>
                <i>{index + 1}</i>
                <span>{spoken(step, language)}</span>
              </li>
            ))}
          </ol>
        </>
      )}
    </>
  );
}
