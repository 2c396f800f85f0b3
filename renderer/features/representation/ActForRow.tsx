import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { useRouter } from '../../app/router.ts';
import type { Route } from '../../app/routerStore.ts';
import { Row, Rows } from '../../ui/Rows.tsx';
import { addressed } from '../../words/person.ts';
import { spoken } from '../../words/Spoken.tsx';
import { usePeople } from './people.ts';

/** The quiet way to the chooser: whoever represents nobody never sees it. */
export function ActForRow({ then }: { then: Route }): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const router = useRouter();
  const me = useRead('identity.me', {}).data;
  const { known } = usePeople();
  if (me?.patient == null || (me.representative === undefined && (known === null || known.people.length === 0))) return null;
  const now = me.representative === undefined ? t('representation.row.self') : t('representation.row.other', { name: addressed(me.patient) });
  return (
    <Rows>
      <Row icon="users-round" title={t('representation.row.title')} detail={spoken(now, language)} onPress={() => router.replace({ name: 'actFor', then })} />
    </Rows>
  );
}
