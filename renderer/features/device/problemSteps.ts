import type { DeviceProblem } from '../../../shared/features/device.ts';
import type { device } from '../../locales/ru/device.ts';

export type Step = keyof (typeof device)['step'];

interface Way {
  readonly steps: readonly Step[];
  /** What the device keeps is as it was: said wherever somebody could fear for it. */
  readonly untouched: boolean;
  /** The device looks again by itself. */
  readonly again: boolean;
}

const way = (steps: readonly Step[], { untouched = true, again = false }: Partial<Way> = {}): Way => ({ steps, untouched, again });

/** What a person does about each problem, in this order. */
export const ways: Readonly<Record<DeviceProblem, Way>> = {
  not_enrolled: way(['newCode', 'startWithCode'], { untouched: false }),
  enrolment_refused: way(['newCode', 'startWithCode', 'otherFolder']),
  server_untrusted: way(['checkClock', 'checkServer'], { again: true }),
  authority_unreadable: way(['bringAuthority', 'startAgain']),
  keychain_unavailable: way(['signIn', 'unlock', 'restart', 'tell'], { again: true }),
  key_missing: way(['keep', 'signIn', 'recover', 'takeAway']),
  key_wrong: way(['keep', 'recover', 'takeAway']),
  recovery_refused: way(['rightFile', 'recoverAgain', 'keep']),
  recovery_unprepared: way(['keep', 'signIn', 'restoreAccount', 'tell']),
  folder_unusable: way(['freeSpace', 'rights', 'tell'], { again: true }),
  file_missing: way(['checkDisk', 'keep', 'bringBack', 'tell']),
  file_damaged: way(['copyFolder', 'keep', 'bringBack', 'tell']),
  database_from_the_future: way(['newer', 'keep']),
};
