import { diffArrays } from 'diff';
import * as z from 'zod';
import { Block, textOf } from './documentBlocks.ts';

/** What became of the words of one paragraph. */
export const WordRun = z.object({ text: z.string(), what: z.enum(['same', 'added', 'removed']) });
export type WordRun = z.infer<typeof WordRun>;

/** One paragraph that is new, gone or written anew. */
export const Change = z.object({ what: z.enum(['added', 'removed', 'changed']), kind: Block.shape.kind, words: z.array(WordRun) });
export type Change = z.infer<typeof Change>;

/** The changes under one heading; null before the first. Parts without changes are not mentioned. */
export const ChangedSection = z.object({ heading: z.string().nullable(), changes: z.array(Change) });
export type ChangedSection = z.infer<typeof ChangedSection>;

/** Two paragraphs are one written anew when so much of their words is the same. */
const kinship = 0.45;

/** What a reader of `before` has to know about `after`, by heading and in the order of the text. Numbers before items do not count as changes. */
export function compareDocuments(before: readonly Block[], after: readonly Block[]): ChangedSection[] {
  const sections: ChangedSection[] = [];
  let heading: string | null = null;
  let section: ChangedSection | null = null;
  const enter = (name: string): void => {
    heading = name;
    section = null;
  };
  const note = (change: Change): void => {
    if (section === null) {
      section = { heading, changes: [] };
      sections.push(section);
    }
    section.changes.push(change);
  };
  for (const step of stepsOf(before, after)) {
    if (step.now?.kind === 'heading') enter(textOf(step.now));
    if (step.change !== null) note(step.change);
  }
  return sections;
}

interface Step {
  /** The block as it is in the new text; null for one that is gone. */
  readonly now: Block | null;
  readonly change: Change | null;
}

function stepsOf(before: readonly Block[], after: readonly Block[]): Step[] {
  const runs = diffArrays([...before], [...after], { comparator: (a, b) => a.kind === b.kind && textOf(a) === textOf(b) });
  const steps: Step[] = [];
  for (const [index, run] of runs.entries()) {
    if (!run.added && !run.removed) steps.push(...run.value.map((now) => ({ now, change: null })));
    else if (run.removed) steps.push(...matched(run.value, runs[index + 1]?.added === true ? (runs[index + 1]?.value ?? []) : []));
    else if (runs[index - 1]?.removed !== true) steps.push(...run.value.map(added));
  }
  return steps;
}

/** Pairs what was taken out with what was put in its place. */
function matched(gone: readonly Block[], come: readonly Block[]): Step[] {
  const steps: Step[] = [];
  let next = 0;
  for (const old of gone) {
    const found = come.findIndex((block, index) => index >= next && block.kind === old.kind && likeness(old, block) >= kinship);
    const match = come[found];
    if (match === undefined) {
      steps.push(removed(old));
      continue;
    }
    steps.push(...come.slice(next, found).map(added), { now: match, change: { what: 'changed', kind: match.kind, words: wordsOf(old, match) } });
    next = found + 1;
  }
  return [...steps, ...come.slice(next).map(added)];
}

const added = (now: Block): Step => ({ now, change: { what: 'added', kind: now.kind, words: [{ text: textOf(now), what: 'added' }] } });
const removed = (old: Block): Step => ({ now: null, change: { what: 'removed', kind: old.kind, words: [{ text: textOf(old), what: 'removed' }] } });

/** Whole words, spaces and signs: half a word crossed out is no longer a word anybody reads. */
const pieces = (block: Block): string[] => textOf(block).match(/[\p{L}\p{N}]+(?:[-’'][\p{L}\p{N}]+)*|\s+|[^\p{L}\p{N}\s]/gu) ?? [];

function wordsOf(before: Block, after: Block): WordRun[] {
  const runs = diffArrays(pieces(before), pieces(after)).map(({ value, added: isNew, removed: isGone }): WordRun => ({ text: value.join(''), what: isNew ? 'added' : isGone ? 'removed' : 'same' }));
  const joined: WordRun[] = [];
  let gone = '';
  let come = '';
  const close = (): void => {
    if (gone !== '') joined.push({ text: gone, what: 'removed' });
    if (come !== '') joined.push({ text: come, what: 'added' });
    [gone, come] = ['', ''];
  };
  for (const [index, { text, what }] of runs.entries()) {
    if (what === 'removed') gone += text;
    else if (what === 'added') come += text;
    // A space between two changed words belongs to the change: «три часа» becomes «шесть часов» as a whole.
    else if (text.trim() === '' && gone + come !== '' && index < runs.length - 1) [gone, come] = [gone + text, come + text];
    else {
      close();
      joined.push({ text, what });
    }
  }
  close();
  return joined;
}

/** Share of the letters that stay, from 0 to 1. */
function likeness(before: Block, after: Block): number {
  const same = wordsOf(before, after).reduce((sum, { text, what }) => sum + (what === 'same' ? text.trim().length : 0), 0);
  return same / Math.max(1, textOf(before).length, textOf(after).length);
}
