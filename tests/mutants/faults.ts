import type { Mutant } from './mutant.ts';

const mark = 'backend/db/commitMark.ts';
const opening = 'backend/db/open.ts';
const lost = { runner: 'unit', file: 'tests/backend/db/commitMark.test.ts', title: 'F10 a log that is gone, cut short or damaged anywhere' } as const;

/** What a damaged or a full disk must not do. */
export const faultsMutants: readonly Mutant[] = [
  { rule: 'F10', what: 'a file that lost its log opens as if nothing had been in it', file: mark, find: 'if (found.events < mark.events)', replace: 'if (mark.events < 0)', proof: lost },
  { rule: 'F10', what: 'a log that ends early opens as an older state', file: mark, find: 'if (found.pages < mark.pages)', replace: 'if (mark.pages < 0)', proof: lost },
  { rule: 'F10', what: 'how far the file had come is not kept', file: opening, find: 'mark.committed();', replace: '', proof: lost },
  {
    rule: 'F10', what: 'a device with a damaged page goes on as if nothing were', file: 'backend/server/backend.ts', find: 'if (isDamage(error)) ports.after(answerFirstMs, giveUp);', replace: '',
    proof: { runner: 'integration', file: 'tests/integration/backend/server/damagedWhileWorking.test.ts', title: 'F10 a page that turns out damaged while the device works' },
  },
];
