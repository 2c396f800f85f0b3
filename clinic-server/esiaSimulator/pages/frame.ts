import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';

// Plain on purpose: nobody is to take it for the state's own page.
const style = `
:root{color-scheme:light}*{box-sizing:border-box}
body{margin:0;font:1.125rem/1.5 system-ui,sans-serif;color:#1c1b1f;background:#f4f1ea;overflow-wrap:anywhere}
.demo{margin:0;padding:.75rem 1rem;background:#7a1f00;color:#fff;font-weight:700;text-align:center}
main{max-width:30rem;margin:0 auto;padding:1.5rem 1rem 3rem}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 1rem}
label{display:block;margin:1rem 0 .25rem;font-weight:600}
input{width:100%;min-height:3rem;padding:.5rem .75rem;font:inherit;color:inherit;background:#fff;border:2px solid #6b6459;border-radius:.25rem}
button{display:block;width:100%;min-height:3.25rem;margin-top:1rem;padding:.5rem 1rem;font:inherit;font-weight:700;color:#fff;background:#5b3a00;border:2px solid #5b3a00;border-radius:.25rem}
button.plain{color:#5b3a00;background:#fff}
input:focus-visible,button:focus-visible,summary:focus-visible,a:focus-visible{outline:3px solid #000;outline-offset:2px}
.error{padding:.75rem 1rem;color:#7a0019;background:#fff;border-left:.375rem solid #7a0019}
.note{color:#4a453d}details{margin-top:2rem}summary{min-height:2.75rem;padding:.5rem 0}li{margin:.375rem 0}
`;
const styleHash = createHash('sha256').update(style).digest('base64');

export const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

export interface Page {
  readonly title: string;
  readonly body: string;
  /** Where a form's answer may lead besides here: browsers hold redirects against `form-action` too. */
  readonly formTarget?: string;
}

export function frame({ title, body }: Page): string {
  return `<!doctype html>
<html lang="ru">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(title)} — ДЕМО</title><style>${style}</style></head>
<body><header><p class="demo">ДЕМО. Это не Госуслуги</p></header>
<main><h1>${escaped(title)}</h1>
${body}
</main></body></html>
`;
}

export function sendPage(reply: FastifyReply, status: number, page: Page): FastifyReply {
  const target = page.formTarget === undefined ? '' : ` ${new URL(page.formTarget).origin}`;
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    `form-action 'self'${target}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return reply
    .code(status)
    .headers({
      'content-security-policy': policy.join('; '),
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    })
    .type('text/html; charset=utf-8')
    .send(frame(page));
}
