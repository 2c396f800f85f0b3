import { createHash, sign, type KeyObject } from 'node:crypto';
import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import { canonical, fitsSeal, sealMessage, sealText, type Seal } from '../../shared/lib/seal.ts';

/** What a paper that is about to be printed, or shown with its code, says of itself. */
export interface SealFacts extends Pick<Seal, 'kind' | 'id' | 'number' | 'time'> {
  /** Server time as this device knows it, as it will stand on the paper. */
  readonly at: Instant;
  /** At most 15 letters, ours: `booked`, `sent`. */
  readonly state: string;
  /**
   * Everything the paper says, for the digest. Must hold an id nobody reads off the paper (the patient's): otherwise whoever has the code
   * alone could try values until the digest fits.
   */
  readonly content: object;
}

/** Signs what this device prints, so that any other one can tell it from a forgery. Answers the text of the QR code. */
export function createSealing({ deviceId, privateKey }: { readonly deviceId: Id; readonly privateKey: KeyObject }): (facts: SealFacts) => string {
  return ({ number, time, content, ...facts }) => {
    const digest = createHash('sha256').update(`kabinet paper 1\n${JSON.stringify(content)}`).digest('hex').slice(0, 16);
    // A number of another maker's server may have letters no seal holds; the paper is printed all the same.
    const message = sealMessage({ ...facts, digest, device: deviceId, number: fitsSeal(number) ? number : '', time: time !== null && time > 0 ? time : null });
    return sealText(message, canonical(sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' })));
  };
}
