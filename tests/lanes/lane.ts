/** What one slice of a lane did. Every figure is measured, and a lane that injected nothing must say so by throwing. */
export interface SliceResult {
  /** In the lane's unit: kills, crash states, messages, rounds. */
  readonly count: number;
  /** One line each, without personal data, with what is needed to see it again. Empty: everything held. */
  readonly failures: readonly string[];
  /** Numbers worth reading, e.g. `{ p95Ms: 812 }`. Never decide pass or fail here. */
  readonly figures: Readonly<Record<string, number>>;
}

/**
 * Work that is never finished: the longer it runs, the more is proved. CI runs one slice of it (`ciCount`); `npm run long` goes on
 * from the committed ledger.
 */
export interface Lane {
  readonly name: string;
  /** Plural, as in "1,000 kills". */
  readonly unit: string;
  /** What must hold, in one sentence with its row: `O3 a killed backend loses nothing it acknowledged`. */
  readonly promise: string;
  /** How much CI runs, and what the ledger should reach. */
  readonly ciCount: number;
  readonly goal: number;
  /** How much one slice of `npm run long` does: a minute or so. */
  readonly sliceCount: number;
  /** Same seed and count, same sequence of decisions. `say` shows progress of long work. */
  run(slice: { readonly seed: number; readonly count: number; readonly say: (line: string) => void }): Promise<SliceResult>;
}
