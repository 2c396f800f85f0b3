import type { StaffCode } from '../shared/lib/staffCode.ts';
import { ownCountersOnly, type CountersSettings } from './counters/settings.ts';
import type { EsiaSettings } from './esia/settings.ts';
import { defaultLeases, type LeasePolicy } from './leases/policy.ts';
import type { MailSettings } from './mail/settings.ts';
import { defaultWaiting, type WaitingSettings } from './waiting/rules.ts';

/** What the clinic decides; devices are told at enrolment and again at every start. */
export interface Policy {
  readonly idleSeconds: number;
  readonly warnSeconds: number;
  /** How many hours before its start a visit may still be cancelled or moved by the patient. */
  readonly changeableHours: number;
  readonly maxActiveVisits: number;
  readonly holdSeconds: number;
  /** For the accessible profile. */
  readonly holdSecondsLonger: number;
  /** Whether patients may, or have to, sign in by Gosuslugi; absent: they cannot. */
  readonly esia?: 'off' | 'optional' | 'required';
  /** Days, 1 to 30, in which staff may sign in again at a desk that has no line; absent: 14. */
  readonly staffOfflineDays?: number;
  /** Seconds, 65 to 3600, without a hand after which a desk closes by itself; absent: 600. It says so a minute before. */
  readonly deskIdleSeconds?: number;
  /** Opens the service screen of a kiosk; made by `staffCodeVerifier`. */
  readonly staffCode?: StaffCode;
}

export const defaultPolicy: Policy = {
  idleSeconds: 60,
  warnSeconds: 20,
  changeableHours: 3,
  maxActiveVisits: 10,
  holdSeconds: 180,
  holdSecondsLonger: 300,
};

export interface ServerConfig {
  readonly policy: Policy;
  readonly clinicName: { readonly ru: string; readonly en: string };
  readonly clinicPhone: string;
  /** Public keys of the server's certificates that devices are to insist on, SHA-256 in base64: the current one and its spare. Empty: no pinning. */
  readonly tlsPins: readonly string[];
  /** Public half of the clinic's recovery key (`devices/recoveryKey.ts`), base64url: devices seal their keys to it. Null: a lost keychain is a lost device. */
  readonly recoveryKey: string | null;
  /** Raised when every device is to change the key of its file. */
  readonly keyGeneration: number;
  /** Requests one address may make in a minute; a clinic's devices may all stand behind one. */
  readonly requestsPerMinute: number;
  /** Addresses of the clinic's balancers: from them alone the word about who is calling is taken. */
  readonly trustedProxies: readonly string[];
  /** What stands at the beginning of links in letters and of addresses a patient's phone opens, `https://cabinet.clinic.example`; null: where this server listens. */
  readonly publicUrl: string | null;
  /** How letters go out; null: the clinic sends none, and nobody can register. */
  readonly mail: MailSettings | null;
  /** L3: whether a patient with an account is written to when a report of theirs is released. The letter says no more than that. */
  readonly resultLetters: boolean;
  /** The clinic's connection to Gosuslugi; null: there is none. */
  readonly esia: EsiaSettings | null;
  /** R10: age at which a person decides at the clinic for themself, so that nobody acts for them as a parent any more. */
  readonly childUntilAge: number;
  /** D6: how small a number is hidden, and who outside the clinic is told the others: nobody, unless the clinic says so. */
  readonly counters: CountersSettings;
  /** S6: how long a freed time is kept for who waits for it, and when people may be written to about one. */
  readonly waiting: WaitingSettings;
  /** File outside the database that knows how far it had come; null: a database that was put back is not noticed. */
  readonly historyFile: string | null;
  /** O2: how many free times an office may give out without a line to the server. */
  readonly leases: LeasePolicy;
  /** Bytes of a request's body. */
  readonly bodyLimit: number;
  readonly production: boolean;
}

export const defaultConfig: ServerConfig = {
  policy: defaultPolicy,
  clinicName: { ru: 'Клиника', en: 'Clinic' },
  clinicPhone: '',
  tlsPins: [],
  recoveryKey: null,
  keyGeneration: 0,
  requestsPerMinute: 60_000,
  trustedProxies: [],
  publicUrl: null,
  mail: null,
  resultLetters: true,
  esia: null,
  counters: ownCountersOnly,
  childUntilAge: 15,
  waiting: defaultWaiting,
  leases: defaultLeases,
  historyFile: null,
  bodyLimit: 1_048_576,
  production: false,
};
