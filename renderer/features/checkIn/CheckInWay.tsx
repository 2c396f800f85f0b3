import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Visit } from '../../../shared/features/appointments.ts';
import { dayOf } from '../../../shared/lib/moscow.ts';
import { useNow } from '../../app/clock.ts';
import { useRouter } from '../../app/router.ts';
import { Button } from '../../ui/Button.tsx';
import './checkIn.css';

/** On the day of a visit: the way to say «я здесь», and afterwards to one's place in the queue. On any other day nothing. */
export function CheckInWay({ visit }: { visit: Visit }): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  const now = useNow(10_000);
  const { status, pending, queueNumber, startsAt, durationMinutes } = visit;
  if (dayOf(startsAt) !== dayOf(now)) return null;
  const isExpected = status === 'booked' && startsAt + durationMinutes * 60_000 > now;
  if (status !== 'arrived' && !isExpected) return null;
  if (pending !== null && pending.kind !== 'arrive') return null;
  const label = status === 'arrived' && queueNumber !== null ? t('checkIn.way.queue', { number: queueNumber }) : t(pending === null ? 'checkIn.way.checkIn' : 'checkIn.way.waiting');
  return (
    <Button className="check-in" icon={status === 'arrived' ? 'users-round' : 'check'} onPress={() => router.go({ name: 'checkIn', id: visit.id })}>
      {label}
    </Button>
  );
}
