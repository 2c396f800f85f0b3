import type { Mutant } from './mutant.ts';

const page = (file: string, title: string): Mutant['proof'] => ({ runner: 'page', file: `tests/renderer/${file}`, title });
const screens = (title: string) => page('features/results/screens.test.tsx', title);
const measure = (title: string) => page('features/results/measure.test.ts', title);

/** Results as a patient reads them: whose they are, and that no figure says anything else than the laboratory did. */
export const resultScreensMutants: readonly Mutant[] = [
  { rule: 'D3', what: 'results open without a consent', file: 'renderer/app/CurrentScreen.tsx', find: `, 'results', 'result', 'trend'];`, replace: '];', proof: page('app/closedUntilSigned.test.tsx', 'D3 without a consent the cabinet is closed') },
  { rule: 'L1', what: 'the list of whoever was here before is drawn', file: 'renderer/features/results/ResultsScreen.tsx', find: 'found.data?.patientId === patientId ? found.data : undefined', replace: 'found.data', proof: screens('L1 an answer about somebody else is never drawn') },
  { rule: 'L1', what: 'every opening is told, also of what is not new', file: 'renderer/features/results/useSeen.ts', find: 'report?.isNew === true ? report.reportId : null', replace: 'report?.reportId ?? null', proof: screens('L1 a report that was opened before tells nobody') },
  { rule: 'L2', what: 'what nobody judged counts as normal', file: 'renderer/features/results/verdictWords.ts', find: 'judged === all ?', replace: 'out === 0 ?', proof: screens('L2 what no laboratory judged is not called normal') },
  { rule: 'L2', what: 'a far value is said like any other', file: 'renderer/features/results/measure.ts', find: `return flag === 'criticalLow' || flag === 'criticalHigh';`, replace: `return flag === 'criticalHigh';`, proof: screens('L2 a value far out of range is said first') },
  { rule: 'L2', what: 'figures are rounded', file: 'renderer/features/results/measure.ts', find: 'Math.max(digits, ownDigits(number))', replace: 'digits', proof: measure('L2 whatever the number, what is shown reads back') },
  { rule: 'L2', what: 'the laboratory’s «less than» is left out', file: 'renderer/features/results/measure.ts', find: 'comparator === null ? text :', replace: 'comparator !== undefined ? text :', proof: measure('L2 the sign of the laboratory stands before its figure') },
  { rule: 'L2', what: 'a point far out is drawn where the band is', file: 'renderer/features/results/gaugeShape.ts', find: 'const held = (x: number) => Math.min(gaugeWidth - edge, Math.max(edge, x));', replace: 'const held = (x: number) => Math.min(gaugeWidth / 2, Math.max(edge, x));', proof: measure('L2 a point stands inside its band exactly when') },
  { rule: 'L2', what: 'a long trend drops what sticks out', file: 'renderer/features/results/drawnPoints.ts', find: 'if (point.number > known.high.number) known.high = point;', replace: '', proof: measure('L2 a trend of a thousand points is drawn with fewer') },
];
