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
  /** Requests one address may make in a minute; a clinic's devices may all stand behind one. */
  readonly requestsPerMinute: number;
  /** Addresses of the clinic's balancers: from them alone the word about who is calling is taken. */
  readonly trustedProxies: readonly string[];
  /** Bytes of a request's body. */
  readonly bodyLimit: number;
  readonly production: boolean;
}

export const defaultConfig: ServerConfig = {
  policy: defaultPolicy,
  clinicName: { ru: 'Клиника', en: 'Clinic' },
  clinicPhone: '',
  requestsPerMinute: 60_000,
  trustedProxies: [],
  bodyLimit: 1_048_576,
  production: false,
};
