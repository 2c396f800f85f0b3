import type * as z from 'zod';
import { account } from './features/account.ts';
import { appointments } from './features/appointments.ts';
import { checkIn } from './features/checkIn.ts';
import { conflicts } from './features/conflicts.ts';
import { counters } from './features/counters.ts';
import { deletion } from './features/deletion.ts';
import { device } from './features/device.ts';
import { doctors } from './features/doctors.ts';
import { documents } from './features/documents.ts';
import { encounters } from './features/encounters.ts';
import { esia } from './features/esia.ts';
import { identity } from './features/identity.ts';
import { leases } from './features/leases.ts';
import { notices } from './features/notices.ts';
import { orders } from './features/orders.ts';
import { ownData } from './features/ownData.ts';
import { papers } from './features/papers.ts';
import { prices } from './features/prices.ts';
import { registration } from './features/registration.ts';
import { representation } from './features/representation.ts';
import { representatives } from './features/representatives.ts';
import { results } from './features/results.ts';
import { schedule } from './features/schedule.ts';
import { seals } from './features/seals.ts';
import { staff } from './features/staff.ts';
import { staffDoor } from './features/staffDoor.ts';
import { slips } from './features/slips.ts';
import { sync } from './features/sync.ts';
import { waiting } from './features/waiting.ts';
import type { Procedure } from './rpc/procedure.ts';

/** Every call the renderer can make. A feature adds one line here. */
export const contract = {
  ...account,
  ...appointments,
  ...checkIn,
  ...conflicts,
  ...counters,
  ...deletion,
  ...device,
  ...doctors,
  ...documents,
  ...encounters,
  ...esia,
  ...identity,
  ...leases,
  ...notices,
  ...orders,
  ...ownData,
  ...papers,
  ...prices,
  ...registration,
  ...representation,
  ...representatives,
  ...results,
  ...schedule,
  ...seals,
  ...staff,
  ...staffDoor,
  ...slips,
  ...sync,
  ...waiting,
} satisfies Record<`${string}.${string}`, Procedure>;

export type Contract = typeof contract;
export type Channel = keyof Contract;
type ChannelOf<K extends Procedure['kind']> = { [C in Channel]: Contract[C]['kind'] extends K ? C : never }[Channel];
export type QueryChannel = ChannelOf<'query'>;
export type CommandChannel = ChannelOf<'command'>;
export type TaskChannel = ChannelOf<'task'>;
export type Feature = Channel extends `${infer F}.${string}` ? F : never;

export type Input<C extends Channel> = z.infer<Contract[C]['input']>;
export type Output<C extends Channel> = z.infer<Contract[C]['output']>;
export type RefusalCode<C extends CommandChannel | TaskChannel> = Contract[C]['errors'][number];

export function isChannel(name: string): name is Channel {
  return Object.hasOwn(contract, name);
}

export function featureOf(channel: Channel): Feature {
  return channel.slice(0, channel.indexOf('.')) as Feature;
}
