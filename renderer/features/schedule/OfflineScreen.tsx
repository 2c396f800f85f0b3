import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Time } from '../../../shared/features/schedule.ts';
import { clockOf, type Instant, type MoscowDay } from '../../../shared/lib/moscow.ts';
import { useRead } from '../../app/client.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { whenWords, type Language } from '../../words/day.ts';

interface OfflineScreenProps {
  time: Time;
  /** The visit that was to be moved: it stands, whatever happens here. */
  movingFrom: Instant | null;
  today: MoscowDay;
  language: Language;
  busy: boolean;
  onAgain: () => void;
  onBack: () => void;
  /** Only a signed-in patient may leave a request that nothing holds; it says so before and after. */
  onRequest: (() => void) | null;
}

/** The line is down: what that means, what is safe, what can be done now. */
export function OfflineScreen({ time, movingFrom, today, language, busy, onAgain, onBack, onRequest }: OfflineScreenProps): ReactNode {
  const { t } = useTranslation();
  const status = useRead('sync.status', {});
  const device = useRead('device.state', {});
  const since = status.data?.lastContactAt == null ? null : clockOf(status.data.lastContactAt);
  const phone = device.data?.state === 'ready' ? device.data.phone : null;
  return (
    <KioskScreen
      title={t(movingFrom === null ? 'schedule.offline.title' : 'schedule.offline.titleMove')}
      dock={{
        back: { label: t('shell.back'), icon: 'arrow-left', onPress: onBack },
        primary: { label: t('schedule.offline.again'), icon: 'rotate-ccw', onPress: onAgain, busy, busyLabel: t('schedule.offline.trying') },
      }}
    >
      <Notice tone="stop" title={since === null ? t('schedule.offline.unknown') : t('schedule.offline.since', { time: since })}>
        {since === null ? '' : t('schedule.offline.data', { time: since })}
      </Notice>
      {movingFrom !== null && <p className="lead">{t('schedule.offline.stands', { when: whenWords(movingFrom, today, language) })}</p>}
      <p className="lead">{t('schedule.offline.safe', { when: whenWords(time.startsAt, today, language) })}</p>
      <h2 className="after">{t('schedule.offline.whatNow')}</h2>
      <ol className="todo">
        {[t('schedule.offline.wait'), t('schedule.offline.reception'), ...(phone === null ? [] : [t('schedule.offline.call', { phone })])].map((line, index) => (
          <li key={line}>
            <i>{index + 1}</i>
            <span>{line}</span>
          </li>
        ))}
      </ol>
      {onRequest !== null && (
        <div className="offline__request">
          <Button kind="secondary" icon="hourglass" onPress={onRequest}>
            {t('schedule.offline.request')}
          </Button>
          <p className="soft">{t('schedule.offline.requestDetail')}</p>
        </div>
      )}
    </KioskScreen>
  );
}
