import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { startEsiaSimulator, type EsiaSimulator, type SimulatorOptions } from '../../clinic-server/esiaSimulator/start.ts';
import { createBrowser } from './esiaPerson.ts';
import type { Caller } from './esiaRequests.ts';
import { makeGostPair, makeRsaPair, type SigningPair } from './gost.ts';

export const callback = 'https://clinic.example/api/esia/callback';
export const afterLogout = 'https://clinic.example/after-logout';

export interface EsiaWorld {
  readonly esia: EsiaSimulator;
  readonly gost: SigningPair;
  readonly caller: Caller;
  /** The same clinic as another registered system, with an RSA certificate. */
  readonly rsaCaller: Caller;
  readonly folder: string;
  /** Moves the simulator's clock. */
  advance(milliseconds: number): void;
  now(): number;
  faults(changes: Readonly<Record<string, unknown>>): Promise<void>;
  counts(): Promise<Readonly<Record<string, number>>>;
}

/** A simulator with two clients and a clock of its own; stopped after the file's tests. */
export async function startEsiaWorld(options: Partial<SimulatorOptions> = {}): Promise<EsiaWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'esia-test-'));
  const gost = makeGostPair(folder, 'CLINIC01');
  const rsa = makeRsaPair(folder, 'CLINIC02');
  const start = Date.now();
  let moved = 0;
  const now = () => start + moved;
  const uris = { redirectUris: [callback], logoutUris: [afterLogout] };
  const esia = await startEsiaSimulator({
    clients: [
      { mnemonic: 'CLINIC01', certificatePem: gost.certificatePem, ...uris },
      { mnemonic: 'CLINIC02', certificatePem: rsa.certificatePem, ...uris },
    ],
    now,
    ...options,
  });
  afterAll(async () => {
    await esia.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const caller = (pair: SigningPair, mnemonic: string): Caller => ({ pair, mnemonic, redirectUri: callback, now });
  return {
    esia,
    gost,
    folder,
    caller: caller(gost, 'CLINIC01'),
    rsaCaller: caller(rsa, 'CLINIC02'),
    now,
    advance: (milliseconds) => void (moved += milliseconds),
    async faults(changes) {
      await fetch(`${esia.adminUrl}/faults`, { method: 'DELETE' });
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${esia.adminUrl}/faults`, { method: 'PATCH', headers, body: JSON.stringify(changes) });
      if (response.status !== 200) throw new Error('the simulator does not know this fault');
    },
    async counts() {
      return (await (await fetch(`${esia.adminUrl}/counts`)).json()) as Record<string, number>;
    },
  };
}

/** A fresh browser's whole way to a code. */
export async function codeFor(
  world: EsiaWorld,
  acAddress: string,
  user: Parameters<ReturnType<typeof createBrowser>['walk']>[1],
): Promise<string> {
  const back = await createBrowser(world.esia.url).walk(acAddress, user);
  const code = back.searchParams.get('code');
  if (code === null) throw new Error(`no code came back: ${back.searchParams.get('error_description') ?? ''}`);
  return code;
}
