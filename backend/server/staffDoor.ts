import type { Instant } from '../../shared/lib/moscow.ts';
import type { StaffCode } from '../../shared/lib/staffCode.ts';
import type { Database, WriteTx } from '../db/types.ts';
import type { EnginePorts } from '../sync/ports.ts';
import { recordEvent } from './audit.ts';
import { isStaffCode } from './staffCode.ts';

export type Entered =
  | { readonly state: 'open' }
  | { readonly state: 'wrong' | 'wait'; readonly waitSeconds: number }
  | { readonly state: 'none' };

/** The way of staff past a locked kiosk (rows H16, K1). Knows nobody's name: everybody of the staff has the same code. */
export interface StaffDoor {
  enter(code: string): Promise<Entered>;
  /** Seconds it stays open; 0 when it is closed. */
  secondsLeft(): number;
  close(): void;
}

export interface StaffDoorDeps {
  readonly db: Database;
  readonly now: () => Instant;
  readonly ports: Pick<EnginePorts, 'monotonicNow'>;
  readonly code: () => StaffCode | null;
}

export const staffDoorTimes = { openSeconds: 300, firstWaitSeconds: 30, longestWaitSeconds: 900 } as const;
const freeTries = 3;
const nobody = { role: 'visitor', patientId: null, signInId: null } as const;

/** Three slips cost nothing, then half a minute, one, two … up to a quarter of an hour: about a hundred guesses a day. */
export function waitAfter(failures: number): number {
  if (failures < freeTries) return 0;
  return Math.min(staffDoorTimes.longestWaitSeconds, staffDoorTimes.firstWaitSeconds * 2 ** Math.min(20, failures - freeTries));
}

export function createStaffDoor({ db, now, ports, code }: StaffDoorDeps): StaffDoor {
  let openUntil = Number.NEGATIVE_INFINITY;

  /** 0 when a try may be made, and then it has been counted already. */
  function claim(tx: WriteTx): number {
    const at = now();
    const row = tx.get<{ failures: number; openAt: number }>('SELECT failures, open_at AS openAt FROM staff_door') ?? { failures: 0, openAt: 0 };
    const furthest = at + staffDoorTimes.longestWaitSeconds * 1_000;
    if (row.openAt > furthest) {
      // The clock was put back: without this staff would stay out until it has caught up.
      tx.run('UPDATE staff_door SET open_at = $furthest', { furthest });
      return staffDoorTimes.longestWaitSeconds;
    }
    if (row.openAt > at) return Math.ceil((row.openAt - at) / 1_000);
    const failures = row.failures + 1;
    tx.run(
      `INSERT INTO staff_door (only_row, failures, open_at) VALUES (1, $failures, $openAt)
       ON CONFLICT (only_row) DO UPDATE SET failures = $failures, open_at = $openAt`,
      { failures, openAt: at + waitAfter(failures) * 1_000 },
    );
    return 0;
  }

  return {
    async enter(typed) {
      const verifier = code();
      if (verifier === null) return { state: 'none' };
      // Counted before it is checked: whoever pulls the plug during the check has not gained a guess.
      const wait = db.write(claim);
      if (wait > 0) return { state: 'wait', waitSeconds: wait };
      const isRight = await isStaffCode(typed, verifier);
      const waitSeconds = db.write((tx) => {
        recordEvent(tx, { actor: nobody, action: isRight ? 'staffDoor.enter' : 'staffDoor.refused', subject: null, at: now() });
        if (isRight) tx.run('DELETE FROM staff_door');
        return waitAfter(tx.get<{ failures: number }>('SELECT failures FROM staff_door')?.failures ?? 0);
      });
      if (!isRight) return { state: 'wrong', waitSeconds };
      openUntil = ports.monotonicNow() + staffDoorTimes.openSeconds * 1_000;
      return { state: 'open' };
    },
    secondsLeft: () => Math.max(0, Math.ceil((openUntil - ports.monotonicNow()) / 1_000)),
    close() {
      openUntil = Number.NEGATIVE_INFINITY;
    },
  };
}
