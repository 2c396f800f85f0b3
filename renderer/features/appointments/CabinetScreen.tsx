import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Visit } from '../../../shared/features/appointments.ts';
import { clockOf, dayOf } from '../../../shared/lib/moscow.ts';
import { useRead } from '../../app/client.ts';
import { useToday } from '../../app/clock.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { useLeave } from '../../app/session.ts';
import { useView } from '../../app/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Row, Rows } from '../../ui/Rows.tsx';
import { dayFull, pastDay } from '../../words/day.ts';
import { inLanguage, lowerFirst } from '../../words/local.ts';
import { addressed, fullName } from '../../words/person.ts';
import { spoken } from '../../words/Spoken.tsx';
import { statusKey } from '../../words/visit.ts';
import { SignInAgain } from './SignInAgain.tsx';
import './appointments.css';

/** The patient's own first page: the next visit, and what one can do. `actFor` is the way to somebody else's, `onDay` what the visit's own day brings, `offer` a time kept for this patient. */
export function CabinetScreen({ actFor, offer, onDay }: { actFor: ReactNode; offer: ReactNode; onDay: (visit: Visit) => ReactNode }): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  const leave = useLeave();
  const me = useRead('identity.me', {});
  const language = useLanguage();
  const accessible = useView() === 'accessible';
  const today = useToday();
  const mine = useRead('appointments.mine', {});
  const ordered = useRead('orders.mine', me.data?.role === 'patient' ? { offset: 0, limit: 1 } : null).data;
  const list = useRead('results.list', me.data?.role === 'patient' ? { kind: null, months: null, offset: 0, limit: 1 } : null).data;
  const released = list?.patientId === me.data?.patient?.id ? list : undefined;
  if (me.data?.role === 'visitor') return <SignInAgain sent={false} onSignIn={() => router.replace({ name: 'signIn', then: { name: 'cabinet' }, reason: 'restarted' })} />;

  const book = () => router.go({ name: 'doctors', purpose: 'book' });
  const counts = mine.data && t('appointments.cabinet.visitsDetail', {
    upcoming: t('appointments.cabinet.upcoming', { count: mine.data.upcoming.length }),
    past: t('appointments.cabinet.past', { count: mine.data.past.length }),
  });
  const next = mine.data?.upcoming[0];
  const latest = released?.lines[0];
  const fresh = released === undefined || released.fresh === 0 ? {} : { badge: t('results.rowNew', { count: released.fresh }) };
  const rows = [
    { id: 'results', icon: 'test-tubes', title: t('results.row'), ...fresh, detail: latest === undefined || latest.title.ru === '' ? t('results.rowNone') : spoken(t('results.rowLast', { title: inLanguage(latest.title, language), day: pastDay(latest.releasedAt, today, language) }), language), onPress: () => router.go({ name: 'results' }) },
    { id: 'visits', icon: 'calendar-days', title: t('appointments.cabinet.visits'), detail: counts ?? '', onPress: () => router.go({ name: 'visits' }) },
    { id: 'doctors', icon: 'users-round', title: t('appointments.cabinet.doctors'), detail: t('appointments.cabinet.doctorsDetail'), onPress: () => router.go({ name: 'doctors', purpose: 'browse' }) },
    { id: 'consents', icon: 'file-text', title: t('documents.mine.row'), detail: t('documents.mine.rowDetail'), onPress: () => router.go({ name: 'consents' }) },
    { id: 'account', icon: 'id-card', title: t('account.row'), detail: t('account.rowDetail'), disabledReason: me.data?.representative === undefined ? undefined : t('account.rowForAnother'), onPress: () => router.go({ name: 'account' }) },
    { id: 'orders', icon: 'ticket', title: t('orders.row'), detail: ordered === undefined || ordered.open === 0 ? t('orders.rowNone') : t('orders.rowOpen', { count: ordered.open }), onPress: () => router.go({ name: 'orders' }) },
    { id: 'ownData', icon: 'shield-check', title: t('ownData.row'), detail: t('ownData.rowDetail'), onPress: () => router.go({ name: 'ownData' }) },
    { id: 'prices', icon: 'receipt-text', title: t('appointments.cabinet.prices'), detail: t('appointments.cabinet.pricesDetail'), onPress: () => router.go({ name: 'prices' }) },
  ];
  const whose = me.data?.representative === undefined ? 'appointments.cabinet.hello' : 'representation.cabinet';
  return (
    <KioskScreen
      title={me.data?.patient ? t(whose, { name: addressed(me.data.patient) }) : t('appointments.cabinet.visits')}
      dock={{
        // The large view has this button on every screen already.
        ...(accessible ? {} : { back: { label: t('appointments.cabinet.leave'), icon: 'log-out', onPress: leave } }),
        primary: { label: t('appointments.cabinet.book'), icon: 'calendar-plus', onPress: book },
      }}
    >
      {offer}
      <NextVisit visit={next ?? null} loaded={mine.data !== undefined} onDay={onDay} onOpen={(id) => router.go({ name: 'visit', id })} />
      <Rows pairs>
        {rows.map(({ id, ...row }) => (
          <Row key={id} {...row} />
        ))}
      </Rows>
      {actFor}
    </KioskScreen>
  );
}

function NextVisit({ visit, loaded, onDay, onOpen }: { visit: Visit | null; loaded: boolean; onDay: (visit: Visit) => ReactNode; onOpen: (id: string) => void }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const today = useToday();
  if (visit === null) {
    return loaded ? (
      <section className="next">
        <h2>{t('appointments.cabinet.none')}</h2>
        <p>{t('appointments.cabinet.noneNext')}</p>
      </section>
    ) : null;
  }
  const where = [inLanguage(visit.doctor.speciality, language), lowerFirst(inLanguage(visit.room, language)), inLanguage(visit.office, language)].join(', ');
  return (
    <section className="next" aria-labelledby="next-visit">
      <div className="next__label">
        <h2 id="next-visit">{t('appointments.cabinet.nextVisit')}</h2>
        <span>{spoken(t('appointments.cabinet.numberAndStatus', { number: visit.number, status: t(`visit.status.${statusKey(visit)}`).toLocaleLowerCase(language) }), language)}</span>
      </div>
      <p className="next__when">
        <time>{clockOf(visit.startsAt)}</time>
        {dayFull(dayOf(visit.startsAt), today, language)}
      </p>
      <div className="next__who">
        <p>
          <b>{spoken(fullName(visit.doctor), language)}</b>
          {spoken(where, language)}
        </p>
        <div className="next__acts">
          {onDay(visit)}
          <Button kind="secondary" onPress={() => onOpen(visit.id)}>
            {t('appointments.cabinet.open')}
          </Button>
        </div>
      </div>
    </section>
  );
}
