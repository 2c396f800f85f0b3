import type { Migration } from '../migrate.ts';
import { engine } from './0001-engine.ts';
import { clinic } from './0002-clinic.ts';
import { staffDoor } from './0003-staff-door.ts';
import { forgottenRequests } from './0004-forgotten-requests.ts';
import { documents } from './0005-documents.ts';
import { staff } from './0006-staff.ts';
import { denyList } from './0007-deny-list.ts';
import { counters } from './0008-counters.ts';
import { noticeTimes } from './0010-notice-times.ts';
import { servicePreparation } from './0011-service-preparation.ts';
import { staffPassword } from './0014-staff-password.ts';
import { sealKeys } from './0015-seal-keys.ts';
import { leases } from './0016-leases.ts';
import { sequence } from './0017-sequence.ts';
import { outboxSent } from './0020-outbox.ts';

/** In order; position + 1 is the version a database has after it. Never edit or reorder one that has shipped. */
export const migrations: readonly Migration[] = [engine, clinic, staffDoor, forgottenRequests, documents, staff, denyList, counters, noticeTimes, servicePreparation, staffPassword, sealKeys, leases, sequence, outboxSent];
