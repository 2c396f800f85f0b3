/**
 * "No", with a reason the caller can act on. `code` is one of docs/wire.md; nothing else reaches the wire, so an answer can never
 * carry what somebody typed.
 */
export class FhirRefusal extends Error {
  override name = 'FhirRefusal';
  readonly status: number;
  readonly code: string;
  /** Paths of elements (`Slot.status`), never values. */
  readonly expression: readonly string[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, more: { expression?: readonly string[]; headers?: Readonly<Record<string, string>> } = {}) {
    super(`${status} ${code}`);
    this.status = status;
    this.code = code;
    this.expression = more.expression ?? [];
    this.headers = more.headers ?? {};
  }
}
