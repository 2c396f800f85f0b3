import type { FastifyReply } from 'fastify';
import type { ServerParts } from '../http/parts.ts';
import { escaped } from './escape.ts';
import type { Words } from './words.ts';

/** A page as it is written: text is escaped by whoever puts it in. */
export interface Page {
  readonly status: number;
  readonly title: string;
  readonly faulty?: boolean;
  readonly body: string;
}

// No script, no picture, no frame and no other server; forms go back to where they came from.
const policy = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

export const stylePath = '/web/style.css';

export function sendPage(reply: FastifyReply, { config }: Pick<ServerParts, 'config'>, words: Words, { status, title, faulty, body }: Page): FastifyReply {
  // Without a script only this leads a reader to the first thing that is wrong.
  const led = body.replace(' aria-invalid="true"', ' aria-invalid="true" autofocus');
  const clinic = words.lang === 'en' ? config.clinicName.en : config.clinicName.ru;
  const foot = [clinic, config.clinicPhone.replaceAll(' ', '\u00a0')].filter((part) => part !== '').map(escaped).join(', ');
  return reply
    .code(status)
    .headers({
      'content-security-policy': policy,
      // The address is the key to the page: it must not go on to anywhere, be kept, or be found.
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex, nofollow',
    })
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html><html lang="${words.lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">` +
        `<title>${faulty ? `${escaped(words.error)}: ` : ''}${escaped(title)}</title><link rel="stylesheet" href="${stylePath}"></head>` +
        `<body><header><span>${escaped(clinic)}</span><a href="?lang=${words.otherLang}" lang="${words.otherLang}" hreflang="${words.otherLang}">${words.otherName}</a></header><main><h1>${escaped(title)}</h1>${led}</main><footer>${foot}</footer></body></html>`,
    );
}

export const paragraph = (text: string): string => `<p>${escaped(text)}</p>`;

/** A page that only says something. */
export function saying(status: number, title: string, text: string): Page {
  return { status, title, body: paragraph(text) };
}

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type?: 'text' | 'password' | 'email' | 'tel';
  readonly aside?: string;
  readonly hint?: string;
  readonly value?: string;
  readonly fault?: string | undefined;
  readonly autocomplete: string;
  readonly inputmode?: 'numeric' | 'tel' | 'email';
  readonly required?: boolean;
}

/** Label above, then hint and fault, both read out with the field. Typed text stays; passwords never come back. */
export function field({ name, label, type = 'text', aside, hint, value = '', fault, autocomplete, inputmode, required = true }: Field): string {
  const described = [...(hint ? [`${name}-hint`] : []), ...(fault ? [`${name}-fault`] : [])].join(' ');
  return (
    `<label for="${name}">${escaped(label)}${aside ? ` <span class="aside">(${escaped(aside)})</span>` : ''}</label>` +
    (hint ? `<p class="hint" id="${name}-hint">${escaped(hint)}</p>` : '') +
    (fault ? `<p class="fault" id="${name}-fault">${escaped(fault)}</p>` : '') +
    `<input id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}"${inputmode ? ` inputmode="${inputmode}"` : ''}${required ? ' required' : ''}` +
    `${described ? ` aria-describedby="${described}"` : ''}${fault ? ' aria-invalid="true"' : ''}${type === 'password' || value === '' ? '' : ` value="${escaped(value)}"`}>`
  );
}

export function form(what: string, inside: string, button: string, second = false): string {
  // Without the browser's own checks: theirs speak the browser's language and stop at the first fault.
  return `<form method="post" novalidate><input type="hidden" name="do" value="${what}">${inside}<button type="submit"${second ? ' class="second"' : ''}>${escaped(button)}</button></form>`;
}

export const hidden = (name: string, value: string): string => `<input type="hidden" name="${name}" value="${escaped(value)}">`;
