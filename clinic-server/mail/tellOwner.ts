import type { Instant } from '../../shared/lib/moscow.ts';
import type { Tx } from '../db/pool.ts';
import type { ServerParts } from '../http/parts.ts';
import { letterOf, type LetterKind } from './letters.ts';
import { putLetter } from './letterStore.ts';

/** News of an account do not help anybody after some days. */
const goodForMs = 3 * 86_400_000;

/** A letter that opens nothing: what has happened to the account. In the transaction in which it happened. */
export async function tellOwner(tx: Tx, parts: Pick<ServerParts, 'config' | 'newId' | 'now'>, { to, kind }: { readonly to: string; readonly kind: LetterKind }): Promise<void> {
  const { mail, clinicName, clinicPhone } = parts.config;
  // Where nobody sends letters they would only lie there with people's addresses on them.
  if (!mail) return;
  const now = parts.now();
  const letter = letterOf(kind, { clinic: clinicName.ru, phone: clinicPhone, link: '', code: '', codeMinutes: 0, linkHours: 0 });
  await putLetter(tx, { id: parts.newId(), to, letter, expiresAt: (now + goodForMs) as Instant, now });
}
