import type { Extension } from '@medplum/fhirtypes';
import { extensions } from '../../shared/fhir/names.ts';
import { Id } from '../../shared/lib/ids.ts';
import { Profile } from '../../shared/rpc/shell.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { idOf } from './appointmentResource.ts';
import { refuse } from './refuse.ts';
import type { Channel, OpenTo, SlotFacts } from './slotStore.ts';

type Extended = { readonly extension?: readonly Extension[] };

function read({ extension = [] }: Extended, whatElse: () => void): OpenTo | null {
  const said = extension.filter(({ url }) => url === extensions.openTo);
  const profiles: Profile[] = [];
  const offices: Id[] = [];
  for (const { valueCode, valueReference } of said) {
    const profile = Profile.safeParse(valueCode);
    const office = Id.safeParse(idOf('Location', valueReference));
    if (profile.success) profiles.push(profile.data);
    else if (office.success) offices.push(office.data);
    else whatElse();
  }
  return said.length === 0 ? null : { profiles, offices };
}

/** The time's own word, else its schedule's; null: open to all. What nobody can read is open to nobody, rather than to all. */
export function openToOf(slot: Extended, schedule: Extended | null): OpenTo | null {
  const nobody: OpenTo = { profiles: [], offices: [''] };
  let unread = false;
  const said = read(slot, () => void (unread = true)) ?? read(schedule ?? {}, () => void (unread = true));
  return unread ? nobody : said;
}

/** For who writes it: a slip of the pen would close a whole schedule. */
export function assertReadable(resource: Extended & { readonly resourceType: string }): void {
  read(resource, () => {
    throw new FhirRefusal(422, 'invalid_value', { expression: [`${resource.resourceType}.extension`] });
  });
}

/** A request that does not say where it comes from gets what is open to all. */
export function isOpenTo({ openTo = null }: Pick<SlotFacts, 'openTo'>, channel: Channel | null): boolean {
  if (openTo === null) return true;
  if (channel === null) return false;
  const { profiles, offices } = openTo;
  return (profiles.length === 0 || profiles.includes(channel.profile)) && (offices.length === 0 || offices.includes(channel.office));
}

export function assertOpenTo(slot: SlotFacts, channel: Channel | null): void {
  if (!isOpenTo(slot, channel)) refuse('not_for_this_place');
}
