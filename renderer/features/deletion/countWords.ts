import type { TFunction } from 'i18next';
import { deletionKinds, type DeletionCounts, type DeletionKind } from '../../../shared/features/deletion.ts';

/** «12 приёмов». */
export function countOf(t: TFunction, kind: DeletionKind, count: number): string {
  return t(`deletion.count.${kind}`, { count });
}

export function sumOf(counts: DeletionCounts): number {
  return deletionKinds.reduce((sum, kind) => sum + counts[kind], 0);
}

/** Only what there is any of. */
export function kindsIn(counts: DeletionCounts): DeletionKind[] {
  return deletionKinds.filter((kind) => counts[kind] > 0);
}

/** «12 приёмов, 40 результатов». */
export function allCounts(t: TFunction, counts: DeletionCounts): string {
  return kindsIn(counts)
    .map((kind) => countOf(t, kind, counts[kind]))
    .join(', ');
}
