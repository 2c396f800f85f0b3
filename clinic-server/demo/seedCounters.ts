import { CounterEvent } from '../../shared/features/counters.ts';
import { addDays, weekdayOf, type MoscowDay } from '../../shared/lib/moscow.ts';
import { addToTotal } from '../counters/store.ts';
import type { Tx } from '../db/pool.ts';
import { createRandom } from './random.ts';

const weeks = 4;

/** How often something happens at all the kiosks of the demo on a working day; what is missing happens now and then. */
const usual: Readonly<Partial<Record<CounterEvent, number>>> = {
  'screen.home': 180,
  'screen.doctors': 40,
  'screen.time': 30,
  'screen.signIn': 120,
  'screen.cabinet': 60,
  'screen.visits': 45,
  'screen.prices': 35,
  'screen.help': 9,
  'booking.done': 70,
  'booking.leftAtDoctor': 22,
  'booking.leftAtTime': 18,
  'booking.leftAtConfirm': 7,
  'visit.cancelled': 8,
  printed: 64,
  'signIn.password': 80,
  'signIn.esia': 26,
  'signIn.letter': 6,
  'view.accessible': 14,
};

/** Four weeks that have been counted before this demo began, with Sundays on which nobody comes and things that hardly ever happen. */
export async function seedCounters(tx: Tx, seed: number, today: MoscowDay): Promise<void> {
  const random = createRandom(seed, 'counters');
  for (let back = weeks * 7; back > 0; back -= 1) {
    const day = addDays(today, -back);
    if (weekdayOf(day) === 7) continue;
    for (const event of CounterEvent.options) {
      const most = usual[event] ?? (event.startsWith('staff.') ? 0 : 5);
      const count = random.between(Math.floor(most / 2), most);
      if (count > 0) await addToTotal(tx, { day, profile: 'kiosk', event, count });
    }
    await addToTotal(tx, { day, profile: 'reception', event: 'staff.signIn', count: random.between(4, 9) });
  }
}
