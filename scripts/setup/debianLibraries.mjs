import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { isRoot, say } from './machineCache.mjs';

// What Electron, its tests and the keychain load or call, and the Debian package that brings it.
const libraries = {
  'libgtk-3.so.0': 'libgtk-3-0',
  'libnss3.so': 'libnss3',
  'libasound.so.2': 'libasound2',
  'libgbm.so.1': 'libgbm1',
  'libXss.so.1': 'libxss1',
  'libatk-bridge-2.0.so.0': 'libatk-bridge2.0-0',
  'libcups.so.2': 'libcups2',
  'libsecret-1.so.0': 'libsecret-1-0',
};
const programs = { Xvfb: 'xvfb', 'dbus-daemon': 'dbus', 'dbus-send': 'dbus-bin', 'dbus-launch': 'dbus-x11', 'gnome-keyring-daemon': 'gnome-keyring', unzip: 'unzip' };
// What the proofs alone call: traces of power cuts, real keys at a kiosk, certificates of a made-up authority.
const provers = { strace: 'strace', xdotool: 'xdotool', xwininfo: 'x11-utils', openssl: 'openssl' };
// GOST signatures of the ESIA client: an engine that openssl loads by itself, so there is no program to look for.
const gostEngine = { package: 'libengine-gost-openssl', folders: ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map((folder) => `/usr/lib/${folder}/engines-3`) };
const compilers = { make: 'make', 'g++': 'g++', python3: 'python3' };

function isOnPath(program) {
  return (process.env.PATH ?? '').split(delimiter).concat('/usr/bin', '/usr/sbin').some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function missing({ forCompiling }) {
  const listed = spawnSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' }).stdout ?? '';
  const absent = listed === '' ? [] : Object.keys(libraries).filter((name) => !listed.includes(`${name} `)).map((name) => libraries[name]);
  const wanted = { ...programs, ...provers, ...(forCompiling ? compilers : {}) };
  if (!gostEngine.folders.some((folder) => existsSync(join(folder, 'gost.so')))) absent.push(gostEngine.package);
  return absent.concat(Object.keys(wanted).filter((name) => !isOnPath(name)).map((name) => wanted[name]));
}

/** Installs what is missing when we may, otherwise ends with the one line that a person has to run. */
export function installLibraries({ forCompiling }) {
  if (process.platform !== 'linux') return;
  const packages = missing({ forCompiling });
  if (packages.length === 0) return;
  const line = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  if (!isRoot || !isOnPath('apt-get')) {
    throw new Error(`System packages are missing. Run this once, then start again:\n\n    sudo ${line}\n`);
  }
  say(`installing ${packages.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', '-qq', ...args], { env, encoding: 'utf8' });
  apt('update');
  const done = apt('install', '-y', '--no-install-recommends', ...packages);
  if (done.status !== 0) throw new Error(`${line}\n${done.stderr}`);
  const still = missing({ forCompiling });
  if (still.length > 0) throw new Error(`Still missing after the installation: ${still.join(' ')}`);
}
