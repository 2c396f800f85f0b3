import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startEsiaSimulator } from '../../../clinic-server/esiaSimulator/start.ts';
import { simulatorUsers } from '../../../clinic-server/esiaSimulator/users.ts';
import { createBrowser } from '../../support/esiaPerson.ts';
import { acPath, authorizeFields } from '../../support/esiaRequests.ts';
import { afterLogout, callback, startEsiaWorld } from '../../support/esiaSimulation.ts';

const entry = join(import.meta.dirname, '../../../clinic-server/esiaSimulator/index.ts');

interface Ended {
  readonly code: number | null;
  readonly said: string;
}

describe('a simulator that cannot be taken for the real one', async () => {
  const world = await startEsiaWorld();
  const clientsFile = join(world.folder, 'clients.json');
  const client = { mnemonic: 'CLINIC01', certificate: world.gost.certificateFile, redirectUris: [callback], logoutUris: [afterLogout] };
  writeFileSync(clientsFile, JSON.stringify([client]));

  function run(
    environment: Readonly<Record<string, string>>,
    onAddresses?: (addresses: readonly string[]) => Promise<void>,
    end: 'SIGTERM' | 'SIGKILL' = 'SIGTERM',
  ): Promise<Ended> {
    const child = spawn(process.execPath, [entry, '--clients', clientsFile], { env: { ...process.env, NODE_ENV: 'test', ...environment } });
    let said = '';
    let output = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const addresses = output.split('\n').filter((line) => line !== '');
      if (addresses.length === 2) void (onAddresses?.(addresses) ?? Promise.resolve()).finally(() => child.kill(end));
    });
    return new Promise((done) => child.on('close', (code) => done({ code, said })));
  }

  it('R5 §5.28 the entry refuses to start in production', async () => {
    const { code, said } = await run({ NODE_ENV: 'production' });
    expect(code).toBe(1);
    expect(said).toContain('does not run in production');
  });

  it('R5 §5.1 the entry prints its two addresses, serves, and ends when asked to', async () => {
    let page = '';
    const ended = await run({}, async ([url = '', adminUrl = '']) => {
      page = (await createBrowser(url).open(acPath(authorizeFields({ ...world.caller, now: Date.now })))).html;
      await fetch(`${adminUrl}/counts`);
    });
    expect(page).toContain('ДЕМО. Это не Госуслуги');
    expect(ended.code).toBe(0);
  });

  it('R5 §5.1 a machine without the GOST engine is told what it lacks', async () => {
    const { code, said } = await run({ OPENSSL_ENGINES: world.folder });
    expect(code).toBe(1);
    expect(said).toContain('is the gost engine installed?');
  });

  it('R5 §5.28 it listens on this machine only, on both its ports', async () => {
    for (const host of ['0.0.0.0', '::', '10.0.0.1', 'esia.gosuslugi.ru', '']) {
      await expect(startEsiaSimulator({ clients: [], host }), host).rejects.toThrow('this machine only');
    }
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((address) => address !== undefined && !address.internal && address.family === 'IPv4');
    for (const address of [world.esia.url, world.esia.adminUrl]) {
      expect(new URL(address).hostname).toBe('127.0.0.1');
      if (outside === undefined) continue;
      const reached = await new Promise<boolean>((done) => {
        const socket = connect(Number(new URL(address).port), outside.address, () => done(true)).on('error', () => done(false));
        socket.setTimeout(2_000, () => done(false));
      });
      expect(reached).toBe(false);
    }
  });

  it('R5 §5.28 it never signs in the name of the real one', async () => {
    for (const issuer of [
      'http://esia.gosuslugi.ru/',
      'https://ESIA.gosuslugi.ru/',
      'http://esia-portal1.test.gosuslugi.ru/',
      'http://gosuslugi.ru./',
    ]) {
      await expect(startEsiaSimulator({ clients: [], issuer }), issuer).rejects.toThrow('the name of the real one');
    }
  });

  it('R5 §5.28 a simulator that is killed leaves no keys behind', async () => {
    const places = join(world.folder, 'places');
    mkdirSync(places);
    const { code } = await run(
      { TMPDIR: places },
      async ([url = '', adminUrl = '']) => {
        await createBrowser(url).walk(acPath(authorizeFields({ ...world.caller, now: Date.now })), simulatorUsers.confirmed);
        await fetch(`${adminUrl}/certificates`);
      },
      'SIGKILL',
    );
    expect(code).toBeNull();
    expect(readdirSync(places)).toEqual([]);
  });

  it('R5 §5.1 every answer to a browser says that it is a demonstration, runs no script and is kept by nobody', async () => {
    const browser = createBrowser(world.esia.url);
    const login = await browser.open(acPath(authorizeFields(world.caller)));
    const pages = [
      login,
      await browser.ask('/consent?request=x'),
      await browser.ask('/aas/oauth2/v2/ac'),
      await browser.ask('/idp/ext/Logout'),
      await browser.ask('/nothing'),
    ];
    for (const { html, headers, location } of pages) {
      expect(location).toBeNull();
      expect(html).toContain('ДЕМО. Это не Госуслуги');
      expect(html).not.toMatch(/<script|javascript:|\son\w+=|https?:/i);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toMatch(
        /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]+'; form-action 'self'( https:\/\/clinic\.example)?; base-uri 'none'; frame-ancestors 'none'$/,
      );
    }
    // Only the page whose form leads there may lead there.
    expect(pages.map(({ headers }) => headers.get('content-security-policy')?.includes('clinic.example'))).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it('R5 §5.1 what a system or a person writes is shown as text', async () => {
    const evil = `"><script>alert(1)</script>`;
    const query = new URLSearchParams({ client_id: evil, redirect_uri: evil, state: evil }).toString();
    const browser = createBrowser(world.esia.url);
    const seen = [await browser.ask(`/aas/oauth2/v2/ac?${query}`), await browser.ask(`/login?request=${encodeURIComponent(evil)}`)];
    const login = await browser.open(acPath(authorizeFields(world.caller, { state: evil })));
    seen.push(login, await browser.submit(login, { login: evil, password: evil }));
    for (const { html } of seen) expect(html).not.toContain('<script');
  });
});
