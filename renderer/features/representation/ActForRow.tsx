import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { useRouter } from '../../app/router.ts';
import type { Route } from '../../app/routerStore.ts';
import { Button } from '../../ui/Button.tsx';
import { Row, Rows } from '../../ui/Rows.tsx';
import { addressed } from '../../words/person.ts';
import { spoken } from '../../words/Spoken.tsx';
import { usePeople } from './people.ts';
import './representation.css';

function useCanChoose(): boolean {
  const me = useRead('identity.me', {}).data;
  const { known } = usePeople();
  return me?.patient != null && (me.representative !== undefined || (known !== null && known.people.length > 0));
}

/** The quiet way to the chooser: whoever represents nobody never sees it. */
export function ActForRow({ then }: { then: Route }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const router = useRouter();
  const me = useRead('identity.me', {}).data;
  if (!useCanChoose() || me?.patient == null) return null;
  const now = me.representative === undefined ? t('representation.row.self') : t('representation.row.other', { name: addressed(me.patient) });
  return (
    <Rows>
      <Row icon="users-round" title={t('representation.row.title')} detail={spoken(now, language)} onPress={() => router.replace({ name: 'actFor', then })} />
    </Rows>
  );
}

/** The same beside a choice already made. Whoever acts for somebody has the band, and on a full page no room for a second way. */
export function ActForButton({ then }: { then: Route }): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  const me = useRead('identity.me', {}).data;
  if (!useCanChoose() || me?.representative !== undefined) return null;
  return (
    <div className="acting__other">
      <Button small icon="users-round" onPress={() => router.replace({ name: 'actFor', then })}>
        {t('representation.row.another')}
      </Button>
    </div>
  );
}
