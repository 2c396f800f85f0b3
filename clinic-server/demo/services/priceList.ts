import { eyeAndFoot, functional, imaging, procedures, ultrasound } from './diagnostics.ts';
import { antibodies, biochemistry, clinicalTests, hormones } from './laboratory.ts';
import type { CategorySeed } from './serviceSeed.ts';
import { visits } from './visits.ts';

export const priceList: readonly CategorySeed[] = [
  visits,
  hormones,
  antibodies,
  biochemistry,
  clinicalTests,
  ultrasound,
  imaging,
  functional,
  eyeAndFoot,
  procedures,
];
