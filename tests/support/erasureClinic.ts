import { randomUUID } from 'node:crypto';
import { headers } from '../../shared/fhir/names.ts';
import { inTransaction } from '../../clinic-server/db/pool.ts';
import { insertResource } from '../../clinic-server/fhir/resourceStore.ts';
import { patient } from '../integration/clinic-server/fhir/resources.ts';
import { addKiosk, signInPatient } from './clinicCallers.ts';
import { enrolDevice } from './clinicDevice.ts';
import { startClinic, type TestClinic } from './clinicServer.ts';
import { eraseParameters, keep, type ErasedKind, type Thing } from './erasureTable.ts';
import { client, system, type Answer, type Ask } from './fhirClient.ts';
import { staffAt, type TestStaff } from './staffDesk.ts';

const json = { 'content-type': 'application/json' };

export interface Cabinet {
  readonly id: string;
  readonly ask: Ask;
  readonly kiosk: { readonly deviceId: string; readonly token: string; readonly ask: Ask };
  readonly signInId: string;
  /** As the device that keeps an outbox asks, under the sign-in the entry was made in. */
  readonly asDevice: Ask;
  add<T extends Thing>(thing: T): Promise<T>;
  erase(what: 'all' | ErasedKind, more?: Parameters<typeof eraseParameters>[1]): Promise<Answer>;
  /** Whether any of its words can be read: by its id, by a search, by its history, by its file. */
  shows(thing: Thing): Promise<boolean>;
}

export interface ErasureClinic {
  readonly clinic: TestClinic;
  readonly all: Ask;
  person(): Promise<Cabinet>;
  staff(): Promise<TestStaff>;
  /** Opened by one registrar, confirmed by another. */
  restore(receiptId: string): Promise<Answer>;
  stop(): Promise<void>;
}

export const scanOf = (content = '%PDF-1.7\nЗаявление\n%%EOF', contentType = 'application/pdf') => ({ contentType, data: Buffer.from(content).toString('base64') });

export async function startErasureClinic(): Promise<ErasureClinic> {
  const clinic = await startClinic({ config: { mail: { url: 'smtp://127.0.0.1:1', from: 'kabinet@example.org' } } });
  const all = system(clinic);
  const staff = async () => staffAt(clinic, await enrolDevice(clinic, { profile: 'reception' }));
  const [first, second] = [await staff(), await staff()];
  return {
    ...{ clinic, all, staff },
    async person() {
      const somebody = patient(`Лесная${randomUUID().slice(0, 6)}`);
      await inTransaction(clinic.pool, (tx) => insertResource(tx, somebody, { patient: somebody.id }));
      const kiosk = await addKiosk(clinic);
      const { ask, signInId } = await signInPatient(clinic, kiosk, somebody.id);
      return {
        ...{ id: somebody.id, ask, kiosk, signInId, asDevice: client(clinic.url, kiosk.token, { [headers.signIn]: signInId }) },
        add: async (thing) => {
          await keep(all, somebody.id, thing);
          return thing;
        },
        erase: (what, more) => ask('POST', '/fhir/$erase', eraseParameters(what, more), { [headers.idempotencyKey]: randomUUID() }),
        async shows({ rows, file, word }) {
          for (const { resourceType: type, id } of rows) {
            for (const path of [`/fhir/${type}/${id}`, `/fhir/${type}?_id=${id}`, `/fhir/${type}/${id}/_history`]) {
              if (JSON.stringify((await ask('GET', path)).body).includes(word)) return true;
            }
          }
          return file !== null && (await ask('GET', `/fhir/Binary/${file}`)).status === 200;
        },
      };
    },
    async restore(receiptId) {
      const opened = await first.ask('POST', '/identity/restorations', { receiptId, documentSeen: true, scan: scanOf() }, json);
      if (opened.status !== 201) return opened;
      return second.ask('POST', `/identity/restorations/${String((opened.body as { caseId: string }).caseId)}/confirm`, {}, json);
    },
    stop: () => clinic.stop(),
  };
}
