import type { TFunction } from 'i18next';
import type { CallFailed } from './client.ts';

const known = ['invalid_input', 'forbidden', 'id_reused', 'too_many_calls', 'too_large', 'backend_restarted', 'timed_out', 'not_ready', 'disk_full', 'offline', 'try_later', 'slow_down', 'locked', 'no_printer'] as const;

/** What happened, what is safe, what to do: for every code that no feature has words of its own for. */
export function failureWords(t: TFunction, { code }: Pick<CallFailed, 'code'>): { readonly title: string; readonly text: string } {
  const name = known.find((one) => one === code) ?? 'internal';
  return { title: t(`shell.failure.${name}.title`), text: t(`shell.failure.${name}.text`) };
}
