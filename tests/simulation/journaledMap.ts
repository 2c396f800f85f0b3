/** A map of the server's database: what a transaction has changed in it is known, and can be undone. */
export class JournaledMap<K, V> extends Map<K, V> {
  private before: Map<K, { readonly value: V } | null> | null = null;

  begin(): void {
    if (this.before) throw new Error('a transaction within a transaction');
    this.before = new Map();
  }

  /** Keys that were written, in the order of their first writing. */
  commit(): readonly K[] {
    const changed = [...(this.before?.keys() ?? [])];
    this.before = null;
    return changed;
  }

  rollback(): void {
    const { before } = this;
    this.before = null;
    if (!before) return;
    for (const [key, was] of before) {
      if (was) super.set(key, was.value);
      else super.delete(key);
    }
  }

  override set(key: K, value: V): this {
    this.note(key);
    return super.set(key, value);
  }

  override delete(key: K): boolean {
    this.note(key);
    return super.delete(key);
  }

  private note(key: K): void {
    // Not there yet while Map's own constructor fills it.
    if (!this.before || this.before.has(key)) return;
    const value = this.get(key);
    this.before.set(key, value === undefined ? null : { value });
  }
}
