// `npm test`: everything that can be proved on one machine. Last line: `N passed, N failed`, all runners added up.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from './check.mjs';
import { bin, endWithSignals, plainTotals, playwrightTotals, reportFile, root, runLane, seconds, vitestTotals } from './lanes.mjs';

// Ten times what a lane takes on a slow machine: beyond that it hangs.
const hangsAfterMs = { integration: 1_800_000, model: 1_800_000, mutants: 900_000, faults: 3_600_000, e2e: 3_600_000 };

const rows = [];

function record(name, ms, totals, ok) {
  // A lane that reports nothing, or ran nothing, proves nothing: that is a failure, never a pass.
  const broken = totals === undefined || totals.passed + totals.failed === 0;
  const failed = (totals?.failed ?? 0) + (broken || (!ok && totals?.failed === 0) ? 1 : 0);
  rows.push({ name, ms, passed: totals?.passed ?? 0, failed, note: broken ? 'ran nothing' : !ok && totals?.failed === 0 ? 'ended badly' : (totals?.note ?? '') });
}

endWithSignals();
const from = performance.now();
process.stdout.write('== check\n');
const checked = await check();
for (const lane of checked.lanes) {
  if (lane.name === 'unit tests') record(lane.name, lane.ms, checked.totals, lane.ok);
  else rows.push({ name: lane.name, ms: lane.ms, passed: lane.ok ? 1 : 0, failed: lane.ok ? 0 : 1, note: '' });
}

process.stdout.write('\n== integration\n');
const integrationReport = reportFile('integration');
const integration = await runLane({
  name: 'integration',
  // Half of a file is waiting for its own server: three of them fill two processors.
  args: [bin('vitest'), 'run', '--project', 'integration', '--maxWorkers=3', '--reporter=default', '--reporter=json', `--outputFile.json=${integrationReport}`],
  limitMs: hangsAfterMs.integration,
  echo: true,
});
record('integration', integration.ms, vitestTotals(integrationReport), integration.ok);

process.stdout.write('\n== model\n');
const modelReport = reportFile('model');
const model = await runLane({
  name: 'model',
  args: [bin('vitest'), 'run', '--project', 'model', '--reporter=default', '--reporter=json', `--outputFile.json=${modelReport}`],
  limitMs: hangsAfterMs.model,
  echo: true,
});
record('model', model.ms, vitestTotals(modelReport), model.ok);

process.stdout.write('\n== mutants\n');
const mutantsReport = reportFile('mutantsShare');
const mutants = await runLane({ name: 'mutants', args: [join(root, 'scripts/mutants.mjs'), '--ci'], limitMs: hangsAfterMs.mutants, echo: true });
record('mutants', mutants.ms, plainTotals(mutantsReport), mutants.ok);

process.stdout.write('\n== faults\n');
const faultsReport = reportFile('faults');
const faults = await runLane({ name: 'faults', args: [join(root, 'scripts/long.mjs'), '--ci'], limitMs: hangsAfterMs.faults, echo: true });
record('faults', faults.ms, plainTotals(faultsReport), faults.ok);

process.stdout.write('\n== e2e on Electron\n');
const e2eReport = reportFile('playwright');
const e2e = await runLane({
  name: 'e2e',
  args: [bin('@playwright/test', 'playwright'), 'test', '--project=e2e', '--reporter=list,json'],
  env: { PLAYWRIGHT_JSON_OUTPUT_NAME: e2eReport },
  limitMs: hangsAfterMs.e2e,
  echo: true,
});
record('e2e', e2e.ms, playwrightTotals(e2eReport), e2e.ok);

const width = Math.max(...rows.map((row) => row.name.length));
process.stdout.write(`\n${'lane'.padEnd(width)}     time   passed  failed\n`);
for (const row of rows) {
  process.stdout.write(`${row.name.padEnd(width)} ${seconds(row.ms)} ${String(row.passed).padStart(8)} ${String(row.failed).padStart(7)}  ${row.note}\n`);
}
const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
process.stdout.write(`\nKabinet ${version}, ${Math.round((performance.now() - from) / 1000)} s in all\n`);
process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed\n`);
process.exitCode = sum('failed') > 0 ? 1 : 0;
