import type { Bug } from './bug.ts';

const hold = 'clinic-server/scheduling/openSlot.ts';
const open = 'backend/db/open.ts';
const visits = 'backend/features/appointments/visits.ts';

/** Mistakes of the server's decisions, of a device's disk and of its screen. */
export const clinicBugs: readonly Bug[] = [
  {
    name: 'noIdempotency', what: 'the server does what it has done once more when it is asked once more', file: 'tests/simulation/clinic.ts',
    find: 'const before = database.tables().answered.get(key);', replace: `const before = database.tables().answered.get('');`,
  },
  {
    name: 'doubleHold', what: 'a time that is kept for one device is given to another', file: hold,
    find: 'const mine = occupant.device === own.device && occupant.holdId === own.holdId;', replace: 'const mine = true;',
  },
  {
    name: 'doubleBooking', what: 'a time that somebody has is given once more, and no constraint stands behind it', file: 'tests/support/memorySlotStore.ts',
    find: `if (now && !mayStepOver) refuse('slot_taken');`, replace: '',
  },
  {
    name: 'refusalNotUndone', what: 'what was done before a refusal stays done', file: 'tests/simulation/clinicDatabase.ts',
    find: 'journaled.forEach((name) => tables[name].rollback());', replace: 'journaled.forEach((name) => tables[name].commit());',
  },
  {
    name: 'anyEpoch', what: 'a request meant for the history before a restore has its effect on the restored one', file: 'tests/simulation/clinic.ts',
    find: `if (message.method !== 'GET' && message.epoch !== null && message.epoch !== epoch) return no(409, 'epoch_changed');`, replace: '',
  },
  {
    name: 'fullDiskSwallowed', what: 'a disk without room is taken for a commit', file: open,
    find: 'run: (sql: string, params: Params = {}) => ({ changes: statement(sql).run(params).changes }),',
    replace: `run: (sql: string, params: Params = {}) => {
      try {
        return { changes: statement(sql).run(params).changes };
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'SQLITE_FULL') return { changes: 1 };
        throw error;
      }
    },`,
  },
  {
    name: 'shownAsConfirmed', what: 'a booking nobody has confirmed is shown as confirmed', file: visits,
    find: `status: booking.state !== 'open' ? 'refused' : booking.word !== null && !booking.isAside ? 'booked' : 'sending',`, replace: `status: booking.state !== 'open' ? 'refused' : 'booked',`,
  },
];
