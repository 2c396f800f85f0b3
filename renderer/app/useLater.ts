import { useEffect, useState } from 'react';

/**
 * A part of the page that is not in its first file: asked for when what is there has been painted, null until it has come. React's own
 * `lazy` would show a stand-in at the first press and keep it for a third of a second, however soon the part is there.
 */
export function useLater<T>(load: (() => Promise<T>) | null): T | null {
  const [got, setGot] = useState<{ readonly part: T } | { readonly error: unknown } | null>(null);
  useEffect(() => {
    load?.().then(
      (part) => setGot({ part }),
      (error: unknown) => setGot({ error }),
    );
  }, [load]);
  if (got === null) return null;
  // A page without its screens is broken, and says so like any other.
  if ('error' in got) throw new Error('a part of the page is missing', { cause: got.error });
  return got.part;
}
