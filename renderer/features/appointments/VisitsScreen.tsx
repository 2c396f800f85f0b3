import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Visit } from '../../../shared/features/appointments.ts';
import { inRoubles, type Kopecks } from '../../../shared/lib/money.ts';
import { clockOf, dayOf, partsOf, type MoscowDay } from '../../../shared/lib/moscow.ts';
import { useRead } from '../../app/client.ts';
import { useToday } from '../../app/clock.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { useView } from '../../app/view.ts';
import { Chips } from '../../ui/Chips.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Pager } from '../../ui/Pager.tsx';
import { Row, Rows } from '../../ui/Rows.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { useFitting } from '../../ui/useFitting.ts';
import { dayFull, dayMonthYear, type Language } from '../../words/day.ts';
import { inLanguage, lowerFirst, upperFirst } from '../../words/local.ts';
import { pageOf } from '../../words/page.ts';
import { shortName } from '../../words/person.ts';
import { spoken } from '../../words/Spoken.tsx';
import { moodOf, statusKey, type VisitMood } from '../../words/visit.ts';
import { SignInAgain } from './SignInAgain.tsx';

const rowHeight = 176;
/** The years that fit beside «Все»; older visits are found among all of them. */
const mostYears = 6;

const icons: Record<VisitMood, string> = {
  sure: 'check',
  waiting: 'hourglass',
  cancelling: 'hourglass',
  moving: 'hourglass',
  refused: 'triangle-alert',
  cancelled: 'x',
  past: 'history',
  noshow: 'user-round-x',
};

