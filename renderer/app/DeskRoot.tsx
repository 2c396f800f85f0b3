import type { ReactNode } from 'react';
import { ConflictsPage } from '../features/conflicts/ConflictsPage.tsx';
import { CountersPage } from '../features/counters/CountersPage.tsx';
import { LeasesPanel } from '../features/leases/LeasesPanel.tsx';
import { NoticesPage } from '../features/notices/NoticesPage.tsx';
import { PersonRepresentatives } from '../features/representatives/PersonRepresentatives.tsx';
import { SealsPage } from '../features/seals/SealsPage.tsx';
import { DeskScreens } from '../features/staff/DeskScreens.tsx';
import { QueuePanel } from '../features/sync/QueuePanel.tsx';
import type { AboutPerson, DeskPage } from '../features/staff/deskPage.ts';

/** What a found person's card shows beside the desk's own. */
const aboutPerson: AboutPerson = (patient) => <PersonRepresentatives patient={patient} />;

/** Pages of the desk that other features bring. */
const pages: readonly DeskPage[] = [
  { id: 'counters', label: 'counters.week.title', only: 'administrator', page: <CountersPage /> },
  { id: 'notices', label: 'notices.title', only: 'administrator', page: <NoticesPage /> },
  { id: 'seals', label: 'seals.tab', withoutLine: true, page: <SealsPage /> },
  { id: 'conflicts', label: 'conflicts.tab', page: <ConflictsPage /> },
];

/** Below what the desk says of this place: what waits for the centre, and what it may give out without asking. */
const queue = (
  <>
    <QueuePanel />
    <LeasesPanel />
  </>
);

/** All of a place of staff; a kiosk never loads it. */
export function DeskRoot(): ReactNode {
  return <DeskScreens aboutPerson={aboutPerson} queue={queue} pages={pages} />;
}
