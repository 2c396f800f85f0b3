import { buttonOf, go, headingIs, manyResults, reports, until } from './manyResults.ts';
import { add, comparePressed, emptySide, phaseOf, pressOn, type Press } from './pressed.ts';
import type { Comparison } from './stats.ts';
import { copyPage, partsOf, playStates } from './stillPage.ts';

/** Where a page of the list stands, and what says which page it is. */
const places = ['.found', '.results'];
const further: Press = { on: buttonOf('^Ниже$'), sign: `document.querySelector('.results .row')?.textContent ?? null` };
const isLast = `${buttonOf('^Ниже$')}.ariaDisabled === 'true'`;

/** L1: paging through a thousand reports, against the same pages without any program behind them. */
export async function resultsList(say: (line: string) => void): Promise<readonly Comparison[]> {
  const { ours, still, stop } = await manyResults(say);
  try {
    await copyPage(ours, still);
    // Once through, to know every page; it warms both as well.
    const states: (readonly string[])[] = [];
    while ((await ours.ask(isLast)) !== true) {
      await pressOn(ours, further, 0);
      states.push(await partsOf(ours, places));
    }
    await playStates(still, places, states);
    for (let warm = 0; warm < states.length; warm += 1) await pressOn(still, further, 0);
    await go(ours, '^Назад$', headingIs('^Здравствуйте'));
    await go(ours, '^Результаты', headingIs('^Результаты$'));
    await until(ours, `document.querySelectorAll('.results .row').length > 3`);

    const [mine, theirs] = [emptySide(), emptySide()];
    for (const index of states.keys()) {
      add(mine, await pressOn(ours, further, phaseOf(index)));
      add(theirs, await pressOn(still, further, phaseOf(index)));
      if (index % 40 === 39) say(`page ${index + 1} of ${states.length}: ${Math.round(mine.took.at(-1) ?? 0)} ms, still ${Math.round(theirs.took.at(-1) ?? 0)} ms`);
    }
    return comparePressed('L1', `a list of ${reports} reports paged through by its button, ${states.length} pages read from the encrypted rows`, 'a still copy of the same pages, shown by one assignment each', mine, theirs);
  } finally {
    await stop();
  }
}