/** «Мои записи»: what is ahead, what has been, and what is waited for (S6). */
export function VisitsScreen({ waiting }: { waiting: ReactNode }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const router = useRouter();
  const today = useToday();
  const view = useView();
  const me = useRead('identity.me', {});
  const mine = useRead('appointments.mine', {});
  const cost = useRead('encounters.costs', me.data?.role === 'patient' ? {} : null).data;
  const costs = new Map(cost?.patientId === me.data?.patient?.id ? cost?.costs.map(({ appointmentId, total }) => [appointmentId, total]) : []);
  const [tab, setTab] = useState<'upcoming' | 'past' | 'waiting'>('upcoming');
  const [from, setFrom] = useState(0);
  const [year, setYear] = useState<number | null>(null);
  const [markedId, setMarkedId] = useState<string | null>(null);
  const { ref, count } = useFitting(rowHeight, 0, 5);
  if (me.data?.role === 'visitor') return <SignInAgain sent={false} onSignIn={() => router.replace({ name: 'signIn', then: { name: 'visits' }, reason: 'restarted' })} />;

  // Newest first, as the visits are.
  const years = tab === 'past' ? [...new Set((mine.data?.past ?? []).map(({ startsAt }) => partsOf(dayOf(startsAt)).year))] : [];
  const list = (tab === 'waiting' ? [] : (mine.data?.[tab] ?? [])).filter(({ startsAt }) => year === null || tab !== 'past' || partsOf(dayOf(startsAt)).year === year);
  const page = pageOf(list, from, count);
  const open = (id: string) => router.go({ name: 'visit', id });
  const book = { label: t(view === 'accessible' ? 'appointments.low.book' : 'appointments.visits.book'), icon: 'calendar-plus', onPress: () => router.go({ name: 'doctors', purpose: 'book' as const }) };
  const back = { label: t('shell.back'), icon: 'arrow-left', onPress: router.back };
  const words = (visit: Visit) => rowWords(visit, t(`visit.status.${statusKey(visit)}`), costs.get(visit.id), today, language);
  const lowDetail = (visit: Visit) => {
    const total = costs.get(visit.id);
    const status = t(`visit.status.${statusKey(visit)}`);
    return total === undefined ? status : `${status}, ${inRoubles(total)}`;
  };
  const marked = list.find(({ id }) => id === markedId) ?? list[0] ?? null;
  const other = tab === 'upcoming' ? 'past' : 'upcoming';
  const low =
    view === 'accessible'
      ? {
          low: {
            items: [...list.map((visit) => ({ id: visit.id, label: words(visit).title, detail: lowDetail(visit) })), { id: other, label: t(`appointments.visits.${other}`) }, { id: 'waiting', label: t('waiting.list.tab') }],
            selectedId: markedId === other || markedId === 'waiting' ? markedId : (marked?.id ?? other),
            onSelect: setMarkedId,
            previousLabel: t('appointments.low.previous'),
            nextLabel: t('appointments.low.next'),
            primaryLabel: t('appointments.low.open'),
            onPrimary: () => {
              if (markedId === 'waiting') router.go({ name: 'waitingList' });
              else if (marked !== null && markedId !== other) open(marked.id);
              else {
                setTab(other);
                setMarkedId(null);
              }
            },
          },
        }
      : {};
  return (
    <KioskScreen title={view === 'accessible' ? t(`appointments.low.${tab === 'past' ? 'past' : 'upcoming'}`) : t('appointments.visits.title')} dock={{ back, primary: book }} {...low}>
      {view === 'normal' && (
        <>
          <div className="found">
            <Chips
              label={t('appointments.visits.group')}
              items={[
                { id: 'upcoming', label: t('appointments.visits.upcoming') },
                { id: 'past', label: t('appointments.visits.past') },
                { id: 'waiting', label: t('waiting.list.tab') },
              ]}
              selectedId={tab}
              onSelect={(id) => {
                setTab(id === 'past' || id === 'waiting' ? id : 'upcoming');
                setFrom(0);
              }}
            />
            {list.length > count && <Pager from={page.from + 1} to={page.from + page.shown.length} total={list.length} onUp={() => setFrom(page.from - count)} onDown={() => setFrom(page.from + count)} />}
          </div>
          {years.length > 1 && (year !== null || list.length > count) && (
            <Chips
              label={t('encounters.list.years')}
              items={[{ id: 'all', label: t('encounters.list.all') }, ...years.slice(0, mostYears).map((one) => ({ id: String(one), label: String(one) }))]}
              selectedId={year === null ? 'all' : String(year)}
              onSelect={(id) => {
                setYear(id === 'all' ? null : Number(id));
                setFrom(0);
              }}
            />
          )}
          <div ref={ref} className="fit">
            {mine.data === undefined && mine.error !== undefined && <Notice tone="stop" title={t('appointments.cabinet.failed')} />}
            {mine.loading && <Skeleton lines={4} label={t('appointments.visits.loading')} />}
            {tab === 'waiting' && waiting}
            {mine.data !== undefined && tab !== 'waiting' && list.length === 0 && <Empty title={t(tab === 'upcoming' ? 'appointments.visits.noUpcoming' : 'appointments.visits.noPast')}>{t(tab === 'upcoming' ? 'appointments.visits.noUpcomingNext' : 'appointments.visits.noPastNext')}</Empty>}
            {page.shown.length > 0 && (
              <Rows>
                {page.shown.map((visit) => (
                  <Row key={visit.id} icon={icons[moodOf(visit)]} title={words(visit).title} detail={spoken(words(visit).detail, language)} onPress={() => open(visit.id)} />
                ))}
              </Rows>
            )}
          </div>
        </>
      )}
    </KioskScreen>
  );
}

/** A past visit is known by its year, a coming one by its weekday. What it cost says that it took place. */
function rowWords(visit: Visit, status: string, total: Kopecks | undefined, today: MoscowDay, language: Language): { title: string; detail: string } {
  const day = dayOf(visit.startsAt);
  const when = day < today ? dayMonthYear(day, language) : dayFull(day, today, language);
  return { title: `${upperFirst(when)}, ${clockOf(visit.startsAt)}`, detail: `${shortName(visit.doctor)}, ${lowerFirst(inLanguage(visit.doctor.speciality, language))} · ${total === undefined ? lowerFirst(status) : inRoubles(total)}` };
}
