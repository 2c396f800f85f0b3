/** One mistake somebody could make, in one place. It lives in a scratch copy only; the simulator has to find it within fifty seeds. */
export interface Bug {
  readonly name: string;
  /** What goes wrong with it, in a few words. */
  readonly what: string;
  /** From the repository's root. */
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
}
