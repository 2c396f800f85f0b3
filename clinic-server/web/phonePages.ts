import type { FastifyRequest } from 'fastify';
import { Id } from '../../shared/lib/ids.ts';
import { phoneOf } from '../../shared/lib/phone.ts';
import { snilsDigits } from '../../shared/lib/snils.ts';
import { inTransaction, reading } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { findResource } from '../fhir/resourceStore.ts';
import type { ServerParts } from '../http/parts.ts';
import { beginRegistration, resend } from '../registration/begin.ts';
import type { CommonPasswords } from '../registration/commonPasswords.ts';
import { personForm } from '../registration/form.ts';
import { handoffByToken, joinRegistration, markOpened, type Handoff } from '../registration/handoffStore.ts';
import { enterCode } from '../registration/registrationRoutes.ts';
import { escaped } from './escape.ts';
import { field, form, paragraph, saying, type Field, type Page } from './page.ts';
import { passwordPage, savePassword } from './passwordPage.ts';
import type { Words } from './words.ts';

/** Where the browser is sent after a form that was taken, so that going back or loading again sends nothing twice. */
export type Answer = Page | { readonly to: string };

interface Visit {
  readonly handoff: Handoff;
  readonly token: string;
  /** Null on the page of a kiosk that asked for the form, until it is filled in. */
  readonly registrationId: Id | null;
}

async function visitOf(parts: ServerParts, key: string): Promise<Visit | null> {
  const [token = '', told] = key.split('.');
  const handoff = await handoffByToken(reading(parts.pool), token, parts.now());
  const registrationId = Id.safeParse(told);
  return handoff && { handoff, token, registrationId: registrationId.success ? registrationId.data : null };
}

async function comparePage(parts: ServerParts, words: Words, { matchCode, officeId }: Handoff): Promise<Page> {
  const office = await findResource(reading(parts.pool), 'Location', officeId);
  const name = office?.content.resourceType === 'Location' && !office.deleted ? office.content.name : undefined;
  const where = name ? paragraph(`${words.compareWhere} ${name}.`) : '';
  const body = `${paragraph(words.compare)}<p class="match" lang="ru">${escaped(matchCode)}</p>${where}${paragraph(words.other)}${form('open', '', words.same)}`;
  return { status: 200, title: words.compareTitle, body };
}

const names = ['email', 'family', 'given', 'patronymic', 'birthDate', 'phone', 'snils'] as const;
type Name = (typeof names)[number];

function formPage(words: Words, typed: URLSearchParams = new URLSearchParams(), faults: ReadonlySet<string> = new Set()): Page {
  const more: Record<Name, Omit<Field, 'name' | 'label'>> = {
    email: { type: 'email', hint: words.emailHint, autocomplete: 'email', inputmode: 'email' },
    family: { autocomplete: 'family-name' },
    given: { autocomplete: 'given-name' },
    patronymic: { autocomplete: 'additional-name', aside: words.ifAny, required: false },
    birthDate: { autocomplete: 'bday', hint: words.birthDateHint, inputmode: 'numeric' },
    phone: { type: 'tel', autocomplete: 'tel', inputmode: 'tel' },
    snils: { autocomplete: 'off', aside: words.optional, inputmode: 'numeric', required: false },
  };
  const fields = names.map((name) =>
    field({ name, label: words[name], ...more[name], value: (typed.get(name) ?? '').slice(0, 300), fault: faults.has(name) ? words.faults[name] : undefined }),
  );
  return { status: faults.size > 0 ? 422 : 200, title: words.formTitle, faulty: faults.size > 0, body: form('form', fields.join(''), words.send) };
}

/** As people write a day; anything else is left as it is and refused by the form. */
function isoDay(typed: string): string {
  const found = /^([0-9]{1,2})[./\- ]([0-9]{1,2})[./\- ]([0-9]{4})$/.exec(typed.trim());
  const [, day = '', month = '', year = ''] = found ?? [];
  return found ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : typed.trim();
}

