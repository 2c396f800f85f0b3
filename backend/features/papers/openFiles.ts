import type { Id } from '../../../shared/lib/ids.ts';

/** Enough to go back and forth between a few papers, and no more than thirty million bytes of anybody's. */
const mostOpen = 3;

interface OpenFile {
  readonly patientId: Id;
  readonly binaryId: Id;
  readonly content: Buffer;
}

export type OpenFiles = ReturnType<typeof createOpenFiles>;

/** Files fetched for the patient in front, in memory only. Whoever is let go is overwritten: the process may live a little longer than the visit. */
export function createOpenFiles() {
  let open: OpenFile[] = [];

  function drop(which: (file: OpenFile) => boolean): void {
    for (const file of open) if (which(file)) file.content.fill(0);
    open = open.filter((file) => !which(file));
  }

  return {
    find: (patientId: Id, binaryId: Id): Buffer | null => open.find((file) => file.patientId === patientId && file.binaryId === binaryId)?.content ?? null,
    keep(patientId: Id, binaryId: Id, content: Buffer): void {
      // R10: one who acts for another comes back to a session without the other's papers.
      drop((file) => file.patientId !== patientId || file.binaryId === binaryId);
      const oldest = open.length >= mostOpen ? open[0] : undefined;
      drop((file) => file === oldest);
      open.push({ patientId, binaryId, content });
    },
    clear: () => drop(() => true),
  };
}
