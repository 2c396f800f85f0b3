import { account } from './en/account.ts';
import { appointments } from './en/appointments.ts';
import { checkIn } from './en/checkIn.ts';
import { conflicts } from './en/conflicts.ts';
import { counters } from './en/counters.ts';
import { deletion } from './en/deletion.ts';
import { device } from './en/device.ts';
import { doctors } from './en/doctors.ts';
import { encounters } from './en/encounters.ts';
import { esia } from './en/esia.ts';
import { documents } from './en/documents.ts';
import { home } from './en/home.ts';
import { identity } from './en/identity.ts';
import { leases } from './en/leases.ts';
import { notices } from './en/notices.ts';
import { orders } from './en/orders.ts';
import { ownData } from './en/ownData.ts';
import { papers } from './en/papers.ts';
import { prices } from './en/prices.ts';
import { registration } from './en/registration.ts';
import { representation } from './en/representation.ts';
import { representatives } from './en/representatives.ts';
import { results } from './en/results.ts';
import { schedule } from './en/schedule.ts';
import { seals } from './en/seals.ts';
import { staff } from './en/staff.ts';
import { staffDoor } from './en/staffDoor.ts';
import { shell } from './en/shell.ts';
import { slips } from './en/slips.ts';
import { sync } from './en/sync.ts';
import { visit } from './en/visit.ts';
import { waiting } from './en/waiting.ts';

import type { russian } from './russian.ts';

/** Complete by its type: a Russian message without an English one does not compile. */
export const english: typeof russian = { account, appointments, checkIn, conflicts, counters, deletion, device, doctors, documents, encounters, esia, home, identity, leases, notices, orders, ownData, papers, prices, registration, representation, representatives, results, schedule, seals, shell, slips, staff, staffDoor, sync, visit, waiting };
