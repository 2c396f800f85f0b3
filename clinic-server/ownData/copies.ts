import type { ServerParts } from '../http/parts.ts';
import { bundleText } from './bundleText.ts';
import type { Everything } from './collect.ts';
import { createPaperLine } from './paperLine.ts';

/** Papers and Bundles of whole records, for the routes and for the page of the letter alike. */
export interface Copies {
  bundle(everything: Everything, base: string): Promise<string>;
  paper(everything: Everything): Promise<Buffer>;
}

export function createCopies({ config, now }: Pick<ServerParts, 'config' | 'now'>): Copies {
  const line = createPaperLine();
  const making = new Map<string, Promise<Buffer>>();
  return {
    bundle: bundleText,
    paper({ patient, rows, events }) {
      // One at a time for one person: whoever asks again waits for the same one, and cannot fill the line.
      const same = making.get(patient);
      if (same) return same;
      const made = line.make({ rows, events, clinic: config.clinicName.ru, phone: config.clinicPhone, madeAt: now() }).finally(() => making.delete(patient));
      making.set(patient, made);
      return made;
    },
  };
}
