import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/Icon.tsx';
import { addressed } from '../words/person.ts';
import { spoken } from '../words/Spoken.tsx';
import { useRead } from './client.ts';
import { useLanguage } from './i18n.ts';
import { useView } from './view.ts';

/** Beside the clock there is room for so many letters; a longer name stands without the patronymic. */
const lettersBesideClock = { normal: 27, accessible: 22 } as const;

/** Who has signed in, or, when nobody is, whether the centre can be reached. Nothing before the first answer: a guess would be a lie. */
export function LineState(): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const view = useView();
  const me = useRead('identity.me', {}).data;
  // Whoever acts for another person is still the one who stands here.
  const patient = me?.representative ?? me?.patient;
  const name = patient == null ? '' : addressed(patient);
  const line = useRead('sync.status', {}).data?.line;
  const down = line === 'down';
  return (
    <>
      {line !== undefined && (down || patient == null) && (
        <span className={down ? 'line-state line-state--down' : 'line-state'} role="status">
          <Icon name={down ? 'unplug' : 'plug'} />
          {down ? t('shell.line.down') : t('shell.line.up')}
        </span>
      )}
      {/* Large letters leave room for one of the two beside the clock; that the line is down matters more. */}
      {patient != null && !(down && view === 'accessible') && (
        <span className="line-state">
          <Icon name="user" />
          {spoken(name.length > lettersBesideClock[view] ? patient.given : name, language)}
        </span>
      )}
    </>
  );
}
