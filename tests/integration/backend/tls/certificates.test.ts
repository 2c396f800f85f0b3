import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../../../scripts/electron.mjs';
import { chosenElectron } from '../../../../scripts/setup/electronBinary.mjs';
import { systemPorts } from '../../../../backend/server/systemPorts.ts';
import { Untrusted } from '../../../../backend/sync/clinicApi.ts';
import { httpClinic } from '../../../../backend/sync/httpClinicApi.ts';
import { startTlsFront, type TlsFront } from '../../../support/tlsFront.ts';
import type { ProbeFinding, ProbeTarget } from '../../../support/tlsProbe.ts';
import { makeTlsServers, type ShownServer, type TlsServers } from '../../../support/tlsServers.ts';

// The device's own client against servers as badssl.com has them, in Node and in the Node inside Electron: their libraries differ in
// what they let pass, and the rule is one.

let folder: string;
let probe: string;
let servers: TlsServers;
const fronts = new Map<ShownServer, TlsFront>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kabinet-tls-'));
  servers = makeTlsServers(folder);
  for (const shown of [...servers.good, ...servers.bad]) fronts.set(shown, await startTlsFront(shown.options, null));
  probe = join(folder, 'probe.mjs');
  await build({
    entryPoints: [join(root, 'tests/support/tlsProbe.ts')],
    ...{ bundle: true, platform: 'node', format: 'esm', target: 'node20', outfile: probe, logLevel: 'error' },
    banner: { js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);` },
  });
});

afterAll(async () => {
  await Promise.all([...fronts.values()].map((front) => front.stop()));
  rmSync(folder, { recursive: true, force: true });
});

const target = (shown: ShownServer, ca: string | null): ProbeTarget => ({ server: `https://${shown.host}:${fronts.get(shown)?.port}`, ca, pins: shown.pins });

async function ask(program: string, env: Record<string, string>, targets: readonly ProbeTarget[]): Promise<{ openssl: string; found: readonly ProbeFinding[] }> {
  const child = spawn(program, [probe], { env: { PATH: process.env['PATH'] ?? '', ...env }, stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(targets));
  return JSON.parse(await text(child.stdout)) as { openssl: string; found: readonly ProbeFinding[] };
}

const electron: string = chosenElectron(root)?.binary ?? 'no Electron: run `npm run setup`';
const runtimes = [
  { runtime: 'Node', program: process.execPath, env: {} },
  { runtime: 'Electron', program: electron, env: { ELECTRON_RUN_AS_NODE: '1' } },
] as const;

/** What each answered, by name, so that a failure says which. */
const named = (shown: readonly ShownServer[], found: readonly ProbeFinding[]) => Object.fromEntries(shown.map(({ what }, index) => [what, found[index]]));
const all = (shown: readonly ShownServer[], finding: ProbeFinding) => Object.fromEntries(shown.map(({ what }) => [what, finding]));

describe.each(runtimes)('the certificate of the server, in $runtime', ({ program, env }) => {
  it('H43 every good certificate is accepted, with TLS 1.2 and 1.3, by either pin', async () => {
    const { found } = await ask(program, env, servers.good.map((shown) => target(shown, servers.authority.certificate)));
    expect(named(servers.good, found)).toEqual(all(servers.good, 'answered'));
  });

  it('H43 every bad certificate is refused as one and not as a line that is down, and no byte is told to its server', async () => {
    expect(servers.bad.length).toBeGreaterThanOrEqual(30);
    const before = servers.bad.map((shown) => fronts.get(shown)?.heardBytes());
    const { found } = await ask(program, env, servers.bad.map((shown) => target(shown, servers.authority.certificate)));
    expect(named(servers.bad, found)).toEqual(all(servers.bad, 'untrusted'));
    expect(servers.bad.map((shown) => fronts.get(shown)?.heardBytes())).toEqual(before);
  });

  it('H43 without the clinic’s authority its servers are strangers', async () => {
    const { found } = await ask(program, env, servers.good.map((shown) => target(shown, null)));
    expect(named(servers.good, found)).toEqual(all(servers.good, 'untrusted'));
  });

  it('H43 no variable of the environment makes an exception', async () => {
    const strangers = servers.bad.filter(({ what }) => /unknown authority|signed by itself|expired|another host/.test(what));
    expect(strangers.length).toBeGreaterThanOrEqual(6);
    const bundle = join(folder, 'everything.pem');
    writeFileSync(bundle, strangers.map(({ options }) => String(options.cert)).join('') + servers.strangeAuthority.certificate);
    const loose = {
      ...{ NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_EXTRA_CA_CERTS: bundle, SSL_CERT_FILE: bundle, SSL_CERT_DIR: folder, NODE_USE_SYSTEM_CA: '1', NODE_NO_WARNINGS: '1' },
      ...{ HTTPS_PROXY: 'http://127.0.0.1:9', https_proxy: 'http://127.0.0.1:9', ALL_PROXY: 'http://127.0.0.1:9', NODE_USE_ENV_PROXY: '1' },
    };
    const asked = [...strangers, ...servers.good];
    const { found } = await ask(program, { ...env, ...loose }, asked.map((shown) => target(shown, servers.authority.certificate)));
    expect(named(asked, found)).toEqual({ ...all(strangers, 'untrusted'), ...all(servers.good, 'answered') });
  });
});

it('H43 pins that have changed are asked of the next connection, which starts anew and resumes no session', async () => {
  const [shown] = servers.good;
  if (!shown) throw new Error('no server');
  const pins: string[] = [];
  const server = target(shown, null).server;
  const clinic = httpClinic({ server, trust: { ca: servers.authority.certificate, pins: () => pins }, ports: systemPorts, credential: () => null, patientToken: () => null, onContact: () => undefined });
  const ask = () => clinic.sendOpen({ method: 'GET', path: '/' });
  try {
    expect(await ask()).toMatchObject({ status: 200 });
    pins.push('A'.repeat(43) + '=');
    await expect(ask()).rejects.toThrow(Untrusted);
    pins.pop();
    expect(await ask()).toMatchObject({ status: 200 });
  } finally {
    clinic.close();
  }
});

it('H43 the two libraries really are different ones', async () => {
  const [node, inElectron] = await Promise.all(runtimes.map(({ program, env }) => ask(program, env, [])));
  expect(node?.openssl).not.toBe(inElectron?.openssl);
});
