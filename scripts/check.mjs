// `npm run check`: types, imports, lint, house rules, dead code, unit tests, in about a minute.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeFhirDefinitions } from './fhirDefinitions.mjs';
import { bin, endWithSignals, reportFile, root, runLane, seconds, vitestTotals } from './lanes.mjs';

const processes = ['main', 'preload', 'renderer', 'shared', 'backend', 'clinic-server', 'tests'];

/** Every static check and the unit tests. Returns the lanes, failed ones with what they said, and the unit tests' totals. */
export async function check() {
  writeFhirDefinitions();
  const tsc = bin('typescript-native', 'tsc');
  const unitReport = reportFile('unit');
  const waiting = [
    { name: 'unit tests', args: [bin('vitest'), 'run', '--project', 'unit', '--project', 'page', '--reporter=dot', '--reporter=json', `--outputFile.json=${unitReport}`] },
    ...processes.map((folder) => ({ name: `types: ${folder}`, args: [tsc, '--pretty', 'false', '-p', folder] })),
    { name: 'types: configuration', args: [tsc, '--pretty', 'false', '-p', '.'] },
    { name: 'imports', args: [bin('dependency-cruiser', 'depcruise'), '--output-type', 'err', ...processes] },
    { name: 'lint', args: [bin('oxlint'), '--type-aware', '--quiet'] },
    { name: 'house rules', args: [join(root, 'scripts/sourceRules.mjs')] },
    { name: 'dead code', args: [bin('knip'), '--no-config-hints'] },
  ].map((lane) => ({ limitMs: 300_000, ...lane }));
  const done = [];
  const worker = async () => {
    for (let lane = waiting.shift(); lane; lane = waiting.shift()) {
      const result = await runLane(lane);
      done.push(result);
      process.stdout.write(`${result.ok ? 'ok  ' : 'FAIL'} ${seconds(result.ms)}  ${result.name}\n`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(4, Math.max(2, availableParallelism())) }, worker));

  const totals = vitestTotals(unitReport);
  const failed = done.filter((lane) => !lane.ok);
  for (const lane of failed) process.stdout.write(`\n---- ${lane.name} ----\n${lane.text.slice(-12_000)}\n`);
  return { lanes: done, failed, totals };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  endWithSignals();
  const { failed, lanes, totals } = await check();
  const tests = totals ? `${totals.passed} unit tests passed, ${totals.failed} failed` : 'the unit tests did not report';
  process.stdout.write(`\ncheck: ${lanes.length - failed.length} of ${lanes.length} in order; ${tests}\n`);
  process.exitCode = failed.length === 0 && totals && totals.passed > 0 && totals.failed === 0 ? 0 : 1;
}
