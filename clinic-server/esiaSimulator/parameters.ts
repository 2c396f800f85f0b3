import { esiaError, missing, type EsiaError } from './esiaError.ts';
import type { Simulation } from './model.ts';
import { readTimestamp } from './timestamp.ts';

const scopes: ReadonlySet<string> = new Set(
  'openid fullname birthdate birthplace gender snils inn id_doc medical_doc email mobile contacts addresses birth_cert_doc foreign_passport_doc drivers_licence_doc military_doc residence_doc'.split(
    ' ',
  ),
);

export type Value = (name: string) => string;

export const valueOf =
  (parameters: URLSearchParams): Value =>
  (name) =>
    parameters.get(name) ?? '';

/** A parameter that comes twice lets two readers see two requests. */
export function repeated(parameters: URLSearchParams): EsiaError | null {
  const names = [...parameters.keys()];
  return new Set(names).size === names.length ? null : esiaError('wrongParameter');
}

/** `scope` has a number of its own, all others share one and are listed. */
export function absent(value: Value, names: readonly string[]): EsiaError | null {
  const gone = names.filter((name) => value(name) === '');
  if (gone.length === 0) return null;
  return gone.length === 1 && gone[0] === 'scope' ? esiaError('noScope') : missing(gone);
}

export function wrongTime({ now, faults }: Simulation, text: string): EsiaError | null {
  const at = readTimestamp(text);
  if (at === null || Math.abs(now() - at) > faults.current.timestampToleranceSeconds * 1_000) return esiaError('wrongTime');
  return null;
}

export function readScopes(text: string): readonly string[] | null {
  const asked = text.split(' ');
  return asked.every((scope) => scopes.has(scope)) && new Set(asked).size === asked.length ? asked : null;
}