async function takeForm(parts: ServerParts, words: Words, { handoff, token }: Visit, typed: URLSearchParams, caller: string): Promise<Answer> {
  const said = (name: Name) => (typed.get(name) ?? '').trim();
  const optional = (name: Name) => (said(name) === '' ? null : said(name));
  const snils = optional('snils');
  const form = personForm(parts.now()).safeParse({
    email: said('email'),
    family: said('family'),
    given: said('given'),
    patronymic: optional('patronymic'),
    birthDate: isoDay(said('birthDate')),
    phone: phoneOf(said('phone')) ?? '',
    snils: snils === null ? null : (snilsDigits(snils) ?? ''),
  });
  if (!form.success) return formPage(words, typed, new Set(form.error.issues.map(({ path }) => String(path[0]))));
  const { id, registrationId } = await beginRegistration(parts, { device: handoff.device, caller, email: form.data.email, form: form.data, acceptances: handoff.acceptances });
  await inTransaction(parts.pool, (tx) => joinRegistration(tx, handoff.id, id));
  return { to: `/phone/${token}.${registrationId}` };
}

function codePage(words: Words, state: 'sent' | 'again' | 'wrong_code' | 'gone' = 'sent'): Page {
  const resending = form('resend', '', words.again, true);
  if (state === 'gone') return { status: 410, title: words.codeGone, body: paragraph(words.codeGoneText) + resending };
  const fault = state === 'wrong_code' ? words.faults.wrong_code : undefined;
  const inside = field({ name: 'code', label: words.code, autocomplete: 'one-time-code', inputmode: 'numeric', fault });
  const body = paragraph(state === 'again' ? words.sentAgain : words.codeText) + form('code', inside, words.next) + resending;
  return { status: fault ? 422 : 200, title: words.codeTitle, faulty: fault !== undefined, body };
}

async function takeCode(parts: ServerParts, words: Words, device: Id, registrationId: Id, typed: string): Promise<Page> {
  const code = typed.replace(/[\s-]/g, '');
  if (!/^[0-9]{6}$/.test(code)) return codePage(words, 'wrong_code');
  try {
    return passwordPage(words, { grant: await enterCode(parts, { registrationId, code, device }) });
  } catch (error) {
    if (error instanceof FhirRefusal && error.code === 'wrong_code') return codePage(words, 'wrong_code');
    if (error instanceof FhirRefusal && error.code === 'code_gone') return codePage(words, 'gone');
    throw error;
  }
}

/** Row R8 on the phone: compare, fill in, code, password. A page that is looked at changes nothing; only its buttons do. */
export function phonePages(parts: ServerParts, common: CommonPasswords): { look(key: string, words: Words): Promise<Page>; act(key: string, words: Words, request: FastifyRequest): Promise<Answer> } {
  const gone = (words: Words): Page => saying(410, words.phoneGone, words.phoneGoneText);

  return {
    async look(key, words) {
      const visit = await visitOf(parts, key);
      if (!visit) return gone(words);
      const { handoff, registrationId } = visit;
      if (handoff.done) return saying(200, words.saved, words.savedPhone);
      if (!handoff.opened) return comparePage(parts, words, handoff);
      if (registrationId !== null) return codePage(words);
      // Somebody else has this address too, or it was opened twice: what was typed there is not shown here.
      return handoff.registration === null ? formPage(words) : saying(200, words.elsewhere, words.elsewhereText);
    },

    async act(key, words, request) {
      const visit = await visitOf(parts, key);
      if (!visit || visit.handoff.done) return gone(words);
      const { handoff, registrationId } = visit;
      const typed = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
      const what = typed.get('do');
      const here = { to: `/phone/${key}` };
      if (what === 'open') {
        await inTransaction(parts.pool, (tx) => markOpened(tx, handoff.id, parts.now()));
        return here;
      }
      if (!handoff.opened) return here;
      if (what === 'form' && handoff.step === 'form' && handoff.registration === null) return takeForm(parts, words, visit, typed, request.ip);
      if (registrationId === null) return here;
      if (what === 'resend') {
        await resend(parts, registrationId, { device: handoff.device, caller: request.ip });
        return codePage(words, 'again');
      }
      if (what === 'code') return takeCode(parts, words, handoff.device, registrationId, typed.get('code') ?? '');
      if (what !== 'password') return here;
      const way = { grant: typed.get('grant') ?? '', device: handoff.device };
      return savePassword(parts, words, { way, typed, common, gone: codePage(words, 'gone'), savedText: words.savedPhone });
    },
  };
}
