import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccessLine } from '../../../shared/features/ownData.ts';
import { dayOf, type MoscowDay } from '../../../shared/lib/moscow.ts';
import { useToday } from '../../app/clock.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useView } from '../../app/view.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Pager } from '../../ui/Pager.tsx';
import { Row, Rows } from '../../ui/Rows.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { useFitting } from '../../ui/useFitting.ts';
import { pastDay } from '../../words/day.ts';
import { upperFirst } from '../../words/local.ts';
import { spoken } from '../../words/Spoken.tsx';
import { deedWords, whereWords, whoWords } from './accessWords.ts';
import { OwnDataGate } from './OwnDataGate.tsx';
import { useAccessLines } from './useAccessLines.ts';
import { useBack } from '../../app/useBack.ts';
import './ownData.css';

const icons = { self: 'user', representative: 'users-round', staff: 'concierge-bell', system: 'plug' } as const;

/** A row of three lines under a heading of its own: no day may need more than the glass has. */
const tallest = 258;
const lowSize = 10;

/** D4 «Кто смотрел»: the audit trail in plain words, the newest first. */
export function WhoLookedScreen(): ReactNode {
  return <OwnDataGate to={{ name: 'whoLooked' }}>{(patientId) => <Trail key={patientId} patientId={patientId} />}</OwnDataGate>;
}

function Trail({ patientId }: { patientId: string }): ReactNode {
  const { t } = useTranslation();
  const back = useBack();
  const accessible = useView() === 'accessible';
  const { lines, total, state, more, ask } = useAccessLines(patientId);
  const [from, setFrom] = useState(0);
  const { ref, count: fitting } = useFitting(tallest, 0, 4);
  const count = accessible ? lowSize : fitting;
  const missing = from + count > lines.length && more;
  useEffect(() => {
    if (missing && state === 'shown') ask();
  }, [missing, state, ask]);
  const shown = lines.slice(from, from + count);
  const older = () => setFrom(Math.min(from + count, Math.max(0, total - 1)));
  const again = state === 'offline' || state === 'failed' ? { label: t('ownData.again'), icon: 'rotate-ccw', onPress: ask } : undefined;
  const lowNext = accessible && from + count < total ? { label: t('ownData.whoLooked.older'), onPress: older } : undefined;
  return (
    <KioskScreen title={t('ownData.whoLooked.title')} lead={t('ownData.whoLooked.lead')} dock={{ ...(accessible || again !== undefined ? { back } : {}), ...(again !== undefined || lowNext !== undefined ? { primary: again ?? lowNext ?? back } : accessible ? {} : { primary: back }) }}>
      {!accessible && total > count && (
        <div className="found">
          <p role="status">{t('ownData.whoLooked.found', { count: total })}</p>
          <Pager from={from + 1} to={from + shown.length} total={total} onUp={() => setFrom(Math.max(0, from - count))} onDown={older} />
        </div>
      )}
      <div ref={ref} className="fit">
        {state === 'offline' && <Notice tone="wait" title={t('ownData.whoLooked.offline')} />}
        {state === 'failed' && <Notice tone="stop" title={t('ownData.whoLooked.failed')} />}
        {state === 'loading' && shown.length === 0 && <Skeleton lines={4} label={t('ownData.whoLooked.loading')} height={tallest} />}
        {state === 'shown' && total === 0 && <Empty title={t('ownData.whoLooked.none')}>{t('ownData.whoLooked.noneNext')}</Empty>}
        <Days lines={shown} />
      </div>
    </KioskScreen>
  );
}

function Days({ lines }: { lines: readonly AccessLine[] }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const today = useToday();
  return daysOf(lines).map(({ day, of }) => (
    <section key={day} className="trail">
      <h2>{upperFirst(pastDay(of[0].at, today, language))}</h2>
      <Rows>
        {of.map((line) => (
          <Row
            key={line.id}
            icon={icons[line.who]}
            title={spoken(whoWords(t, line), language)}
            detail={
              <>
                {deedWords(t, line)}
                <br />
                {spoken(whereWords(t, line, language), language)}
              </>
            }
          />
        ))}
      </Rows>
    </section>
  ));
}

interface Day {
  readonly day: MoscowDay;
  readonly of: readonly [AccessLine, ...AccessLine[]];
}

/** Lines come the newest first; those of one Moscow day stand under one heading. */
function daysOf(lines: readonly AccessLine[]): readonly Day[] {
  const days: { day: MoscowDay; of: [AccessLine, ...AccessLine[]] }[] = [];
  for (const line of lines) {
    const day = dayOf(line.at);
    const last = days.at(-1);
    if (last?.day === day) last.of.push(line);
    else days.push({ day, of: [line] });
  }
  return days;
}
