export interface Migration {
  /** `NNNN-kebab`, the name of its file. */
  readonly name: string;
  readonly sql: string;
}
