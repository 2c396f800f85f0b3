import * as z from 'zod';
import { mostPaperBytes } from '../../../shared/features/papers.ts';
import type { Id } from '../../../shared/lib/ids.ts';
import { Refusal, type CallContext, type HandlersOf } from '../../server/handler.ts';
import type { BackendParts } from '../../server/parts.ts';
import { AnswerTooLarge, Unreachable, type ClinicAnswer, type ClinicRequest } from '../../sync/clinicApi.ts';
import { AuditPage, lineOf, nextOf } from './auditEvent.ts';
import { countHeld } from './store.ts';

export interface OwnDataNeeds extends Pick<BackendParts, 'clinic' | 'newId' | 'onLeave' | 'session'> {
  /** Where the reader of papers finds an open file; in memory, emptied when the patient leaves. */
  readonly keepOpen: (patientId: Id, binaryId: Id, content: Buffer) => void;
}

type Made = { readonly patientId: Id; readonly binaryId: Id } | Refusal<'busy' | 'not_a_pdf' | 'file_too_large' | 'offline' | 'try_later'>;

const pageSize = 30;
/** Six years of results are made in seconds; the line may take longer than the centre does. */
const paperTimeoutMs = 90_000;
const Sent = z.object({ email: z.string().max(300), code: z.string().regex(/^\d{6}$/), hours: z.int().positive() });
const sendRefusals = ['no_email', 'mail_unavailable', 'not_own_account', 'slow_down'] as const;

/** D4. Everything goes under the patient's own token, and what comes stays in memory. */
export function createOwnDataHandlers({ clinic, keepOpen, newId, onLeave, session }: OwnDataNeeds): HandlersOf<'ownData'> {
  const coming = new Map<string, Promise<Made>>();
  onLeave(async () => coming.clear());

  async function ask(request: Pick<ClinicRequest, 'method' | 'path' | 'body' | 'file' | 'timeoutMs'>): Promise<ClinicAnswer | Refusal<'offline'>> {
    try {
      return await clinic.send({ ...request, as: 'patient' });
    } catch (error) {
      if (error instanceof Unreachable) return new Refusal('offline');
      throw error;
    }
  }

  async function make(patientId: Id, signInId: Id | null): Promise<Made> {
    try {
      const answer = await ask({ method: 'GET', path: `/fhir/Patient/${patientId}/$everything?_format=application%2Fpdf`, timeoutMs: paperTimeoutMs, file: { mostBytes: mostPaperBytes } });
      if (answer instanceof Refusal) return answer;
      const { status, body } = answer;
      if (status === 503) return new Refusal('busy');
      if (status !== 200) return new Refusal('try_later');
      if (!Buffer.isBuffer(body) || body.subarray(0, 5).toString('latin1') !== '%PDF-') return new Refusal('not_a_pdf');
      // The patient may have left, or act for another now (R10), while the file was made: nobody may find it then.
      const now = session.actor();
      if (now.patientId !== patientId || now.signInId !== signInId) {
        body.fill(0);
        return new Refusal('try_later');
      }
      const binaryId = newId();
      keepOpen(patientId, binaryId, body);
      return { patientId, binaryId };
    } catch (error) {
      if (error instanceof AnswerTooLarge) return new Refusal('file_too_large');
      throw error;
    }
  }

  return {
    'ownData.held': (db, _input, context) => {
      const patientId = patientOf(context);
      return { patientId, ...countHeld(db, patientId) };
    },

    'ownData.whoLooked': async ({ page }, context) => {
      const patientId = patientOf(context);
      const asked = new URLSearchParams({ patient: patientId, _sort: '-date', _count: String(pageSize), ...(page === null ? {} : { _page: page }) });
      const answer = await ask({ method: 'GET', path: `/fhir/AuditEvent?${asked.toString()}` });
      if (answer instanceof Refusal) return answer;
      const read = AuditPage.safeParse(answer.body);
      if (answer.status !== 200 || !read.success) return new Refusal('try_later');
      return { patientId, lines: (read.data.entry ?? []).map(({ resource }) => lineOf(resource)), total: read.data.total, next: nextOf(read.data) };
    },

    'ownData.paper': async (_input, context) => {
      const patientId = patientOf(context);
      const { signInId } = context.actor;
      const key = `${patientId} ${signInId}`;
      const waiting =
        coming.get(key) ??
        make(patientId, signInId).finally(() => {
          if (coming.get(key) === waiting) coming.delete(key);
        });
      coming.set(key, waiting);
      return waiting;
    },

    'ownData.sendHome': async (_input, context) => {
      const patientId = patientOf(context);
      const answer = await ask({ method: 'POST', path: `/fhir/Patient/${patientId}/$send-home`, body: {} });
      if (answer instanceof Refusal) return answer;
      const sent = answer.status === 202 ? Sent.safeParse(answer.body) : null;
      if (sent?.success === true) return { patientId, ...sent.data, email: shownAddress(sent.data.email) };
      return new Refusal(sendRefusals.find((code) => code === answer.refusal) ?? 'try_later');
    },
  };
}

/** An address as it may stand on a glass others can see: the person knows their own by its beginning. */
function shownAddress(email: string): string {
  const at = email.lastIndexOf('@');
  return at < 0 ? '***' : `${email.slice(0, Math.min(2, at))}***${email.slice(at)}`;
}

/** `allow` lets only patients in; anything else is a fault of ours. */
function patientOf({ actor }: CallContext): Id {
  if (actor.patientId === null) throw new Error('no patient in this session');
  return actor.patientId;
}
