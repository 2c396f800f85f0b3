import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Puts a page into the folder that stands for a printer; false when it could not, and then nothing of it is left there. The name is random
 * and the file appears whole, so a tray that is watched gives away nothing and no half page.
 */
export async function putPaper(folder: string, pdf: Uint8Array): Promise<boolean> {
  const file = join(folder, `${randomUUID()}.pdf`);
  try {
    await writeFile(`${file}.part`, pdf, { mode: 0o600 });
    await rename(`${file}.part`, file);
    return true;
  } catch {
    // On a full disk a part of a patient's page would lie there for good, and take the room too.
    await rm(`${file}.part`, { force: true }).catch(() => undefined);
    return false;
  }
}
