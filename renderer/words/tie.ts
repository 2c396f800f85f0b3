const russian = 'а|без|в|во|где|да|до|для|за|и|из|или|к|ко|на|над|не|ни|но|о|об|от|по|под|при|про|с|со|то|у|что';
const english = 'a|an|at|by|in|is|of|on|or|the|to';
const shortWord = new RegExp(`(?<=^|[\\s\\u00a0«(„"])(${russian}|${english}) `, 'giu');

/** Puts a non-breaking space after short words, so that «в» never hangs at the end of a line. Figures are tied to the word they count. */
export function tie(text: string): string {
  return text
    .replace(shortWord, '$1\u00a0')
    .replace(/(\d|\{\{count\}\}) (?=\p{Letter})/gu, '$1\u00a0')
    .replace(/№ /g, '№\u00a0');
}

/** The same for a whole tree of messages. */
export function tieAll<T>(messages: T): T {
  if (typeof messages === 'string') return tie(messages) as T;
  if (typeof messages !== 'object' || messages === null) return messages;
  return Object.fromEntries(Object.entries(messages).map(([key, value]) => [key, tieAll(value)])) as T;
}
