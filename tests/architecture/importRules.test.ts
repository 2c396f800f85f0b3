import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const config: { forbidden: IForbiddenRuleType[]; options: object } = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs'));

type Planted = { rule: string; files: Record<string, string> };

const leaf = 'export const thing = 1;\n';
const imports = (path: string) => `import { thing } from '${path}';\nexport const used = thing;\n`;
const importsPackage = (name: string) => `import * as it from '${name}';\nexport const used = it;\n`;

// One violation for each rule; each lies in files of its own, so that a rule is seen to name exactly its own.
const planted: Planted[] = [
  { rule: 'shared-imports', files: { 'shared/lib/a1.ts': imports('../../backend/a1.ts'), 'backend/a1.ts': leaf } },
  { rule: 'preload-imports', files: { 'preload/a2.ts': imports('../renderer/a2.ts'), 'renderer/a2.ts': leaf } },
  { rule: 'main-imports', files: { 'main/a3.ts': imports('../backend/a3.ts'), 'backend/a3.ts': leaf } },
  { rule: 'renderer-imports', files: { 'renderer/a4.ts': imports('../backend/a4.ts'), 'backend/a4.ts': leaf } },
  { rule: 'backend-imports', files: { 'backend/a5.ts': imports('../clinic-server/a5.ts'), 'clinic-server/a5.ts': leaf } },
  { rule: 'clinic-server-imports', files: { 'clinic-server/a6.ts': imports('../backend/a6.ts'), 'backend/a6.ts': leaf } },
  {
    rule: 'no-cycles',
    files: {
      'shared/lib/b1.ts': "import { two } from './b2.ts';\nexport const one = () => two;\n",
      'shared/lib/b2.ts': "import { one } from './b1.ts';\nexport const two = () => one;\n",
    },
  },
  { rule: 'app-never-imports-tests', files: { 'backend/b3.ts': imports('../tests/support/b3.ts'), 'tests/support/b3.ts': leaf } },
  { rule: 'app-never-imports-scripts', files: { 'main/b4.ts': imports('../scripts/b4.mjs'), 'scripts/b4.mjs': leaf } },
  { rule: 'server-never-imports-demo', files: { 'clinic-server/b5.ts': imports('./demo/b5.ts'), 'clinic-server/demo/b5.ts': leaf } },
  { rule: 'preload-is-thin', files: { 'preload/c1.ts': importsPackage('zod') } },
  { rule: 'electron-only-in-shell', files: { 'renderer/c2.ts': "import type { App } from 'electron';\nexport type It = App;\n" } },
  { rule: 'backend-runs-without-electron', files: { 'backend/c3.ts': importsPackage('electron') } },
  { rule: 'no-node-in-page', files: { 'renderer/c4.ts': importsPackage('node:path') } },
  { rule: 'sqlite-only-in-db', files: { 'backend/server/c5.ts': importsPackage('better-sqlite3') } },
  { rule: 'keychain-only-in-secrets', files: { 'backend/server/c6.ts': importsPackage('keytar') } },
  { rule: 'react-only-in-page', files: { 'backend/c7.ts': importsPackage('react') } },
  { rule: 'network-only-in-sync', files: { 'backend/server/c8.ts': importsPackage('node:http') } },
  { rule: 'network-only-in-sync', files: { 'main/c9.ts': importsPackage('axios') } },
  { rule: 'postgres-only-in-server', files: { 'backend/c10.ts': importsPackage('pg') } },
  { rule: 'shared-mechanism-knows-no-feature', files: { 'shared/rpc/d1.ts': imports('../features/d1.ts'), 'shared/features/d1.ts': leaf } },
  { rule: 'shared-features-below-contract', files: { 'shared/features/d2.ts': imports('../contract.ts'), 'shared/contract.ts': leaf } },
  { rule: 'backend-db-is-lowest', files: { 'backend/db/d3.ts': imports('../sync/d3.ts'), 'backend/sync/d3.ts': leaf } },
  { rule: 'backend-engine-knows-no-feature', files: { 'backend/server/d4.ts': imports('../features/d4/store.ts'), 'backend/features/d4/store.ts': leaf } },
  { rule: 'backend-sync-below-server', files: { 'backend/sync/d5.ts': imports('../server/d5.ts'), 'backend/server/d5.ts': leaf } },
  { rule: 'features-are-islands', files: { 'backend/features/e1/a.ts': imports('../e2/a.ts'), 'backend/features/e2/a.ts': leaf } },
  { rule: 'features-are-islands', files: { 'renderer/features/e3/a.ts': imports('../e4/a.ts'), 'renderer/features/e4/a.ts': leaf } },
  { rule: 'page-layers', files: { 'renderer/app/e5.ts': imports('../features/e5/a.ts'), 'renderer/features/e5/a.ts': leaf } },
  { rule: 'ui-knows-no-domain', files: { 'renderer/ui/e6.ts': imports('../../shared/features/e6.ts'), 'shared/features/e6.ts': leaf } },
];

// What the same rules must let through, or they would only be walls.
const allowed: Record<string, string> = {
  'backend/db/ok1.ts': importsPackage('better-sqlite3'),
  'backend/secrets/ok2.ts': importsPackage('keytar'),
  'backend/sync/ok3.ts': importsPackage('axios'),
  'backend/server/ok4.ts': "import type { MessagePortMain } from 'electron';\nexport type Port = MessagePortMain;\n",
  'main/ok5.ts': importsPackage('electron'),
  'preload/ok6.ts': "import type { thing } from '../shared/rpc/ok6.ts';\nexport type It = typeof thing;\n",
  'shared/rpc/ok6.ts': leaf,
  'renderer/app/screens.tsx': imports('../features/ok7/Screen.tsx'),
  'renderer/features/ok7/Screen.tsx': imports('../../app/ok7.ts'),
  'renderer/app/ok7.ts': leaf,
  'clinic-server/demo/ok8.ts': imports('../ok8.ts'),
  'clinic-server/ok8.ts': importsPackage('pg'),
  'tests/ok9.ts': imports('../backend/features/ok9/store.ts'),
  'backend/features/ok9/store.ts': leaf,
};

describe('import rules', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kabinet-imports-'));
  const brokenBy = new Map<string, Set<string>>();

  beforeAll(async () => {
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    const files = Object.assign({}, allowed, ...planted.map((row) => row.files)) as Record<string, string>;
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const folders = [...new Set(Object.keys(files).map((path) => path.split('/')[0] ?? ''))];
    const { tsConfig: _unused, ...options } = config.options as { tsConfig?: unknown };
    const { output } = await cruise(folders, { ...options, baseDir: folder, validate: true, ruleSet: { forbidden: config.forbidden } }, {
      extensions: ['.ts', '.tsx', '.mjs', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    });
    for (const violation of (output as ICruiseResult).summary.violations) {
      brokenBy.set(violation.rule.name, (brokenBy.get(violation.rule.name) ?? new Set()).add(violation.from));
    }
  }, 60_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  for (const { rule, files } of planted) {
    const [culprit] = Object.keys(files);
    it(`${rule} stops ${culprit}`, () => {
      expect([...(brokenBy.get(rule) ?? [])]).toContain(culprit);
    });
  }

  it('what the architecture allows is not stopped by any rule', () => {
    const stopped = [...brokenBy.values()].flatMap((files) => [...files]).filter((file) => file in allowed);
    expect(stopped).toEqual([]);
  });

  it('every rule has a planted violation', () => {
    const proved = new Set(planted.map((row) => row.rule));
    expect(config.forbidden.map((rule) => rule.name).filter((name) => name === undefined || !proved.has(name))).toEqual([]);
  });
});
