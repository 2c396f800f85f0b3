import { FhirRefusal } from '../fhir/refusal.ts';
import type { ServerParts } from '../http/parts.ts';
import type { CommonPasswords } from '../registration/commonPasswords.ts';
import { setPassword } from '../registration/newPassword.ts';
import type { Way } from '../registration/registrationStore.ts';
import { field, form, hidden, saying, type Page } from './page.ts';
import type { Fault, Words } from './words.ts';

const isFault = (words: Words, code: string): code is Fault => Object.hasOwn(words.faults, code);

export function passwordPage(words: Words, { fault, grant }: { fault?: Fault; grant?: string } = {}): Page {
  const said = fault && words.faults[fault];
  const inside =
    (grant ? hidden('grant', grant) : '') +
    field({ name: 'password', label: words.password, type: 'password', hint: words.passwordHint, autocomplete: 'new-password', fault: fault === 'differ' ? undefined : said }) +
    field({ name: 'repeat', label: words.repeat, type: 'password', autocomplete: 'new-password', fault: fault === 'differ' ? said : undefined });
  return { status: fault ? 422 : 200, title: words.setPassword, faulty: fault !== undefined, body: form('password', inside, words.save) };
}

/** What became of a password typed on a page. */
export async function savePassword(parts: ServerParts, words: Words, asked: { way: Way; typed: URLSearchParams; common: CommonPasswords; gone: Page; savedText: string }): Promise<Page> {
  const { way, typed, common, gone, savedText } = asked;
  const password = typed.get('password') ?? '';
  const again = 'grant' in way ? { grant: way.grant } : {};
  if (password !== (typed.get('repeat') ?? '')) return passwordPage(words, { ...again, fault: 'differ' });
  try {
    await setPassword(parts, { way, password, common }, () => Promise.resolve());
    return saying(200, words.saved, savedText);
  } catch (error) {
    if (!(error instanceof FhirRefusal)) throw error;
    if (isFault(words, error.code)) return passwordPage(words, { ...again, fault: error.code });
    if (error.code === 'grant_gone') return gone;
    throw error;
  }
}
