import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { escaped } from '../web/escape.ts';

export interface Mailbox {
  readonly smtp: string;
  readonly web: string;
  stop(): Promise<void>;
}

interface Letter {
  readonly to: readonly string[];
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  /** Empty: the letter has none. */
  readonly html: string;
  readonly at: string;
}

const kept = 500;
const loopback = '127.0.0.1';

function page(letters: readonly Letter[]): string {
  const items = letters.map(
    ({ to, subject, text, html, at }, index) =>
      `<article><h2>${escaped(subject)}</h2><p>${escaped(to.join(', '))} · ${escaped(at)}</p><pre>${linked(text)}</pre>` +
      `${html === '' ? '' : `<p><a href="/html/${letters.length - index}">Показать, как в почтовой программе</a></p>`}</article>`,
  );
  return `<!doctype html><html lang="ru"><meta charset="utf-8"><title>Почта демонстрации</title><h1>Письма: ${letters.length}</h1>${items.join('')}</html>`;
}

/** Addresses become links, as mail programs make them. */
function linked(text: string): string {
  return text
    .split(/(https?:\/\/[^\s<>"']+)/)
    .map((part, index) => (index % 2 === 1 ? `<a href="${escaped(part)}" rel="noreferrer">${escaped(part)}</a>` : escaped(part)))
    .join('');
}

/** What somebody else wrote: shown without scripts, pictures, forms or anything from elsewhere, in a page of its own. */
const letterPolicy = "sandbox allow-top-navigation-by-user-activation; default-src 'none'; style-src 'unsafe-inline'";

async function read(stream: AsyncIterable<Buffer>, to: readonly string[]): Promise<Letter> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  const { from, subject, text, html } = await PostalMime.parse(Buffer.concat(chunks));
  return { to, from: from?.address ?? '', subject: subject ?? '', text: text ?? html ?? '', html: html ?? '', at: new Date().toISOString() };
}

function listening(
  server: { once(event: 'error', done: (error: Error) => void): unknown },
  listen: (done: () => void) => void,
): Promise<void> {
  return new Promise((done, failed) => {
    server.once('error', failed);
    listen(done);
  });
}

/** A real SMTP server that delivers to nobody, and a page with what it was given: newest first, also as `/letters.json`. */
export async function startMailbox(): Promise<Mailbox> {
  const letters: Letter[] = [];
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: 5_000_000,
    onData(stream, session, done) {
      const to = session.envelope.rcptTo.map(({ address }) => address);
      read(stream, to).then(
        (letter) => {
          letters.unshift(letter);
          letters.splice(kept);
          done();
        },
        (error: Error) => done(error),
      );
    },
  });
  const web: Server = createServer((request, response) => {
    const json = request.url === '/letters.json';
    const number = Number(/^\/html\/([0-9]{1,9})$/.exec(request.url ?? '')?.[1] ?? Number.NaN);
    const shown = Number.isNaN(number) ? null : letters.at(-number)?.html;
    response.writeHead(200, {
      'content-type': `${json ? 'application/json' : 'text/html'}; charset=utf-8`,
      'content-security-policy': shown ? letterPolicy : "default-src 'none'",
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    response.end(shown ?? (json ? JSON.stringify(letters) : page(letters)));
  });
  await listening(smtp.server, (done) => smtp.listen(0, loopback, done));
  await listening(web, (done) => web.listen(0, loopback, done));
  const portOf = (server: { address(): AddressInfo | string | null }) => (server.address() as AddressInfo).port;
  return {
    smtp: `smtp://${loopback}:${portOf(smtp.server)}`,
    web: `http://${loopback}:${portOf(web)}`,
    async stop() {
      await new Promise<void>((done) => smtp.close(() => done()));
      web.closeAllConnections();
      await new Promise<void>((done) => web.close(() => done()));
    },
  };
}
