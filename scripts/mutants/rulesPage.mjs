// docs/rules.md: which rule is met, said by the mutants and by nobody's opinion.

const cell = (text) => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');

const isKill = ({ verdict }) => verdict === 'killed' || verdict === 'before';

/** Rows of one rule: how many mutants, how many of them killed, and what is not in order. */
function stateOf(rule, rows) {
  const own = rows.filter(({ mutant }) => mutant.rule === rule);
  return { own, killed: own.filter(isKill).length, bad: own.filter((row) => !isKill(row)) };
}

const byName = (a, b) => a.localeCompare(b, 'en', { numeric: true });

/**
 * Rules of the frame in their order, then every other row that has a mutant.
 * @param {{ rules: readonly { rule: string, text: string }[], notMet: Readonly<Record<string, string>>, rows: readonly import('./campaign.mjs').Row[] }} input
 */
export function judgeRules({ rules, notMet, rows }) {
  const listed = new Set(rules.map(({ rule }) => rule));
  const others = [...new Set(rows.map(({ mutant }) => mutant.rule))].filter((rule) => !listed.has(rule)).sort(byName);
  return [...rules, ...others.map((rule) => ({ rule, text: '' }))].map(({ rule, text }) => {
    const { own, killed, bad } = stateOf(rule, rows);
    const reason = notMet[rule];
    const isMet = own.length > 0 && bad.length === 0 && reason === undefined;
    const why = [
      ...bad.map(({ mutant, verdict }) => `${verdict}: ${mutant.what}`),
      ...(own.length === 0 && reason === undefined ? ['no mutant'] : []),
      ...(reason === undefined ? [] : [reason]),
    ].join('; ');
    // A reason excuses a rule that is not built yet; it never excuses a mutant that survives.
    const isOpen = bad.length > 0 || (own.length === 0 && reason === undefined);
    return { rule, text, count: own.length, killed, isMet, isOpen, why, isOfFrame: listed.has(rule) };
  });
}

/** @param {{ judged: ReturnType<typeof judgeRules>, rows: readonly import('./campaign.mjs').Row[] }} input */
export function rulesPage({ judged, rows }) {
  const frame = judged.filter((row) => row.isOfFrame);
  const others = judged.filter((row) => !row.isOfFrame);
  const state = (row) => (row.isMet ? 'met' : row.killed > 0 && row.killed === row.count ? 'in part' : 'not met');
  const met = frame.filter((row) => row.isMet).length;
  const count = (wanted) => rows.filter(({ verdict }) => verdict === wanted).length;
  const before = count('before');
  const rest = before === 0 ? '' : `, ${before} more before their file or their test last moved`;
  const proofs = [...rows].sort((a, b) => byName(a.mutant.rule, b.mutant.rule));
  return [
    '# Rules and the mutants that prove their tests',
    '',
    'Printed by `npm run mutants -- --write`; not edited by hand. A rule is met when it can be switched off in every way listed below, one at a',
    'time, and each time the test named beside it fails by itself. The switching off happens in a scratch copy and never ships.',
    '',
    `Rules of the frame met: ${met} of ${frame.length}. Mutants killed: ${count('killed')} of ${rows.length} as the code is now${rest}.`,
    '',
    '| rule | what | mutants killed | state |',
    '|---|---|---|---|',
    ...frame.map((row) => `| **${row.rule}** | ${cell(row.text)} | ${row.killed} of ${row.count} | ${cell([state(row), row.why].filter((part) => part !== '').join(': '))} |`),
    '',
    '## Other rows with mutants',
    '',
    '| row | mutants killed | state |',
    '|---|---|---|',
    ...others.map((row) => `| **${row.rule}** | ${row.killed} of ${row.count} | ${cell([state(row), row.why].filter((part) => part !== '').join(': '))} |`),
    '',
    '## What is switched off, and what notices',
    '',
    '| rule | switched off | in | test that fails | |',
    '|---|---|---|---|---|',
    ...proofs.map(({ mutant, verdict }) => `| ${mutant.rule} | ${cell(mutant.what)} | \`${mutant.file}\` | ${mutant.proof.runner} \`${mutant.proof.file.replace(/^tests\//, '')}\` «${cell(mutant.proof.title)}» | ${verdict} |`),
    '',
  ].join('\n');
}
