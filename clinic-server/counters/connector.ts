import { askOnce, type Inbound, type Outbound } from '../esia/outbound.ts';
import type { Cell, ConnectorName } from './cell.ts';

/** `unknown`: it may have arrived, and so is never sent again. */
export type Told = 'taken' | 'refused' | 'unknown';

/** Somebody outside the clinic who is told the shown totals (row D6). Off unless the clinic names one. */
export interface Connector {
  readonly name: ConnectorName;
  /** Cells one sending may hold. */
  readonly most: number;
  tell(cells: readonly Cell[]): Promise<Told>;
}

const timeoutMs = 10_000;
const longestBytes = 65_536;

/** Nothing of ours had been sent when these came. */
const before = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ERR_TLS_.*|CERT_.*|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*)$/;

/** One request and what is known about it afterwards. Neither the address nor an error's own words go anywhere: they hold the secret. */
export async function tellOnce(request: Pick<Outbound, 'url' | 'headers' | 'body'>): Promise<Told> {
  let answer: Inbound;
  try {
    answer = await askOnce({ ...request, method: 'POST', timeoutMs, longestBytes });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException | null)?.code;
    return typeof code === 'string' && before.test(code) ? 'refused' : 'unknown';
  }
  if (answer.status >= 200 && answer.status < 300) return 'taken';
  // A redirect is not followed, and a plain no has counted nothing. What broke down half-way may have.
  return answer.status < 500 || answer.status === 503 ? 'refused' : 'unknown';
}
