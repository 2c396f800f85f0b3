import { generateKeyPairSync } from 'node:crypto';
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase, type DeviceDatabase } from '../../backend/db/open.ts';
import type { WriteTx } from '../../backend/db/types.ts';
import { createHandlers, syncRules } from '../../backend/features/index.ts';
import { runDevice, type RunningDevice } from '../../backend/server/runDevice.ts';
import { saveDevice, type DeviceRecord } from '../../backend/sync/deviceRecord.ts';
import type { EnginePorts } from '../../backend/sync/ports.ts';
import type { Channel, Input, Output } from '../../shared/contract.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { Reply } from '../../shared/rpc/wire.ts';
import type { Chance } from '../lanes/chance.ts';
import type { Faults } from './faults.ts';
import type { Kernel } from './kernel.ts';
import type { Wire } from './line.ts';

export type Answer<C extends Channel> = { readonly ok: true; readonly value: Output<C> } | Extract<Reply, { ok: false }>;

/** One installation: its disk, its clock, and the backend that runs on them now, if any. */
export interface SimDevice {
  readonly id: Id;
  readonly name: string;
  readonly chance: Chance;
  readonly wire: Wire;
  isOn(): boolean;
  start(): void;
  /** Everything in memory is gone at once; what was committed is there again at the next start. */
  crash(): void;
  /** The patient leaves: the backend ends in good order. */
  stop(): Promise<void>;
  jumpClock(milliseconds: number): void;
  fillDisk(): void;
  freeDisk(): void;
  /** Null when it broke down before it answered. */
  call<C extends Channel>(channel: C, input: Input<C>): Promise<Answer<C> | null>;
  /** What is on its disk, also while it is off. */
  read<Row>(sql: string, params?: Readonly<Record<string, string | number | null>>): Row[];
  signedIn(): Id | null;
  dispose(): void;
}

interface DeviceNeeds {
  readonly id: Id;
  readonly name: string;
  readonly record: DeviceRecord;
  readonly folder: string;
  readonly kernel: Kernel;
  readonly chance: Chance;
  readonly faults: Faults;
  readonly wire: Wire;
  readonly newId: () => Id;
  readonly tell: (what: string) => void;
  readonly broken: (what: string) => void;
}

class PowerCut extends Error {
  override name = 'PowerCut';
}

interface Process {
  readonly db: DeviceDatabase;
  readonly running: RunningDevice;
  isAlive: boolean;
  readonly died: Promise<null>;
  readonly die: () => void;
}

const suffixes = ['', '-wal', '-mark'] as const;
const unlimited = 1_073_741_823;
/** One key for every file: nothing here is secret. */
const key = Buffer.alloc(32, 7);

