import type { Id } from '../../shared/lib/ids.ts';

/** O2. How many of its free times an office may give out without asking, and who decides nothing: the devices. */
export interface LeasePolicy {
  /** Days ahead; 0: nobody is leased anything. */
  readonly horizonDays: number;
  /** 0 to 1, of the free times of an office in which a satellite stands: its line breaks. */
  readonly shareOfSatellite: number;
  /** 0 to 1, by office, for those that are named. All others have no share. */
  readonly shareOfOffice: Readonly<Record<Id, number>>;
  readonly mostPerDevice: number;
}

export const defaultLeases: LeasePolicy = { horizonDays: 14, shareOfSatellite: 0.5, shareOfOffice: {}, mostPerDevice: 400 };

/** The office's share is told before: whether a satellite stands in it. */
export function shareOf(office: Id, hasSatellite: boolean, { shareOfOffice, shareOfSatellite }: LeasePolicy): number {
  return shareOfOffice[office] ?? (hasSatellite ? shareOfSatellite : 0);
}

/** One device's part of so many times. Each device reckons it by itself and all come to the same: nobody keeps a table of parts. */
export function partOf({ device, devices, share }: { readonly device: Id; readonly devices: readonly Id[]; readonly share: number }, { mostPerDevice }: Pick<LeasePolicy, 'mostPerDevice'>, times: number): number {
  const place = devices.toSorted().indexOf(device);
  if (place < 0) return 0;
  const all = Math.floor(times * share);
  return Math.min(mostPerDevice, Math.floor(all / devices.length) + (place < all % devices.length ? 1 : 0));
}

/** So many of the list, evenly: of every day and every doctor some, and of none all. */
export function spread<T>(list: readonly T[], count: number): readonly T[] {
  if (count <= 0) return [];
  if (count >= list.length) return list;
  return Array.from({ length: count }, (_, index) => list[Math.floor(((index + 0.5) * list.length) / count)]).filter((one) => one !== undefined);
}
