import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ClockTime } from '../../app/ClockTime.tsx';
import { call, useRead } from '../../app/client.ts';
import { LineState } from '../../app/LineState.tsx';
import { Mark } from '../../app/Mark.tsx';
import { useViewStore } from '../../app/view.ts';
import { Button } from '../../ui/Button.tsx';
import { DeskFrame } from '../../ui/DeskFrame.tsx';
import { AccountsTab } from './AccountsTab.tsx';
import { CasesTab } from './CasesTab.tsx';
import { ClosingSoon } from './ClosingSoon.tsx';
import type { AboutPerson, DeskPage } from './deskPage.ts';
import { DeskSignIn } from './DeskSignIn.tsx';
import { DeskStart, type Member } from './DeskStart.tsx';
import { OwnPasswordFirst } from './OwnPasswordFirst.tsx';
import { PatientsTab } from './PatientsTab.tsx';
import { useDeskKeys } from './useDeskKeys.ts';
import { useTouched } from './useTouched.ts';

interface Screens {
  readonly aboutPerson?: AboutPerson;
  /** Below what the desk itself says of this place: what waits for the centre. */
  readonly queue?: ReactNode;
  /** Pages of other features, behind the desk's own. */
  readonly pages?: readonly DeskPage[];
}

/** What may be opened by whom. Without the server's word on who they are nothing of other people can be asked for. */
function pagesFor(member: Member, { aboutPerson, queue = null, pages = [] }: Screens, onSignOut: () => void): readonly Pick<DeskPage, 'id' | 'label' | 'page'>[] {
  // Whoever came by a one-time password is answered nothing else by the centre.
  if (member.mustChange) return [{ id: 'start', label: 'staff.tab.start', page: <OwnPasswordFirst /> }];
  const start = { id: 'start', label: 'staff.tab.start', page: <DeskStart member={member} queue={queue} onSignOut={onSignOut} /> };
  if (member.mode === 'offline') return [start, ...pages.filter(({ withoutLine }) => withoutLine === true)];
  const own: readonly DeskPage[] = [
    { id: 'patients', label: 'staff.tab.patients', page: <PatientsTab aboutPerson={aboutPerson} /> },
    { id: 'cases', label: 'staff.tab.cases', page: <CasesTab /> },
    { id: 'accounts', label: 'staff.tab.accounts', page: <AccountsTab me={member.id} />, only: 'administrator' },
  ];
  return [start, ...[...own, ...pages].filter(({ only }) => only === undefined || only === member.role)];
}

/** Everything of a place of staff (row R9): who is not signed in sees one form. */
export function DeskScreens(screens: Screens): ReactNode {
  const { t } = useTranslation();
  const me = useRead('staff.me', {}).data;
  const { language, setLanguage } = useViewStore();
  const [tab, setTab] = useState('start');
  const member = me?.member ?? null;
  const closes = member?.closesInSeconds;
  useTouched(member !== null, closes !== undefined);
  const whose = member?.id;
  useEffect(() => {
    // The next person begins at the beginning.
    if (whose === undefined) setTab('start');
  }, [whose]);

  const signOut = () => {
    call('staff.signOut', {}).catch(() => undefined);
  };
  const other = language === 'ru' ? 'en' : 'ru';
  const open = member === null ? [] : pagesFor(member, screens, signOut);
  const current = open.find(({ id }) => id === tab) ?? open[0];
  const tabs = open.map(({ id, label }, at) => ({ id, label: t(label), keyName: `F${String(at + 1)}` }));
  const keys = [
    ...tabs.map(({ id, label, keyName }) => ({ keyName, label, onPress: () => setTab(id) })),
    { keyName: 'F9', label: other === 'en' ? 'English' : 'Русский', onPress: () => setLanguage(other) },
    ...(member === null ? [] : [{ keyName: 'F10', label: t('staff.signOut'), onPress: signOut }]),
  ];
  useDeskKeys(keys);
  return (
    <DeskFrame
      mark={<Mark onDeep />}
      navLabel={t('staff.nav')}
      tabs={tabs}
      current={current?.id ?? null}
      onTab={setTab}
      keys={keys}
      keysLabel={t('staff.keys')}
      end={
        <>
          <LineState />
          {member !== null && (
            <p className="deskbar__who">
              <span lang="ru">{member.name}</span>
              <small>{t(`staff.role.${member.role}`)}</small>
            </p>
          )}
          {member !== null && (
            <Button icon="log-out" onPress={signOut}>
              {t('staff.signOut')}
            </Button>
          )}
          <ClockTime />
        </>
      }
      over={closes === undefined ? null : <ClosingSoon key={closes} seconds={closes} />}
    >
      {me === undefined ? null : current === undefined ? <DeskSignIn ended={me.ended} /> : current.page}
    </DeskFrame>
  );
}
