/** One rule switched off in one place, and the test that must notice. The mutant lives in a scratch copy only and never ships. */
export interface Mutant {
  /** Row of the rule: `H8`, `O3`. */
  readonly rule: string;
  /** What is switched off, in a few words: "windows may be opened". */
  readonly what: string;
  /** From the repository's root. */
  readonly file: string;
  /** Occurs exactly once in the file; otherwise the run fails, so that a mutant never goes stale unnoticed. */
  readonly find: string;
  readonly replace: string;
  readonly proof: {
    readonly runner: 'unit' | 'page' | 'integration' | 'e2e';
    /** Test file from the repository's root. */
    readonly file: string;
    /** Part of the title of the one test that must fail, as a plain string. It must pass without the mutant. */
    readonly title: string;
  };
  /** Its test takes over ten seconds: it is never among the few that `npm test` tries. */
  readonly takesLong?: true;
}
