import { readFileSync } from 'node:fs';
import { deserialize } from 'node:v8';
import * as z from 'zod';
import { runFuzz } from './fuzz/run.ts';
import type { Lane } from './lane.ts';

/** Messages that once broke something, as a structured clone in base64, each with what it was. */
const Corpus = z.array(z.object({ what: z.string(), message: z.base64() }));

export function readCorpus(): unknown[] {
  const entries = Corpus.parse(JSON.parse(readFileSync(new URL('fuzz/corpus.json', import.meta.url), 'utf8')));
  return entries.map(({ message }) => deserialize(Buffer.from(message, 'base64')) as unknown);
}

export const fuzzLane: Lane = {
  name: 'fuzz',
  unit: 'messages',
  promise: 'X1 X2 whatever a window sends, the backend lives, answers in typed words and lets nothing unvalidated reach a handler',
  ciCount: 200_000,
  goal: 2_000_000,
  sliceCount: 50_000,
  run: (slice) => runFuzz({ ...slice, corpus: readCorpus() }),
};
