import { eyeAndFoot, functional, imaging, procedures, ultrasound } from './diagnostics.ts';
import { antibodies, biochemistry, clinicalTests, hormones } from './laboratory.ts';
import { coagulation, dynamicTests, genetics, infections, markers, panels, vitamins } from './specialLaboratory.ts';
import type { CategorySeed } from './serviceSeed.ts';
import { visits } from './visits.ts';

export const priceList: readonly CategorySeed[] = [
  visits,
  panels,
  hormones,
  antibodies,
  biochemistry,
  clinicalTests,
  vitamins,
  coagulation,
  markers,
  infections,
  genetics,
  dynamicTests,
  ultrasound,
  imaging,
  functional,
  eyeAndFoot,
  procedures,
];
