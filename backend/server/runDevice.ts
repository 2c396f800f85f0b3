import type { Id } from '../../shared/lib/ids.ts';
import { instant } from '../../shared/lib/moscow.ts';
import type { Profile } from '../../shared/rpc/shell.ts';
import type { ClinicLine } from '../sync/clinicApi.ts';
import { denialOf } from '../sync/denyList.ts';
import { readDevice, type DeviceRecord } from '../sync/deviceRecord.ts';
import { createEngine } from '../sync/engine.ts';
import { httpClinic, type HttpClinicDeps } from '../sync/httpClinicApi.ts';
import { createLineState } from '../sync/lineState.ts';
import type { EnginePorts } from '../sync/ports.ts';
import type { AllSyncRules } from '../sync/rules.ts';
import { renewSealKeys } from '../sync/sealKeys.ts';
import { createCounting } from './counting.ts';
import { createDesk, deskIdleMs } from './desk.ts';
import { createDispatcher, type Dispatch } from './dispatch.ts';
import type { Handlers } from './handler.ts';
import type { OpenedDevice } from './openDevice.ts';
import type { BackendParts, Shell } from './parts.ts';
import { createSealing } from './sealing.ts';
import { createSession } from './session.ts';
import { createSessionGuard } from './sessionGuard.ts';
import { createSignIns } from './signIns.ts';
import { createStaffDoor } from './staffDoor.ts';

/** What the features bring; handed in, because mechanism never imports a feature. */
export interface Features {
  readonly createHandlers: (parts: BackendParts) => Handlers;
  readonly rules: AllSyncRules;
}

export interface RunDeps extends Features {
  readonly ports: EnginePorts;
  readonly profile: Profile;
  readonly appVersion: string;
  readonly shell: Shell;
  readonly publish: (topics: readonly string[]) => void;
  readonly reportBug: (error: unknown, where: string, reference?: string) => void;
  readonly onPolicy: (policy: DeviceRecord['policy']) => void;
  /** Left out: the line over HTTP. A simulator puts its own network here, and nothing else of a device changes. */
  readonly lineTo?: (needs: HttpClinicDeps) => ClinicLine;
}

export interface RunningDevice {
  readonly dispatch: Dispatch;
  readonly parts: BackendParts;
  readonly engine: ReturnType<typeof createEngine>;
  /** The patient is forgotten and the file closed when it returns; its promise waits until the server has been told, or for the given time. */
  close(graceMs: number): Promise<void>;
}

/** Everything of an enrolled device with an open file, put together. Nothing runs until `engine.start()`. */
export function runDevice({ db, credential, server, ca }: OpenedDevice, deps: RunDeps): RunningDevice {
  const { ports, profile, publish, reportBug, lineTo = httpClinic } = deps;
  const leaveActions: (() => Promise<void>)[] = [];
  const session = createSession(() => db.forgetPatient());
  let timeInUse: Id | null = null;
  // Kept beside the file: a handshake may end a moment after the file was closed.
  let tlsPins = knownDevice(readDevice(db.read)).tlsPins ?? [];
  const line = createLineState(
    () => ports.wallNow() + clinic.clockOffsetMs(),
    () => {
      publish(['sync']);
      engine.lineChanged();
    },
    () => clinic.clockOffsetMs(),
  );
  const clinic = lineTo({
    server,
    trust: { ca, pins: () => tlsPins },
    ports,
    credential: () => credential,
    patientToken: session.token,
    staffToken: () => desk.token(),
    onContact: (contact) => line[contact](),
  });
  const engine = createEngine({
    db, clinic, line, ports, publish, reportBug,
    rules: deps.rules,
    patient: session.patient,
    patientRefused: (signInId) => createSessionGuard({ clinic, session, publish }).refused(signInId),
    personalInMemory: profile === 'kiosk',
    timeInUse: () => timeInUse,
    onDevice: (record) => {
      tlsPins = record.tlsPins ?? [];
      deps.onPolicy(record.policy);
    },
  });
  const now = () => instant(ports.wallNow() + clinic.clockOffsetMs());
  const policy = () => knownDevice(readDevice(db.read)).policy;
  const desk = createDesk({ db, clinic, profile, session, ports, now, publish, denial: denialOf(db.read, now), offlineDays: () => policy().staffOfflineDays ?? 14, idleMs: () => (policy().deskIdleSeconds ?? deskIdleMs / 1_000) * 1_000 });
  leaveActions.push(desk.signOut);
  const counting = createCounting({ db, clinic, ports, now, reportBug, isTimeKnown: () => line.read().lastContactAt !== null });
  const parts: BackendParts = {
    read: db.read,
    clinic, session, publish, now, server,
    sync: engine,
    signIns: createSignIns({ clinic, session, sync: engine, publish, monotonicNow: ports.monotonicNow }),
    shell: deps.shell,
    staff: createStaffDoor({ db, now, ports, code: () => policy().staffCode ?? null }),
    desk, counting,
    device: () => knownDevice(readDevice(db.read)),
    // A device with a problem is not run at all.
    problem: () => null,
    seal: createSealing(credential),
    renewSealKeys: () => renewSealKeys(db, clinic),
    appVersion: deps.appVersion,
    newId: ports.newId,
    noteTimeInUse: (slotId) => {
      timeInUse = slotId;
    },
    onLeave: (action) => void leaveActions.push(action),
  };
  const dispatch = createDispatcher({
    db, now, ports, profile, publish,
    handlers: deps.createHandlers(parts),
    actor: () => desk.actor() ?? session.actor(),
    onCommand: engine.trigger,
    reportBug,
  });

  async function close(graceMs: number): Promise<void> {
    // Asked first, while there is a patient in whose name to ask; none of it needs the file.
    const told = Promise.allSettled(leaveActions.map((action) => action()));
    session.end();
    engine.stop();
    counting.end();
    db.close();
    await Promise.race([told, elapsed(ports, graceMs)]);
    clinic.close();
  }

  return { dispatch, parts, engine, close };
}

function knownDevice(device: { readonly record: DeviceRecord } | null): DeviceRecord {
  if (!device) throw new Error('a device without its record');
  return device.record;
}

function elapsed(ports: Pick<EnginePorts, 'after'>, milliseconds: number): Promise<void> {
  return new Promise((resolve) => void ports.after(milliseconds, resolve));
}

