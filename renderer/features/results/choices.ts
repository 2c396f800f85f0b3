import type { ResultKind } from '../../../shared/features/results.ts';

export const kinds: readonly (ResultKind | null)[] = [null, 'laboratory', 'imaging'];
/** Months before today. */
export const periods = [3, 12, 36] as const;
