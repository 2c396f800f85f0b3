// House rules that no ready linter knows: what may be written where. Every rule has a planted violation in
// tests/architecture/sourceRules.test.ts. `npm run check` applies them to every tracked source.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const isApp = (file) => /^(main|preload|renderer|shared|backend|clinic-server)\//.test(file);
const isCode = (file) => /\.(ts|tsx|mjs|cjs)$/.test(file);
const isTest = (file) => file.startsWith('tests/');
// Entries of a process: nothing can import them, so what they hold belongs to that one run.
const isEntry = (file) => /^((main|preload|backend|clinic-server)\/index\.ts|clinic-server\/(demo|esiaSimulator)\/index\.ts|renderer\/(\w+\/)?main\.tsx)$/.test(file);
const isEngine = (file) => file.startsWith('backend/sync/');

const importsNamed = (node, from, name) =>
  ts.isImportDeclaration(node) &&
  ts.isStringLiteral(node.moduleSpecifier) &&
  node.moduleSpecifier.text === from &&
  node.importClause?.namedBindings !== undefined &&
  ts.isNamedImports(node.importClause.namedBindings) &&
  node.importClause.namedBindings.elements.some((element) => (element.propertyName ?? element.name).text === name);

const isMember = (node, object, names) =>
  ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === object && names.includes(node.name.text);

const literalText = (node) => (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node) ? node.text : undefined);

/** Rules over the syntax tree: `where` a file is meant, `finds` a node that breaks the rule. */
const nodeRules = [
  { name: 'one-guarded-door', why: 'raw ipcMain only in main/shell/guard.ts', where: (f) => f !== 'main/shell/guard.ts' && isApp(f), finds: (n) => importsNamed(n, 'electron', 'ipcMain') },
  {
    name: 'one-window-factory',
    why: 'windows and views are made in main/window.ts only',
    where: (f) => f !== 'main/window.ts' && isApp(f),
    finds: (n) => ts.isNewExpression(n) && /(^|\.)(BrowserWindow|BrowserView|WebContentsView)$/.test(n.expression.getText()),
  },
  { name: 'safe-shell', why: 'electron.shell only in main/shell/safeShell.ts', where: (f) => f !== 'main/shell/safeShell.ts' && isApp(f), finds: (n) => importsNamed(n, 'electron', 'shell') },
  {
    name: 'bridge-leaks-nothing',
    why: 'ipcRenderer stays in the two bridges, preload/index.ts and preload/signIn.ts',
    where: (f) => !['preload/index.ts', 'preload/signIn.ts'].includes(f) && isApp(f),
    finds: (n) => importsNamed(n, 'electron', 'ipcRenderer'),
  },
  { name: 'no-select-star', why: 'name the columns', where: isApp, finds: (n) => /\bselect\s+(distinct\s+)?(\w+\.)?\*/i.test(literalText(n) ?? '') },
  { name: 'zod-as-namespace', why: "`import * as z from 'zod'`: the named import bundles all of it", where: isApp, finds: (n) => importsNamed(n, 'zod', 'z') },
  { name: 'no-enum', why: 'a union of literals says the same', where: isCode, finds: (n) => ts.isEnumDeclaration(n) },
  { name: 'no-any', why: 'unknown, then parse', where: isCode, finds: (n) => n.kind === ts.SyntaxKind.AnyKeyword },
  {
    name: 'no-double-cast',
    why: '`as unknown as` hides a wrong type',
    where: isCode,
    finds: (n) => ts.isAsExpression(n) && ts.isAsExpression(n.expression) && n.expression.type.kind === ts.SyntaxKind.UnknownKeyword,
  },
  {
    name: 'no-barrel',
    why: 'import from the file that has it',
    where: isApp,
    finds: (n) => ts.isExportDeclaration(n) && n.moduleSpecifier !== undefined,
  },
  {
    name: 'no-module-state',
    why: 'state is made by a function and handed on; nothing lives in a module',
    where: (f) => isApp(f) && !isEntry(f),
    finds: (n) => ts.isVariableStatement(n) && ts.isSourceFile(n.parent) && !(n.declarationList.flags & ts.NodeFlags.Const),
  },
  {
    name: 'engine-through-ports',
    why: 'clock, chance, timers and network come into the sync engine as arguments, or it cannot be simulated',
    where: (f) => isEngine(f) && !/\/(http\w*|real\w*|system\w*)\.ts$/.test(f),
    finds: (n) =>
      isMember(n, 'Date', ['now']) || isMember(n, 'Math', ['random']) || (ts.isNewExpression(n) && n.expression.getText() === 'Date' && !n.arguments?.length) ||
      (ts.isCallExpression(n) && /^(setTimeout|setInterval|fetch)$/.test(n.expression.getText())),
  },
  {
    name: 'no-skipped-test',
    why: 'a test runs or is deleted',
    where: isTest,
    finds: (n) => ts.isPropertyAccessExpression(n) && /^(it|test|describe)$/.test(n.expression.getText()) && ['skip', 'only', 'todo', 'fixme', 'fails', 'skipIf', 'runIf'].includes(n.name.text),
  },
  { name: 'no-html-strings', why: 'Trusted Types refuse it and patients write into it', where: (f) => f.startsWith('renderer/'), finds: (n) => ts.isPropertyAccessExpression(n) && ['innerHTML', 'outerHTML', 'insertAdjacentHTML'].includes(n.name.text) },
  { name: 'no-chooser', why: 'a file chooser is a way out of the kiosk', where: (f) => f.startsWith('renderer/'), finds: (n) => ts.isJsxAttribute(n) && n.getText() === 'type="file"' },
];

