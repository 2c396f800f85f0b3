import type { Logger } from 'pino';
import type { Client } from './clients.ts';
import type { Faults } from './faults.ts';
import type { Openssl } from './openssl.ts';
import type { Journal } from './journal.ts';
import type { KeyRing, TokenAlg } from './tokenKeys.ts';

export interface SimulatorDocument {
  readonly type: 'RF_PASSPORT' | 'MDCL_PLCY';
  readonly series: string | null;
  readonly number: string;
  readonly verified: boolean;
}

/** A made-up person with an account. */
export interface SimulatorUser {
  readonly login: string;
  readonly password: string;
  readonly oid: number;
  /** 11 digits, with or without punctuation. */
  readonly snils: string;
  readonly lastName: string;
  readonly firstName: string;
  readonly middleName: string | null;
  /** `YYYY-MM-DD`; told as `DD.MM.YYYY`. */
  readonly birthDate: string;
  readonly gender: 'M' | 'F';
  readonly trusted: boolean;
  /** `PR` confirmed, `P` simplified or standard, `KD` a child. */
  readonly lvl: 'PR' | 'P' | 'KD';
  readonly mobile: string;
  readonly email: string;
  readonly status?: string;
  readonly documents?: readonly SimulatorDocument[];
  /** Shown beside the login, for whoever plays the person. */
  readonly note?: string;
}

/** What the browser's cookie stands for. Without `signedIn` nobody has given a password yet. */
export interface BrowserSession {
  readonly id: string;
  readonly signedIn: {
    readonly user: SimulatorUser;
    readonly authTime: number;
    readonly secondFactor: boolean;
    readonly sid: string;
  } | null;
  readonly consents: ReadonlySet<string>;
  readonly until: number;
}

/** A request for authorization that passed every check and waits for its person. */
export interface AuthorizationRequest {
  readonly id: string;
  readonly client: Client;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly scopeOrg: string;
  readonly state: string;
  readonly offline: boolean;
  readonly personFilter: PersonFilter | null;
  readonly codeChallenge: string | null;
  readonly until: number;
  /** Whose window it is: nobody else's cookie may go on with it. */
  session: string;
  /** The password was right; the second factor is still owed. */
  pending: { readonly user: SimulatorUser; readonly code: string; triesLeft: number } | null;
}

export type PersonFilter = 'conf_acc' | 'acc_kid' | 'acc_not_kid';

export interface IssuedCode {
  readonly client: Client;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly offline: boolean;
  readonly codeChallenge: string | null;
  readonly subject: Subject;
  readonly until: number;
}

export interface Subject {
  readonly user: SimulatorUser;
  readonly sid: string;
  readonly authTime: number;
  readonly secondFactor: boolean;
}

export interface IssuedToken {
  readonly client: Client;
  readonly user: SimulatorUser;
  readonly scopes: readonly string[];
  readonly until: number;
}

export interface RefreshGrant {
  readonly client: Client;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly subject: Subject;
}

/** Everything one running simulator knows; nothing lives in modules. */
export interface Simulation {
  readonly log: Logger;
  readonly openssl: Openssl;
  readonly clients: readonly Client[];
  readonly users: readonly SimulatorUser[];
  readonly issuer: string;
  readonly tokenAlg: TokenAlg;
  readonly keys: KeyRing;
  readonly faults: { current: Faults };
  readonly journal: Journal;
  readonly sessions: Map<string, BrowserSession>;
  readonly requests: Map<string, AuthorizationRequest>;
  readonly codes: Map<string, IssuedCode>;
  readonly tokens: Map<string, IssuedToken>;
  readonly refreshes: Map<string, RefreshGrant>;
  /** Milliseconds. */
  now(): number;
  /** Aborted when the simulator stops: what hangs on purpose ends then. */
  readonly stopping: AbortSignal;
}
