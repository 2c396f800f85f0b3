/** One wrong password, by whom it was typed and where. */
export interface Failure {
  readonly subject: string;
  readonly device: string;
}

/** All rules look at the same last quarter of an hour. */
export const windowSeconds = 15 * 60;
const devicesOfOneAccount = 3;
const failuresOfOneAccount = 5;
const accountsOfOneDevice = 10;

const distinct = (values: readonly string[]): number => new Set(values).size;

/** So many people do not mistype at one device in a quarter of an hour: somebody tries one password on many addresses. */
export function deviceIsSuspect(failures: readonly Failure[], device: string): boolean {
  return distinct(failures.filter((one) => one.device === device).map(({ subject }) => subject)) >= accountsOfOneDevice;
}

/**
 * Whether an account is to be locked for what was tried on it. One device or two can never bring it about, however long somebody types
 * there: that is the throttle's business, and a lock would hand every passer-by the power to shut others out. It takes the wrong
 * password at several devices, more often than owners mistype. A device that tries many accounts says nothing about any of them, so its
 * failures do not count.
 */
export function accountIsSuspect(failures: readonly Failure[], subject: string): boolean {
  const counted = failures.filter((one) => one.subject === subject && !deviceIsSuspect(failures, one.device));
  return counted.length >= failuresOfOneAccount && distinct(counted.map(({ device }) => device)) >= devicesOfOneAccount;
}
