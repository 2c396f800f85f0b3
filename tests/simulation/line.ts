import { NotSent, Unreachable, type ClinicAnswer, type ClinicLine, type ClinicRequest } from '../../backend/sync/clinicApi.ts';
import type { HttpClinicDeps } from '../../backend/sync/httpClinicApi.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { Chance } from '../lanes/chance.ts';
import type { Arrived, Clinic, Message } from './clinic.ts';
import type { Faults } from './faults.ts';
import type { Kernel } from './kernel.ts';

/** How the way between one device and the clinic is broken. `deaf`: everything arrives there and nothing comes back. */
export type Breakage = 'whole' | 'cut' | 'silent' | 'deaf';

export interface Wire {
  state(): Breakage;
  set(state: Breakage): void;
  /** A new line for a device that has just started. It is dead as soon as `isAlive` says so: nothing that comes in then is heard by anybody. */
  lineFor(needs: HttpClinicDeps, isAlive: () => boolean): ClinicLine;
  /** The clinic has changed something, or was switched off. */
  nudge(): void;
  hangUp(): void;
}

interface WireNeeds {
  readonly device: Id;
  readonly who: string;
  readonly kernel: Kernel;
  readonly chance: Chance;
  readonly faults: Faults;
  readonly clinic: () => Clinic;
}

const defaultTimeoutMs = 8_000;

/** One device's way to the clinic: it loses, delays, repeats and reorders, and is out of order for days. */
export function createWire({ device, who, kernel, chance, faults, clinic }: WireNeeds): Wire {
  let state: Breakage = 'whole';
  let sent = 0;
  let newest = 0;
  let listeners: { changed(): void; end(): void }[] = [];

  /** Mostly a moment, now and then seconds; a late one comes when nobody waits for it any more. */
  function delay(): number {
    if (faults.strikes('late')) return 10_000 + chance.below(15 * 60_000);
    return chance.is(0.02) ? 500 + chance.below(7_000) : 5 + chance.below(60);
  }

  /** What became of one sending: the answer when it comes back, or nothing, ever. */
  function carry(message: Message, order: number, hear: (arrived: Arrived) => void, refused: () => void): void {
    if (state === 'cut') return void kernel.after(5, refused);
    if (state === 'silent' || faults.strikes('lostRequest')) return;
    kernel.after(delay(), () => {
      if (!clinic().isUp()) return refused();
      if (order < newest) faults.count('reorder');
      newest = Math.max(newest, order);
      void clinic()
        .arrives(message)
        .then((arrived) => {
          // As it is then and not as it will be when it is heard: the way back takes its time.
          const copy = structuredClone(arrived);
          if (state === 'deaf' || state === 'silent' || faults.strikes('lostAnswer')) return;
          kernel.after(delay(), () => {
            if (state === 'whole') hear(copy);
          });
        });
    });
  }

  return {
    state: () => state,
    set(next) {
      state = next;
      if (next !== 'whole') listeners.forEach((listener) => listener.end());
    },
    nudge() {
      if (state !== 'whole') return;
      for (const listener of listeners) if (!faults.strikes('nudgeLost')) kernel.after(5 + chance.below(200), listener.changed);
    },
    hangUp: () => listeners.forEach((listener) => listener.end()),
    lineFor(needs, isAlive) {
      let epoch: string | null = null;
      let serverEpoch: string | null = null;
      let offset = 0;

      function exchange(request: Omit<ClinicRequest, 'as'> & { readonly as?: ClinicRequest['as'] }): Promise<ClinicAnswer> {
        const { method, path, body = null, as = 'device', idempotencyKey = null, signInId = null, timeoutMs = defaultTimeoutMs } = request;
        const token = as === 'patient' ? needs.patientToken() : null;
        const message: Message = { device, who, epoch, method, path, body: structuredClone(body), as: token === null ? 'device' : as, key: idempotencyKey, signInId, token };
        const begun = kernel.now();
        return new Promise((resolve, reject) => {
          let over = false;
          const end = (finish: () => void): void => {
            if (over || !isAlive()) return;
            over = true;
            callOff();
            finish();
          };
          const fail = (error: Unreachable): void =>
            end(() => {
              needs.onContact('unreachable');
              reject(error);
            });
          const callOff = kernel.after(timeoutMs, () => fail(new Unreachable('no answer')));
          const hear = ({ reply, epoch: theirs, serverTime }: Arrived): void =>
            end(() => {
              const roundTrip = kernel.now() - begun;
              const sample = Math.round(serverTime + roundTrip / 2 - needs.ports.wallNow());
              if (Math.abs(sample - offset) > roundTrip / 2 + 50) offset = sample;
              serverEpoch = theirs;
              needs.onContact('answered');
              resolve(reply);
            });
          carry(message, (sent += 1), hear, () => fail(new NotSent('no connection')));
          // The network's own copy: the same request again, whenever it likes. Nobody hears its answer.
          if (method !== 'GET' && faults.strikes('duplicate')) kernel.after(chance.below(15 * 60_000), () => carry(message, (sent += 1), () => undefined, () => undefined));
        });
      }

      return {
        send: exchange,
        sendOpen: exchange,
        clockOffsetMs: () => offset,
        serverEpoch: () => serverEpoch,
        useEpoch(next) {
          epoch = next;
        },
        fitsPins: () => true,
        close: () => undefined,
        openEvents(listener) {
          let over = false;
          const mine = {
            changed: () => void (!over && isAlive() && listener.changed()),
            end: () => void kernel.after(5, () => close(true)),
          };
          function close(tell: boolean): void {
            if (over) return;
            over = true;
            listeners = listeners.filter((one) => one !== mine);
            if (tell && isAlive()) listener.ended();
          }
          kernel.after(10, () => {
            if (over || !isAlive()) return;
            if (state !== 'whole' || !clinic().isUp()) return close(true);
            listeners.push(mine);
            needs.onContact('answered');
            listener.opened();
          });
          return () => close(false);
        },
      };
    },
  };
}
