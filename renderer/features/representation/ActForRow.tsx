import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../app/client.ts';
import { useRouter } from '../../app/router.ts';
import type { Route } from '../../app/routerStore.ts';
import { Button } from '../../ui/Button.tsx';
import { Row, Rows } from '../../ui/Rows.tsx';
import { usePeople } from './people.ts';
import './representation.css';

/** Whoever represents nobody never sees a way to the chooser; whoever acts for somebody has the band, which leads back first. */
function useCanChoose(): boolean {
  const me = useRead('identity.me', {}).data;
  const { known } = usePeople();
  return me?.patient != null && me.representative === undefined && known !== null && known.people.length > 0;
}

/** The quiet way to the chooser, in the cabinet. */
export function ActForRow({ then }: { then: Route }): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  if (!useCanChoose()) return null;
  return (
    <Rows>
      <Row icon="users-round" title={t('representation.row.title')} detail={t('representation.row.self')} onPress={() => router.replace({ name: 'actFor', then })} />
    </Rows>
  );
}

/** The same beside a choice already made, where a whole row has no room. */
export function ActForButton({ then }: { then: Route }): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  if (!useCanChoose()) return null;
  return (
    <div className="acting__other">
      <Button small icon="users-round" onPress={() => router.replace({ name: 'actFor', then })}>
        {t('representation.row.another')}
      </Button>
    </div>
  );
}
