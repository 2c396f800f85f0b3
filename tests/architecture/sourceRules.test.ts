import { describe, expect, it } from 'vitest';
import { ruleNames, violations } from '../../scripts/sourceRules.mjs';

const long = (lines: number) => 'export const a = 1;\n'.repeat(lines);

// [rule, file, text that breaks it, the same intent written as it should be]. Forbidden words are put together here,
// because this file obeys the rules too.
const cases: [string, string, string, string][] = [
  ['one-guarded-door', 'main/printing.ts', "import { ipcMain } from 'electron';", "import { app } from 'electron';"],
  ['one-window-factory', 'main/printing.ts', 'const w = new BrowserWindow({});', 'const w = makeWindow({});'],
  ['one-window-factory', 'main/printing.ts', 'const w = new electron.WebContentsView();', 'const w = new Map();'],
  ['safe-shell', 'main/index.ts', "import { shell } from 'electron';", "import { shell } from './paper.ts';"],
  ['bridge-leaks-nothing', 'main/index.ts', "import { ipcRenderer } from 'electron';", "import { app } from 'electron';"],
  ['no-select-star', 'backend/features/x/store.ts', "db.prepare('select * from doctors');", "db.prepare('select count(*) from doctors');"],
  ['no-select-star', 'clinic-server/x.ts', 'tx.query(`SELECT d.* FROM doctors d WHERE id = ${id}`);', 'tx.query(`SELECT d.id FROM doctors d`);'],
  ['zod-as-namespace', 'shared/features/x.ts', "import { z } from 'zod';", "import * as z from 'zod';"],
  ['no-enum', 'shared/features/x.ts', 'export enum Colour { red }', "export type Colour = 'red';"],
  ['no-any', 'shared/features/x.ts', 'export const f = (x: any) => x;', 'export const f = (x: unknown) => x;'],
  ['no-double-cast', 'main/x.ts', 'const a = b as unknown as string;', 'const a = String(b);'],
  ['no-barrel', 'renderer/ui/index.ts', "export * from './Button.tsx';", "import { Button } from './Button.tsx';\nexport const used = Button;"],
  ['no-module-state', 'backend/server/session.ts', 'let current = null;', 'export function session() { let current = null; return () => current; }'],
  ['engine-through-ports', 'backend/sync/loop.ts', 'const at = Date.now();', 'const at = ports.now();'],
  ['engine-through-ports', 'backend/sync/loop.ts', 'setTimeout(run, 5);', 'ports.after(5, run);'],
  ['engine-through-ports', 'backend/sync/push.ts', 'const id = Math.random();', 'const id = ports.newId();'],
  ['no-skipped-test', 'tests/a.test.ts', "it.skip('S1 works', () => {});", "it('S1 works', () => {});"],
  ['no-html-strings', 'renderer/features/x/X.tsx', 'element.innerHTML = name;', 'element.textContent = name;'],
  ['no-chooser', 'renderer/features/x/X.tsx', 'export const X = () => <input type="file" />;', 'export const X = () => <input type="text" />;'],
  ['no-open-ends', 'main/x.ts', `// ${'TO' + 'DO'} later`, '// Why it is so.'],
  ['no-silencing', 'main/x.ts', `// ${'@ts-' + 'ignore'}`, '// @timing'],
  ['sandbox-stays', 'tests/e2e/a.spec.ts', `launch(['${'--no-' + 'sandbox'}']);`, 'launch([]);'],
  ['stands-alone', 'docs/a.md', `see ${'/wo' + 'rk/main'}`, 'see docs/wire.md'],
  ['short-files', 'main/x.ts', long(301), long(300)],
  ['thin-preload', 'preload/index.ts', long(60), long(59)],
  ['named-after-its-thing', 'backend/sync/utils.ts', 'export const a = 1;', ''],
];

describe('house rules', () => {
  for (const [rule, file, bad, good] of cases) {
    it(`${rule} finds ${JSON.stringify(bad.slice(0, 50))} in ${file} and lets the proper form pass`, () => {
      expect(violations(file, bad).map((row) => row.rule)).toContain(rule);
      if (rule !== 'named-after-its-thing') expect(violations(file, good).map((row) => row.rule)).not.toContain(rule);
    });
  }

  it('the one place that may do a thing may do it', () => {
    expect(violations('main/window.ts', 'const w = new BrowserWindow({});')).toEqual([]);
    expect(violations('main/shell/guard.ts', "import { ipcMain } from 'electron';")).toEqual([]);
    expect(violations('backend/sync/httpClinicApi.ts', 'const at = Date.now();')).toEqual([]);
  });

  it('every rule has a planted violation', () => {
    const proved = new Set(cases.map(([rule]) => rule));
    expect(ruleNames.filter((name: string) => !proved.has(name))).toEqual([]);
  });
});
