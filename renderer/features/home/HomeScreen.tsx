import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../app/client.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import type { Route } from '../../app/routerStore.ts';
import { useView } from '../../app/view.ts';
import { Row, Rows } from '../../ui/Rows.tsx';
import { addressed } from '../../words/person.ts';
import { HomeHero } from './HomeHero.tsx';
import { HomeNews } from './HomeNews.tsx';

interface Way {
  readonly id: string;
  readonly icon: string;
  readonly title: string;
  readonly detail: string;
  readonly route: Route;
}

/** The first screen. Booking is what most people come for: it has the place of the main action; the other ways stand above it. */
export function HomeScreen(): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  const accessible = useView() === 'accessible';
  const me = useRead('identity.me', {}).data;
  const patient = me?.representative ?? me?.patient ?? null;
  const [selectedId, setSelectedId] = useState('book');

  const book: Way = { id: 'book', icon: 'calendar-plus', title: t('home.book'), detail: t('home.bookDetail'), route: { name: 'doctors', purpose: 'book' } };
  const cabinet: Way =
    patient === null
      ? { id: 'signIn', icon: 'key-round', title: t('home.signIn'), detail: t('home.signInDetail'), route: { name: 'signIn', then: { name: 'cabinet' } } }
      : { id: 'cabinet', icon: 'id-card', title: t('home.cabinet'), detail: t('home.cabinetDetail'), route: { name: 'cabinet' } };
  const ways: readonly Way[] = [
    { id: 'doctors', icon: 'calendar-days', title: t('home.doctors'), detail: t('home.doctorsDetail'), route: { name: 'doctors', purpose: 'browse' } },
    { id: 'prices', icon: 'receipt-text', title: t('home.prices'), detail: t('home.pricesDetail'), route: { name: 'prices' } },
    cabinet,
    { id: 'checkIn', icon: 'ticket', title: t('home.checkIn'), detail: t('home.checkInDetail'), route: { name: 'checkInBySlip' } },
  ];
  const all = [book, ...ways];
  const selected = all.find(({ id }) => id === selectedId) ?? book;
  const low = {
    items: all.map(({ id, title }) => ({ id, label: title })),
    selectedId: selected.id,
    onSelect: setSelectedId,
    previousLabel: t('shell.ui.up'),
    nextLabel: t('shell.ui.down'),
    primaryLabel: t('home.select'),
    onPrimary: () => router.go(selected.route),
  };
  return (
    <KioskScreen
      className="kiosk--home"
      title={patient === null ? t('home.title') : t('home.hello', { name: addressed(patient) })}
      header={<HomeHero />}
      dock={accessible ? {} : { primary: { label: book.title, detail: book.detail, icon: book.icon, onPress: () => router.go(book.route) } }}
      low={low}
    >
      {!accessible && (
        <>
          <Rows>
            {ways.map(({ id, route, ...words }) => (
              <Row key={id} {...words} onPress={() => router.go(route)} />
            ))}
          </Rows>
          <HomeNews />
        </>
      )}
    </KioskScreen>
  );
}
