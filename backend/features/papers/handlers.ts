import { createHash } from 'node:crypto';
import { mostPaperBytes, paperPartBytes } from '../../../shared/features/papers.ts';
import type { Output } from '../../../shared/contract.ts';
import type { Id } from '../../../shared/lib/ids.ts';
import type { ReadDb } from '../../db/types.ts';
import { Refusal, type CallContext, type HandlersOf } from '../../server/handler.ts';
import type { BackendParts } from '../../server/parts.ts';
import { AnswerTooLarge, Unreachable } from '../../sync/clinicApi.ts';
import type { OpenFiles } from './openFiles.ts';
import * as store from './store.ts';

export interface PapersNeeds extends Pick<BackendParts, 'clinic' | 'newId' | 'onLeave' | 'read' | 'session' | 'shell'> {
  /** Also what another feature had made for this patient (D4): no row names it. */
  readonly files: OpenFiles;
  /** Files that other features' rows name, the conclusion of a study (L3) among them. */
  readonly findFile: (db: ReadDb, patientId: Id, binaryId: Id) => store.NamedFile | undefined;
}

type Fetched = Buffer | Refusal<'not_found' | 'not_a_pdf' | 'file_too_large' | 'damaged' | 'offline' | 'try_later'>;

/** A line of 2 Mbit/s takes 40 s for the largest file. */
const timeoutMs = 60_000;

export function createPapersHandlers({ clinic, files, findFile, newId, onLeave, read, session, shell }: PapersNeeds): HandlersOf<'papers'> {
  const coming = new Map<string, Promise<Fetched>>();
  const jobs = new Map<Id, NonNullable<Output<'papers.job'>>>();
  /** Every visit is another one: what arrives after it belongs to nobody. */
  let visit = 0;
  onLeave(async () => {
    visit += 1;
    files.clear();
    coming.clear();
    jobs.clear();
  });

  /** Only what the patient's own record names is asked for: the page cannot make this device ask for a file of its choice. */
  function named(patientId: Id, binaryId: Id): store.NamedFile | undefined {
    return store.findPaper(read, patientId, binaryId) ?? findFile(read, patientId, binaryId);
  }

  async function fetched(patientId: Id, file: store.NamedFile): Promise<Fetched> {
    const during = visit;
    const content = await download(file);
    if (content instanceof Refusal) return content;
    // The patient may have left, or act for another now (R10), while the file was on its way.
    if (during !== visit || session.actor().patientId !== patientId) {
      content.fill(0);
      return new Refusal('not_found');
    }
    files.keep(patientId, file.binaryId, content);
    return content;
  }

  async function download({ binaryId, sha256 }: store.NamedFile): Promise<Fetched> {
    try {
      const { status, body } = await clinic.send({ method: 'GET', path: `/fhir/Binary/${binaryId}`, as: 'patient', timeoutMs, file: { mostBytes: mostPaperBytes } });
      if (status === 404 || status === 410) return new Refusal('not_found');
      if (status !== 200) return new Refusal('try_later');
      if (!Buffer.isBuffer(body) || body.subarray(0, 5).toString('latin1') !== '%PDF-') return new Refusal('not_a_pdf');
      // What is shown and printed is the file the record speaks of, to the last byte.
      return createHash('sha256').update(body).digest('hex') === sha256 ? body : new Refusal('damaged');
    } catch (error) {
      if (error instanceof AnswerTooLarge) return new Refusal('file_too_large');
      if (error instanceof Unreachable) return new Refusal('offline');
      throw error;
    }
  }

  return {
    'papers.mine': (db, _input, context) => {
      const patientId = patientOf(context);
      const papers = store.listPapers(db, patientId).map(({ binaryId, kind, version, title, language, signedAt }) => ({
        ...{ binaryId, kind, version, at: signedAt },
        title: { ru: title, en: language === 'en' ? title : null },
      }));
      return { patientId, papers };
    },

    'papers.open': async ({ binaryId }, context) => {
      const patientId = patientOf(context);
      const open = files.find(patientId, binaryId);
      if (open !== null) return { patientId, bytes: open.length };
      const file = named(patientId, binaryId);
      if (file === undefined) return new Refusal('not_found');
      const key = `${patientId} ${binaryId}`;
      const waiting =
        coming.get(key) ??
        fetched(patientId, file).finally(() => {
          if (coming.get(key) === waiting) coming.delete(key);
        });
      coming.set(key, waiting);
      const content = await waiting;
      return content instanceof Refusal ? content : { patientId, bytes: content.length };
    },

    'papers.read': (_db, { binaryId, offset }, { actor, printJob }) => {
      const isOurs = printJob === null || jobs.get(printJob)?.binaryId === binaryId;
      const content = isOurs && actor.patientId !== null ? files.find(actor.patientId, binaryId) : null;
      return { part: content?.subarray(offset, offset + paperPartBytes).toString('base64') ?? null };
    },

    'papers.print': async ({ binaryId }, context) => {
      const patientId = patientOf(context);
      const content = files.find(patientId, binaryId);
      if (content === null) return new Refusal('not_found');
      const printJob = newId();
      jobs.set(printJob, { patientId, binaryId, bytes: content.length });
      try {
        const outcome = await shell.print({ printJob, paper: 'a4' });
        return outcome === 'printed' ? {} : new Refusal(outcome);
      } finally {
        jobs.delete(printJob);
      }
    },

    'papers.job': (_db, _input, { printJob }) => (printJob === null ? null : (jobs.get(printJob) ?? null)),
  };
}

/** `allow` lets only patients in; anything else is a fault of ours. */
function patientOf({ actor }: CallContext): Id {
  if (actor.patientId === null) throw new Error('no patient in this session');
  return actor.patientId;
}