const words = (...parts) => new RegExp(parts.join(''));

/** Rules over the text, comments included. The patterns are put together so that this file does not break them. */
const textRules = [
  { name: 'no-open-ends', why: 'finish it or open an issue', where: isCode, pattern: words('\\b(TO', 'DO|FIX', 'ME|X', 'XX)\\b') },
  { name: 'no-silencing', why: 'mend the cause', where: isCode, pattern: words('@ts-', '(ignore|expect-error|nocheck)|(eslint|oxlint)-', 'disable') },
  { name: 'sandbox-stays', why: 'the sandbox is never switched off, in tests neither', where: isCode, pattern: words('--no-', 'sandbox') },
  { name: 'stands-alone', why: 'no path of a machine, no host of a registry', where: () => true, pattern: words('(^|[^\\w.])/(wo', 'rk|fa', 'rm)/|registry\\.', 'npmjs') },
];

const bannedNames = /^(utils?|helpers?|managers?|services?|common|misc)\.(ts|tsx|mjs)$/i;
const maxLines = 300;
const maxPreloadLines = 60;

function lineOf(text, index) {
  return text.slice(0, index).split('\n').length;
}

/**
 * What breaks the house rules in one file.
 * @param {string} file path from the root, with slashes
 * @param {string} text
 * @returns {{ rule: string, file: string, line: number, why: string }[]}
 */
export function violations(file, text) {
  const found = [];
  const add = (rule, line, why) => found.push({ rule, file, line, why });

  for (const rule of textRules) {
    const match = rule.where(file) ? rule.pattern.exec(text) : null;
    if (match) add(rule.name, lineOf(text, match.index), rule.why);
  }
  if (!isCode(file)) return found;

  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  if (lines > maxLines) add('short-files', lines, `at most ${maxLines} lines`);
  if (file === 'preload/index.ts' && lines >= maxPreloadLines) add('thin-preload', lines, `under ${maxPreloadLines} lines`);
  if (bannedNames.test(basename(file))) add('named-after-its-thing', 1, 'a file is named after the one thing in it');

  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, file.endsWith('x') ? ts.ScriptKind.TSX : undefined);
  const active = nodeRules.filter((rule) => rule.where(file));
  const visit = (node) => {
    for (const rule of active) {
      if (rule.finds(node)) add(rule.name, source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1, rule.why);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

export const ruleNames = [...nodeRules, ...textRules].map((rule) => rule.name).concat('short-files', 'thin-preload', 'named-after-its-thing');

/** Tracked files and new ones, as git sees them. */
function sourceFiles() {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });
  return listed.split('\n').filter((file) => file !== '' && file !== 'package-lock.json' && /\.(ts|tsx|mjs|cjs|json|md|yml|html|css|sh)$/.test(file));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = [];
  let count = 0;
  for (const file of sourceFiles()) {
    let text;
    try {
      text = readFileSync(join(root, file), 'utf8');
    } catch {
      continue; // deleted, but not yet in the index
    }
    count += 1;
    found.push(...violations(file, text));
  }
  for (const row of found) process.stdout.write(`${row.file}:${row.line}  ${row.rule}: ${row.why}\n`);
  process.stdout.write(`house rules: ${count} files, ${found.length} violations\n`);
  process.exitCode = found.length > 0 || count === 0 ? 1 : 0;
}
