import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Id } from '../../shared/lib/ids.ts';
import { inTransaction, reading } from '../db/pool.ts';
import { refusalOf, traceOf } from '../http/errors.ts';
import type { ServerParts } from '../http/parts.ts';
import { field, form, hidden, paragraph, saying, sendPage, type Page } from '../web/page.ts';
import { wordsFor } from '../web/words.ts';
import { ownersEyes, writeAccess } from './accessLog.ts';
import { collect } from './collect.ts';
import type { Copies } from './copies.ts';
import { grantedTo, isWaiting, openByCode } from './takeHomeStore.ts';
import { homeWordsFor, type HomeWords } from './takeHomeWords.ts';

/** As much as a telephone downloads in a sitting; beyond it files stay with the clinic and the Bundle says which. */
const mostFileBytes = 60_000_000;

function codePage(words: HomeWords, wrong = false): Page {
  const inside = field({ name: 'code', label: words.code, hint: words.codeHint, autocomplete: 'one-time-code', inputmode: 'numeric', fault: wrong ? words.wrong : undefined });
  return { status: wrong ? 422 : 200, title: words.title, faulty: wrong, body: paragraph(words.text) + form('code', inside, words.next) };
}

function filesPage(words: HomeWords, grant: string): Page {
  const button = (what: 'pdf' | 'json', name: string, about: string, second: boolean): string => paragraph(about) + form(what, hidden('grant', grant), name, second);
  return { status: 200, title: words.ready, body: button('pdf', words.pdf, words.pdfAbout, false) + button('json', words.json, words.jsonAbout, true) + paragraph(words.careful) };
}

/**
 * D4: the page of the letter. Looking uses nothing up, because programs that read mail open every link; files are given by POST only, to who
 * has the link and the code from the glass, for half an hour, as downloads that nobody on the way keeps.
 */
export function takeHomePages(app: FastifyInstance, parts: ServerParts, copies: Copies): void {
  const gone = (words: HomeWords): Page => saying(410, words.gone, words.goneText);
  const said = (request: FastifyRequest): [ReturnType<typeof wordsFor>, HomeWords] => [wordsFor(request.query), homeWordsFor(request.query)];

  async function give(reply: FastifyReply, patient: Id, what: 'pdf' | 'json'): Promise<FastifyReply> {
    const everything = await collect(reading(parts.pool), { kind: 'patient', patient }, patient, { clinic: parts.config.clinicName.ru, mostFileBytes: what === 'json' ? mostFileBytes : 0 });
    const content = what === 'json' ? await copies.bundle(everything, `${parts.publicUrl()}/fhir`) : await copies.paper(everything);
    await inTransaction(parts.pool, (tx) => writeAccess(tx, { deed: 'exportTaken', patients: [patient], things: ['everything'] }, ownersEyes, parts.now()));
    return reply
      .headers({ 'cache-control': 'no-store, private', pragma: 'no-cache', 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex, nofollow', 'content-disposition': `attachment; filename="my-data.${what}"` })
      .type(what === 'json' ? 'application/fhir+json; charset=utf-8' : 'application/pdf')
      .send(content);
  }

  void app.register((web, _options, registered) => {
    web.setErrorHandler((error, request, reply) => {
      const [page, words] = said(request);
      const refusal = refusalOf(error);
      if (!refusal) parts.log.error({ reference: parts.newId(), route: request.routeOptions.url, ...traceOf(error) }, 'request failed');
      return sendPage(reply.headers({ ...refusal?.headers }), parts, page, saying(refusal?.status ?? 500, words.later, words.laterText));
    });

    web.get<{ Params: { link: string } }>('/take-home/:link', async (request, reply) => {
      const [page, words] = said(request);
      return sendPage(reply, parts, page, (await isWaiting(reading(parts.pool), request.params.link, parts.now())) ? codePage(words) : gone(words));
    });

    web.post<{ Params: { link: string } }>('/take-home/:link', async (request, reply) => {
      const [page, words] = said(request);
      const { link } = request.params;
      const typed = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
      const what = typed.get('do');
      if (what === 'pdf' || what === 'json') {
        const patient = await grantedTo(reading(parts.pool), link, typed.get('grant') ?? '', parts.now());
        return patient === null ? sendPage(reply, parts, page, gone(words)) : give(reply, patient, what);
      }
      const code = (typed.get('code') ?? '').replace(/[\s-]/g, '');
      // What cannot be a code is a slip of the hand and costs no try.
      if (!/^[0-9]{6}$/.test(code)) return sendPage(reply, parts, page, (await isWaiting(reading(parts.pool), link, parts.now())) ? codePage(words, true) : gone(words));
      const opened = await inTransaction(parts.pool, (tx) => openByCode(tx, link, code, parts.now()));
      if (opened === 'gone') return sendPage(reply, parts, page, gone(words));
      return sendPage(reply, parts, page, opened === 'wrong' ? codePage(words, true) : filesPage(words, opened.grant));
    });
    registered();
  });
}
