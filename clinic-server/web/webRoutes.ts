import type { FastifyRequest } from 'fastify';
import { reading } from '../db/pool.ts';
import { refusalOf, traceOf } from '../http/errors.ts';
import type { Routes } from '../http/parts.ts';
import type { CommonPasswords } from '../registration/commonPasswords.ts';
import { findProved } from '../registration/registrationStore.ts';
import { saying, sendPage, stylePath, type Page } from './page.ts';
import { passwordPage, savePassword } from './passwordPage.ts';
import { phonePages } from './phonePages.ts';
import { style } from './style.ts';
import { wordsFor, type Words } from './words.ts';

const wordsOf = (request: FastifyRequest): Words => wordsFor(request.query);

function pageOf(words: Words, status: number, code: string): Page {
  if (code === 'documents_not_accepted') return saying(409, words.documents, words.documentsText);
  if (code === 'slow_down') return saying(429, words.slow, words.slowText);
  if (code === 'esia_required') return saying(403, words.esiaOnly, words.esiaOnlyText);
  if (code === 'mail_unavailable') return saying(503, words.mailOff, words.mailOffText);
  if (code === 'grant_gone' || code === 'code_gone') return saying(410, words.linkGone, words.linkGoneText);
  return saying(status, words.later, words.laterText);
}

/** Pages for people's own browsers (rows R3 and R8): plain HTML that works without any script. What lets a person in is the address itself. */
export function webRoutes(common: CommonPasswords): Routes {
  return (app, parts) => {
    void app.register((web, _options, registered) => {
      web.setErrorHandler((error, request, reply) => {
        const words = wordsOf(request);
        const refusal = refusalOf(error);
        if (refusal) return sendPage(reply.headers({ ...refusal.headers }), parts, words, pageOf(words, refusal.status, refusal.code));
        parts.log.error({ reference: parts.newId(), route: request.routeOptions.url, ...traceOf(error) }, 'request failed');
        return sendPage(reply, parts, words, pageOf(words, 500, 'internal'));
      });

      web.get(stylePath, async (_request, reply) => reply.header('cache-control', 'public, max-age=3600').type('text/css; charset=utf-8').send(style));

      const linkGone = (words: Words): Page => saying(410, words.linkGone, words.linkGoneText);

      // Programs that read mail open every link in it, often more than once: looking uses nothing up.
      web.get<{ Params: { token: string } }>('/set-password/:token', async (request, reply) => {
        const words = wordsOf(request);
        const found = await findProved(reading(parts.pool), { link: request.params.token }, parts.now());
        return sendPage(reply, parts, words, found ? passwordPage(words) : linkGone(words));
      });

      web.post<{ Params: { token: string } }>('/set-password/:token', async (request, reply) => {
        const words = wordsOf(request);
        const typed = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
        const asked = { way: { link: request.params.token }, typed, common, gone: linkGone(words), savedText: words.savedText };
        return sendPage(reply, parts, words, await savePassword(parts, words, asked));
      });

      const phone = phonePages(parts, common);
      web.get<{ Params: { key: string } }>('/phone/:key', async (request, reply) => sendPage(reply, parts, wordsOf(request), await phone.look(request.params.key, wordsOf(request))));
      web.post<{ Params: { key: string } }>('/phone/:key', async (request, reply) => {
        const answer = await phone.act(request.params.key, wordsOf(request), request);
        const kept = wordsOf(request).lang === 'ru' ? '' : `?lang=${wordsOf(request).lang}`;
        return 'to' in answer ? reply.redirect(answer.to + kept, 303) : sendPage(reply, parts, wordsOf(request), answer);
      });
      registered();
    });
  };
}
