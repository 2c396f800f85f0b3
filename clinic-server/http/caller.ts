import type { Id } from '../../shared/lib/ids.ts';
import type { Profile } from '../../shared/rpc/shell.ts';
import type { Representation } from '../identity/signInStore.ts';
import type { StaffRole } from '../staff/staffStore.ts';

interface DeviceCaller {
  readonly deviceId: Id;
  readonly deviceCode: string;
  readonly officeId: Id;
  readonly profile: Profile;
}

/** Who a request comes from, after its tokens were checked against the database. */
export type Caller =
  | ({ readonly kind: 'device'; /** Sign-in named by the header, checked to be this device's; null without the header. */ readonly signIn: { readonly signInId: Id; readonly patientId: Id; readonly representation: Representation | null } | null } & DeviceCaller)
  | ({ readonly kind: 'patient'; readonly signInId: Id; readonly patientId: Id; /** R10: somebody acts for the patient; null: the patient themself. */ readonly representation: Representation | null } & DeviceCaller)
  | ({ readonly kind: 'staff'; readonly signInId: Id; readonly staffId: Id; readonly role: StaffRole; /** R9: signed in by a one-time password. */ readonly mustChange: boolean } & DeviceCaller)
  | { readonly kind: 'system' };
