import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** Every call of `….print(…)` in the shell, and whether its options say `silent: true` in so many words. */
function printCalls(file: string): readonly { readonly line: number; readonly isSilent: boolean }[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: { line: number; isSilent: boolean }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'print') {
      const [options] = node.arguments;
      const isSilent =
        options !== undefined &&
        ts.isObjectLiteralExpression(options) &&
        options.properties.some((property) => ts.isPropertyAssignment(property) && property.name.getText() === 'silent' && property.initializer.kind === ts.SyntaxKind.TrueKeyword);
      found.push({ line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1, isSilent });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe('printing', () => {
  it('H13 main never asks the system for a print dialog', () => {
    const files = readdirSync('main', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')).map((name) => join('main', name));
    const calls = files.flatMap((file) => printCalls(file).map((call) => ({ file, ...call })));
    expect(calls.length).toBeGreaterThan(0);
    expect(calls.filter(({ isSilent }) => !isSilent)).toEqual([]);
  });
});
