import { account } from './ru/account.ts';
import { appointments } from './ru/appointments.ts';
import { counters } from './ru/counters.ts';
import { deletion } from './ru/deletion.ts';
import { device } from './ru/device.ts';
import { doctors } from './ru/doctors.ts';
import { esia } from './ru/esia.ts';
import { documents } from './ru/documents.ts';
import { home } from './ru/home.ts';
import { identity } from './ru/identity.ts';
import { notices } from './ru/notices.ts';
import { orders } from './ru/orders.ts';
import { ownData } from './ru/ownData.ts';
import { papers } from './ru/papers.ts';
import { prices } from './ru/prices.ts';
import { registration } from './ru/registration.ts';
import { representation } from './ru/representation.ts';
import { representatives } from './ru/representatives.ts';
import { results } from './ru/results.ts';
import { schedule } from './ru/schedule.ts';
import { seals } from './ru/seals.ts';
import { staff } from './ru/staff.ts';
import { staffDoor } from './ru/staffDoor.ts';
import { shell } from './ru/shell.ts';
import { slips } from './ru/slips.ts';
import { visit } from './ru/visit.ts';

/** Every message by feature. Another language is another folder and a file like this one. */
export const russian = { account, appointments, counters, deletion, device, doctors, documents, esia, home, identity, notices, orders, ownData, papers, prices, registration, representation, representatives, results, schedule, seals, shell, slips, staff, staffDoor, visit };
