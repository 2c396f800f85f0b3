import { resources } from './0001-resources.ts';
import { devices } from './0002-devices.ts';
import { identity } from './0003-identity.ts';
import { scheduling } from './0004-scheduling.ts';
import { visitsWithoutSlot } from './0005-visits-without-slot.ts';
import { sharedFeed } from './0006-shared-feed.ts';
import { accounts } from './0007-accounts.ts';
import { staff } from './0008-staff.ts';
import { documents } from './0009-documents.ts';
import { registration } from './0010-registration.ts';
import { esia } from './0011-esia.ts';
import { locks } from './0012-locks.ts';
import { account } from './0013-account.ts';
import { representatives } from './0014-representatives.ts';
import { counters } from './0015-counters.ts';
import { letterSize } from './0016-letter-size.ts';
import { releasedResults } from './0017-released-results.ts';
import { passwords } from './0019-passwords.ts';
import { visitDocuments } from './0020-visit-documents.ts';
import { checkIn } from './0021-check-in.ts';
import { waitingList } from './0022-waiting-list.ts';
import { erasures } from './0023-erasures.ts';
import { accessLog } from './0024-access-log.ts';
import { leases } from './0025-leases.ts';
import { conflicts } from './0027-conflicts.ts';
import type { Migration } from './migration.ts';

/** In order, only ever appended to: a database remembers how many it has. */
export const migrations: readonly Migration[] = [resources, devices, identity, scheduling, visitsWithoutSlot, sharedFeed, accounts, staff, documents, registration, esia, locks, account, representatives, counters, letterSize, releasedResults, passwords, visitDocuments, checkIn, waitingList, erasures, accessLog, leases, conflicts];
