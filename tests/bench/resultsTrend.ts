import { buttonOf, go, headingIs, manyResults, points, until } from './manyResults.ts';
import { add, comparePressed, emptySide, phaseOf, pressOn, type Press } from './pressed.ts';
import type { Comparison } from './stats.ts';
import { copyPage, partsOf, playStates } from './stillPage.ts';

const rounds = 12;
const place = ['main'];
const line = `document.querySelector('.plot .trace path')?.getAttribute('d') ?? null`;
const firstRow = `document.querySelector('.labs--trend tbody tr')?.textContent ?? null`;
const named = `[...document.querySelectorAll('button.labs__name')].find((one) => one.textContent.includes('Креатинин'))`;

/** From the report to its course, and what a hand does there. */
const opened: Press = { on: named, sign: line };
const explored: readonly Press[] = [
  { on: buttonOf('^3\\sгода$'), sign: line },
  { on: buttonOf('^Год$'), sign: line },
  { on: buttonOf('^Всё\\sвремя$'), sign: line },
  { on: buttonOf('^Таблица$'), sign: firstRow },
  ...Array.from({ length: 6 }, () => ({ on: buttonOf('^Ниже$'), sign: firstRow })),
  { on: buttonOf('^График$'), sign: line },
];

/** L2: a course of five hundred values drawn and explored, against the same drawings as still pages. */
export async function resultsTrend(say: (line: string) => void): Promise<readonly Comparison[]> {
  const { ours, still, stop } = await manyResults(say);
  try {
    await go(ours, '^Биохимия крови, 1$|^Биохимия крови, 1\\D', headingIs('^Биохимия'));
    await until(ours, named);
    await copyPage(ours, still);
    const report = await partsOf(ours, place);
    const presses = [opened, ...explored];
    const states: (readonly string[])[] = [];
    for (const press of presses) {
      await pressOn(ours, press, 0);
      states.push(await partsOf(ours, place));
    }
    const back = async () => {
      await go(ours, '^Назад$', named);
      await still.ask(`document.querySelector('main').innerHTML = ${JSON.stringify(report[0])}`);
    };
    await playStates(still, place, states);
    for (const press of presses) await pressOn(still, press, 0);
    await back();

    const [drawn, itsDrawn, moves, itsMoves] = [emptySide(), emptySide(), emptySide(), emptySide()];
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, press] of presses.entries()) {
        const phase = phaseOf(round * presses.length + index);
        add(index === 0 ? drawn : moves, await pressOn(ours, press, phase));
        add(index === 0 ? itsDrawn : itsMoves, await pressOn(still, press, phase));
      }
      await back();
      if (round % 4 === 3) say(`round ${round + 1}: drawn in ${Math.round(drawn.took.at(-1) ?? 0)} ms, still ${Math.round(itsDrawn.took.at(-1) ?? 0)} ms`);
    }
    return [
      ...comparePressed('L2', `a course of ${points} values read, drawn and painted (${rounds} times)`, 'the same drawing as a still page, shown by one assignment', drawn, itsDrawn),
      ...comparePressed('L2 moves', `the same explored: shorter times, the table and its pages, the drawing again (${rounds * explored.length} presses)`, 'still copies of the same pages', moves, itsMoves),
    ];
  } finally {
    await stop();
  }
}