export function createSimDevice({ id, name, record, folder, kernel, chance, faults, wire, newId, tell, broken }: DeviceNeeds): SimDevice {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  let disk = 0;
  let skew = 0;
  let isFull = false;
  let current: Process | null = null;

  const pathOf = (generation: number): string => join(folder, `${name}-${generation}.db`);
  const open = (): DeviceDatabase => openDatabase({ path: pathOf(disk), key, personal: 'personal', binding: null }, existsSync(pathOf(disk)));

  function limitPages(db: DeviceDatabase): void {
    // SQLite never goes below what the file has: from here on it cannot grow, as on a disk without room.
    db.write((tx) => void tx.all(`PRAGMA max_page_count = ${isFull ? 1 : unlimited}`));
  }

  /** The disk as it is at this instant: what an open transaction has written is not part of it. */
  function keepDisk(): void {
    for (const suffix of suffixes) {
      const [from, to] = [`${pathOf(disk)}${suffix}`, `${pathOf(disk + 1)}${suffix}`];
      if (existsSync(from)) copyFileSync(from, to);
    }
  }

  function dropDisk(generation: number): void {
    for (const suffix of [...suffixes, '-shm']) rmSync(`${pathOf(generation)}${suffix}`, { force: true });
  }

  /** The power fails in the middle of a commit, or right after it, before anybody has heard of it. */
  function brittle(db: DeviceDatabase, process: () => Process | null): DeviceDatabase {
    function write<T>(fn: (tx: WriteTx) => T): T {
      if (process()?.isAlive === false) throw new PowerCut();
      const isCutBefore = faults.strikes('crashBeforeCommit');
      const isCutAfter = faults.strikes('crashAfterCommit');
      try {
        const value = db.write((tx) => {
          const inside = fn(tx);
          if (isCutBefore) throw new PowerCut();
          return inside;
        });
        if (!isCutAfter) return value;
      } catch (error) {
        if (isFullDisk(error)) faults.count('diskFull');
        if (!(error instanceof PowerCut)) throw error;
      }
      tell(`loses power ${isCutBefore ? 'before' : 'after'} a commit`);
      crash();
      throw new PowerCut();
    }
    return { ...db, write };
  }

  function start(): void {
    if (current) return;
    const raw = open();
    if (raw.read.get('SELECT 1 AS found FROM device') === undefined) raw.write((tx) => saveDevice(tx, record));
    if (isFull) limitPages(raw);
    const bootedAt = kernel.now();
    let die = (): void => undefined;
    const died = new Promise<null>((resolve) => {
      die = () => resolve(null);
    });
    let process: Process | null = null;
    const isAlive = (): boolean => process?.isAlive ?? true;
    const ports: EnginePorts = {
      wallNow: () => Math.floor(kernel.now() + skew),
      monotonicNow: () => kernel.now() - bootedAt,
      after: (milliseconds, action) => kernel.after(milliseconds, () => void (isAlive() && action())),
      random: chance.next,
      newId,
    };
    const running = runDevice(
      { db: brittle(raw, () => process), credential: { deviceId: id, privateKey }, server: 'http://clinic.invalid', ca: null },
      {
        ...{ ports, profile: 'kiosk', appVersion: '0.0.0', createHandlers, rules: syncRules },
        shell: { print: async () => 'printed', openEsia: async () => ({ outcome: 'failed', query: null }), leave: () => undefined, exit: () => undefined },
        publish: () => undefined,
        reportBug: (error, where) => {
          if (isAlive() && !(error instanceof PowerCut) && !isFullDisk(error)) broken(`${where}: ${error instanceof Error ? `${error.name} ${error.message}` : 'thrown'}`);
        },
        onPolicy: () => undefined,
        lineTo: (needs) => wire.lineFor(needs, isAlive),
      },
    );
    process = { db: raw, running, isAlive: true, died, die };
    current = process;
    tell('starts');
    try {
      running.engine.start();
    } catch (error) {
      // The power was cut within the very start, or there is no room to note it: it is started again later.
      if (!(error instanceof PowerCut) && !isFullDisk(error)) throw error;
      if (current) crash();
    }
  }

  function crash(): void {
    if (!current) return;
    const gone = current;
    current = null;
    gone.isAlive = false;
    keepDisk();
    // Closed only so that nothing is left open here: what it folds away while closing happens to a file nobody opens again.
    gone.db.close();
    dropDisk(disk);
    disk += 1;
    gone.die();
  }

  return {
    ...{ id, name, chance, wire, start, crash },
    isOn: () => current !== null,
    async stop() {
      if (!current) return;
      const gone = current;
      current = null;
      tell('is left');
      // Half a second for the farewell; the file is closed at once.
      void gone.running.close(500).catch(() => undefined);
      gone.die();
      kernel.after(1_000, () => {
        gone.isAlive = false;
      });
    },
    jumpClock(milliseconds) {
      skew += milliseconds;
    },
    fillDisk() {
      isFull = true;
      if (current) limitPages(current.db);
    },
    freeDisk() {
      isFull = false;
      if (current) limitPages(current.db);
    },
    async call(channel, input) {
      if (!current) return null;
      const { running, died } = current;
      return Promise.race([running.dispatch({ printJob: null }, channel, input) as Promise<Answer<typeof channel>>, died]);
    },
    read(sql, params) {
      if (current) return current.db.read.all(sql, params);
      const db = open();
      try {
        return db.read.all(sql, params);
      } finally {
        db.close();
      }
    },
    signedIn: () => current?.running.parts.session.actor().patientId ?? null,
    dispose() {
      if (current) {
        current.isAlive = false;
        current.running.engine.stop();
        current.db.close();
      }
      dropDisk(disk);
    },
  };
}

function isFullDisk(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_FULL';
}
