/** What Gosuslugi sent the browser back with. */
export type Callback =
  | { readonly kind: 'code'; readonly state: string; readonly code: string }
  | { readonly kind: 'error'; readonly state: string; readonly description: string };

export const longestCallback = 16_384;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
/** Opaque to us, although it happens to be a JWT; whatever it is, it is visible ASCII. */
const code = /^[\x21-\x7e]{1,8192}$/;

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}

/** Every name once, each with a value; null when it is not that. Readers differ in which of two `state` they take, so there is no choosing. */
function parametersOf(query: string): Map<string, string> | null {
  const found = new Map<string, string>();
  for (const pair of query.split('&')) {
    const at = pair.indexOf('=');
    if (at < 1) return null;
    const [name, value] = [decoded(pair.slice(0, at)), decoded(pair.slice(at + 1))];
    if (name === null || value === null || found.has(name)) return null;
    found.set(name, value);
  }
  return found;
}

/** `query`: the text after the question mark, as the browser had it. Null: not a callback of Gosuslugi, and nothing is to be asked about it. */
export function parseCallback(query: string): Callback | null {
  // Visible ASCII is all a browser leaves in an address; a fragment never belongs to a query.
  if (query.length > longestCallback || !/^[\x21\x22\x24-\x7e]+$/.test(query)) return null;
  const parameters = parametersOf(query);
  const state = parameters?.get('state');
  if (!parameters || state === undefined || !uuid.test(state)) return null;
  const [given, error] = [parameters.get('code'), parameters.get('error')];
  if ((given === undefined) === (error === undefined)) return null;
  if (given !== undefined) return code.test(given) && !parameters.has('error_description') ? { kind: 'code', state, code: given } : null;
  return { kind: 'error', state, description: parameters.get('error_description') ?? '' };
}
