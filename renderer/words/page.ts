/** One page of a list that is moved by «Выше» and «Ниже». `from` counts from 0 and is pulled back when the list got shorter. */
export function pageOf<T>(items: readonly T[], from: number, size: number): { readonly from: number; readonly shown: readonly T[] } {
  const lastStart = Math.max(0, Math.floor((items.length - 1) / size) * size);
  const start = Math.min(Math.max(0, from - (from % size)), lastStart);
  return { from: start, shown: items.slice(start, start + size) };
}
