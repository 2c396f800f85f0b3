import { randomUUID } from 'node:crypto';
import { startMailbox, type Mailbox } from '../../clinic-server/demo/mailbox.ts';
import type { Published } from '../../clinic-server/documents/published.ts';
import type { DocumentKind } from '../../shared/lib/clinicDocument.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { instant, type Instant } from '../../shared/lib/moscow.ts';
import { addKiosk } from './clinicCallers.ts';
import { startClinic, type TestClinic, type TestClinicOptions } from './clinicServer.ts';
import { at, type Answer, type Ask } from './fhirClient.ts';
import { publishBoth } from './publishedDocuments.ts';
import { signaturePng } from './signature.ts';

export interface ReceivedLetter {
  readonly to: readonly string[];
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface RegistrationClinic {
  readonly clinic: TestClinic;
  readonly mailbox: Mailbox;
  /** Lets the server's clock go on. */
  pass(milliseconds: number): void;
  now(): Instant;
  letters(): Promise<readonly ReceivedLetter[]>;
  /** The newest letter to this address, once there are `count` of them. */
  letterTo(email: string, count?: number): Promise<ReceivedLetter>;
  /** Terms and consent signed at this kiosk. */
  signed(ask: Ask): Promise<Id[]>;
  kiosk(): ReturnType<typeof addKiosk>;
  stop(): Promise<void>;
}

export const linkOf = ({ text }: ReceivedLetter): string => /https?:\/\/\S+/.exec(text)?.[0] ?? '';
export const tokenOf = (letter: ReceivedLetter): string => linkOf(letter).split('/').at(-1) ?? '';
export const letterCode = ({ text }: ReceivedLetter): string => (/^(\d{3}) (\d{3})$/m.exec(text) ?? []).slice(1).join('');

export const person = (more: object = {}) => ({
  ...{ email: `r${randomUUID().slice(0, 8)}@example.org`, family: 'Лесная', given: 'Анна', patronymic: 'Петровна' },
  ...{ birthDate: '1980-12-31', phone: '+79001234567', snils: null, acceptances: [] as readonly Id[] },
  ...more,
});

const json = { 'content-type': 'application/json' };
export const post = (ask: Ask, path: string, body: unknown): Promise<Answer> => ask('POST', path, body, json);

/** A form sent by a browser that follows nothing. */
export function sendForm(address: string, fields: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(address, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual', headers });
}

/** A clinic that sends its letters through a real SMTP server. */
export async function startRegistrationClinic(options: TestClinicOptions = {}): Promise<RegistrationClinic> {
  const mailbox = await startMailbox();
  let ahead = 0;
  const now = () => instant(Date.now() + ahead);
  const clinic = await startClinic({ ...options, now, config: { mail: { url: mailbox.smtp, from: '"Клиника" <kabinet@example.org>' }, ...options.config } });
  const inForce: Record<DocumentKind, Published> = await publishBoth(clinic);
  const letters = async () => (await (await fetch(`${mailbox.web}/letters.json`)).json()) as ReceivedLetter[];
  return {
    clinic,
    mailbox,
    now,
    pass: (milliseconds) => void (ahead += milliseconds),
    letters,
    async letterTo(email, count = 1) {
      const until = Date.now() + 20_000;
      for (;;) {
        const mine = (await letters()).filter(({ to }) => to.includes(email));
        if (mine.length >= count && mine[0]) return mine[0];
        if (Date.now() > until) throw new Error(`${mine.length} letters of ${count}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async signed(ask) {
      const ids: Id[] = [];
      for (const kind of ['terms', 'consent'] as const) {
        const { version, texts } = inForce[kind];
        const body = { kind, version, sha256: texts[0]?.sha256, how: 'finger', signature: signaturePng(), typedName: null, acceptedAt: now() };
        const answer = await ask('POST', '/identity/acceptances', body, { 'idempotency-key': randomUUID() });
        if (answer.status !== 201) throw new Error(`acceptance answered ${answer.status}`);
        ids.push(String(at(answer.body, 'acceptanceId')));
      }
      return ids;
    },
    kiosk: () => addKiosk(clinic),
    async stop() {
      await clinic.stop();
      await mailbox.stop();
    },
  };
}
