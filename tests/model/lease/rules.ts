/** The rules of a lease, each of which can be switched off to see what it is for. */
export interface Rules {
  /** A return frees the time only when its lease is the one the server has. */
  readonly returnMatchesId: boolean;
  /** While an entry for a time is unsettled its device neither gives a lease of it back nor asks for one. */
  readonly entriesComeFirst: boolean;
  /** A device forgets a lease durably before it sends it back. */
  readonly dropBeforeReturn: boolean;
  /** The number of a lease is never given again, not even after a restore. */
  readonly idsNeverReused: boolean;
  /** A restored server gives nothing away until it knows what its devices know. */
  readonly closedAfterRestore: boolean;
  /** A closed server says «later» where an open one would refuse. */
  readonly laterWhileClosed: boolean;
  /** What was settled is sent again to a server that may have forgotten it. */
  readonly settledSentAgain: boolean;
  /** A lease that is proven is honoured by a database that does not know it. */
  readonly unknownLeaseHonoured: boolean;
  /** Who is registered is kept outside of the database. */
  readonly registrySurvives: boolean;
  /** A report names the bookings a device stands for, not its leases alone. */
  readonly reportNamesClaims: boolean;
  /** Of two devices that both prove a time is theirs, the one with the later word of the server has it. */
  readonly youngerWordWins: boolean;
  /** To a server with a new epoch a device first reports, and sends and asks for nothing before that is answered. */
  readonly reportFirst: boolean;
  /** An entry that is sent again waits for its own answer; that the device has reported settles nothing. */
  readonly entryWaitsForItsAnswer: boolean;
  /** The server answers a command it knows with the answer it gave. */
  readonly sameKeySameAnswer: boolean;
  /** The end of a confirmed booking becomes a case in the same transaction. */
  readonly caseWithRefusal: boolean;
  /** Revoking a device frees its leases and nobody else's. */
  readonly revokeOnlyItsOwn: boolean;
  /** Requests of another epoch have no effect. */
  readonly epochChecked: boolean;
}

export const allRules: Rules = {
  returnMatchesId: true,
  entriesComeFirst: true,
  dropBeforeReturn: true,
  idsNeverReused: true,
  closedAfterRestore: true,
  laterWhileClosed: true,
  settledSentAgain: true,
  unknownLeaseHonoured: true,
  registrySurvives: true,
  reportNamesClaims: true,
  youngerWordWins: true,
  reportFirst: true,
  entryWaitsForItsAnswer: true,
  sameKeySameAnswer: true,
  caseWithRefusal: true,
  revokeOnlyItsOwn: true,
  epochChecked: true,
};

/** What may happen, and how often. */
export interface Bounds {
  readonly slots: 1 | 2;
  readonly grants: number;
  readonly cancel: boolean;
  readonly restore: boolean;
  readonly revoke: boolean;
  readonly exclude: boolean;
  readonly clone: boolean;
  /** Device 1 joins in the course of events and not before them. */
  readonly enrol: boolean;
  /** Requests may be late. */
  readonly late: boolean;
}
