// Builds out/app: everything Electron needs and nothing else, so the folder can be copied where another user may read it.
//   node scripts/build.mjs            for development and tests (gallery page, source maps)
//   node scripts/build.mjs --release  what is packaged, in out/release
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as esbuild } from 'esbuild';
import { build as vite } from 'vite';
import { writeFhirDefinitions } from './fhirDefinitions.mjs';
import { withLock } from './setup/machineCache.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const sources = ['main', 'preload', 'backend', 'shared', 'renderer', 'scripts/build.mjs', 'vite.config.ts', 'package.json', 'package-lock.json'];

// The oldest Electron we run on carries Node 20.18 and Chromium 130.
const nodeTarget = 'node20.18';
// Bundled CommonJS calls `require`, which an ES module does not have.
const banner = { js: "import { createRequire as kabinetRequire } from 'node:module'; const require = kabinetRequire(import.meta.url);" };

function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Changes when any source changes; lets parallel test runs share one build. */
function stateOfSources(isRelease) {
  const hash = createHash('sha256').update(isRelease ? 'release' : 'development');
  for (const file of sources.flatMap((path) => filesUnder(join(root, path))).sort()) {
    hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

async function buildNodeSide(target, isRelease) {
  const common = { bundle: true, platform: 'node', target: nodeTarget, minify: isRelease, sourcemap: isRelease ? false : 'linked', logLevel: 'warning', legalComments: 'none' };
  const external = ['electron', 'better-sqlite3', 'keytar'];
  await Promise.all([
    esbuild({ ...common, entryPoints: [join(root, 'main/index.ts')], outfile: join(target, 'main/index.mjs'), format: 'esm', external, banner }),
    esbuild({ ...common, entryPoints: [join(root, 'backend/index.ts')], outfile: join(target, 'backend/index.mjs'), format: 'esm', external, banner }),
    // A sandboxed preload can only be one CommonJS file.
    ...['index', 'kiosk', 'signIn'].map((name) =>
      esbuild({ ...common, entryPoints: [join(root, `preload/${name}.ts`)], outfile: join(target, `preload/${name}.cjs`), format: 'cjs', external, sourcemap: false }),
    ),
  ]);
}

async function buildPages(target, isRelease) {
  await vite({
    root: join(root, 'renderer'),
    configFile: join(root, 'vite.config.ts'),
    mode: isRelease ? 'production' : 'gallery',
    logLevel: 'warn',
    build: { outDir: join(target, 'renderer'), emptyOutDir: true },
  });
}

/** The only names the app's own scheme will answer to, and what must be in them. */
function writeManifest(target) {
  const folder = join(target, 'renderer');
  const rows = filesUnder(folder)
    .filter((file) => !file.endsWith('.map'))
    .map((file) => {
      const bytes = readFileSync(file);
      return [relative(folder, file).replaceAll('\\', '/'), { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length }];
    })
    .sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(join(target, 'renderer-manifest.json'), JSON.stringify(Object.fromEntries(rows), null, 1));
}

/** Native packages stay packages; of the prebuilt binaries only this platform's are taken. Returns their versions by name. */
function copyNativePackages(target) {
  const own = `${process.platform}-${process.arch}`;
  const parts = { 'better-sqlite3': ['LICENSE', 'lib', `prebuilds/${own}.node`], keytar: ['LICENSE.md', 'lib', `prebuilds/${own}`] };
  const versions = {};
  for (const [name, wanted] of Object.entries(parts)) {
    const from = join(root, 'node_modules', name);
    const to = join(target, 'node_modules', name);
    for (const part of wanted) cpSync(join(from, part), join(to, part), { recursive: true });
    // Without the packages it would need to compile itself, so that the packager finds nothing missing.
    const { version, main, exports, license } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));
    writeFileSync(join(to, 'package.json'), JSON.stringify({ name, version, main, exports, license }));
    versions[name] = version;
  }
  return versions;
}

function writeApplicationPackage(target, dependencies) {
  const { name, productName, version, description } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const manifest = { name, productName, version, description, author: productName, private: true, type: 'module', main: 'main/index.mjs', dependencies };
  writeFileSync(join(target, 'package.json'), JSON.stringify(manifest, null, 1));
}

async function buildInto(outDir, id, isRelease) {
  const draft = `${outDir}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  await Promise.all([buildNodeSide(draft, isRelease), buildPages(draft, isRelease)]);
  writeManifest(draft);
  writeApplicationPackage(draft, copyNativePackages(draft));
  writeFileSync(join(draft, 'build-id'), id);
  rmSync(outDir, { recursive: true, force: true });
  // Renamed when whole: a build cut short is never taken for one.
  renameSync(draft, outDir);
}

/**
 * Builds unless nothing changed, then hands the result to `use` while no other build can replace it.
 * `id` names this very content.
 * @template T
 * @param {{ isRelease?: boolean, use?: (build: { outDir: string, id: string, built: boolean }) => T | Promise<T> }} options
 * @returns {Promise<{ outDir: string, id: string, built: boolean, used: T | undefined }>}
 */
export async function buildApp({ isRelease = false, use } = {}) {
  writeFhirDefinitions();
  const outDir = join(root, 'out', isRelease ? 'release' : 'app');
  return withLock(`build-${createHash('sha256').update(outDir).digest('hex').slice(0, 12)}`, async () => {
    const id = stateOfSources(isRelease);
    const stamp = join(outDir, 'build-id');
    const built = !(existsSync(stamp) && readFileSync(stamp, 'utf8') === id);
    if (built) await buildInto(outDir, id, isRelease);
    return { outDir, id, built, used: await use?.({ outDir, id, built }) };
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const from = performance.now();
  const result = await buildApp({ isRelease: process.argv.includes('--release') });
  process.stdout.write(`build: ${result.built ? `${Math.round(performance.now() - from)} ms` : 'up to date'}, ${relative(root, result.outDir)}\n`);
}
