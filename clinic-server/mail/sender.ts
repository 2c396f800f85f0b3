import { createTransport } from 'nodemailer';
import type { Instant } from '../../shared/lib/moscow.ts';
import { inTransaction } from '../db/pool.ts';
import { inRounds } from '../http/rounds.ts';
import type { Routes, ServerParts } from '../http/parts.ts';
import { forgetLetters, giveUp, markSent, takeDue, tryAgain, type DueLetter } from './letterStore.ts';
import type { MailSettings } from './settings.ts';

const everyMs = 500;
const setAsideMs = 120_000;
const forgetEveryMs = 60_000;
const batch = 5;

/** After the first failure in 5 s, then 10 s, 20 s … at most every five minutes, until the letter's link has run out. */
export function pauseMs(tries: number): number {
  return Math.min(300_000, 5_000 * 2 ** Math.min(10, tries - 1));
}

interface Post {
  send(letter: DueLetter): Promise<void>;
  close(): void;
}

function openPost({ url, from }: MailSettings, production: boolean): Post {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 2,
    requireTLS: production,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    // A letter is what we wrote and nothing else: no part of it may name a file or an address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send({ to, subject, text, html }) {
      await transport.sendMail({
        from,
        // As an address and not as text: text would be read as a list of them.
        to: { name: '', address: to },
        subject,
        text,
        html,
        // Out-of-office programs are not to answer, and no server is to ask for a receipt.
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      });
    },
    close: () => transport.close(),
  };
}

/** A 5xx is the mail server's last word about this letter; anything else may be over in a moment. */
const isFinal = (error: unknown): boolean => {
  const code = (error as { responseCode?: unknown } | null)?.responseCode;
  return typeof code === 'number' && code >= 500 && code < 600;
};

async function deliver(parts: ServerParts, post: Post, letter: DueLetter): Promise<void> {
  try {
    await post.send(letter);
    await inTransaction(parts.pool, (tx) => markSent(tx, letter.id, parts.now()));
  } catch (error) {
    // Never the error's own text: mail servers put the recipient into theirs.
    const code = (error as { code?: unknown } | null)?.code;
    const final = isFinal(error) && letter.tries >= 3;
    parts.log.warn({ letter: letter.id, tries: letter.tries, code: typeof code === 'string' ? code : 'unknown', final }, 'letter not sent');
    const at = (parts.now() + pauseMs(letter.tries)) as Instant;
    await inTransaction(parts.pool, (tx) => (final ? giveUp(tx, letter.id) : tryAgain(tx, letter.id, at)));
  }
}

/** Sends what lies in `letter`. Whoever asked for a letter has had the answer long before, so the way of the mail tells them nothing. */
export const mailSender: Routes = (app, parts) => {
  const { mail, production } = parts.config;
  if (!mail) return;
  const post = openPost(mail, production);
  let forgottenAt = 0;

  const send = async (): Promise<void> => {
    try {
      const now = parts.now();
      const due = await inTransaction(parts.pool, (tx) => takeDue(tx, { now, until: (now + setAsideMs) as Instant, most: batch }));
      await Promise.all(due.map((letter) => deliver(parts, post, letter)));
      if (now - forgottenAt < forgetEveryMs) return;
      forgottenAt = now;
      await inTransaction(parts.pool, (tx) => forgetLetters(tx, now));
    } catch (error) {
      parts.log.warn({ kind: error instanceof Error ? error.name : typeof error }, 'letters wait');
    }
  };
  inRounds(app, everyMs, send);
  // After the last round: letters that are on their way still need it.
  app.addHook('onClose', async () => post.close());
};
