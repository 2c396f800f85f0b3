import type { Bug } from './bug.ts';
import { clinicBugs } from './clinic.ts';
import { pullBugs } from './pull.ts';
import { pushBugs } from './push.ts';

export const bugs: readonly Bug[] = [...pushBugs, ...pullBugs, ...clinicBugs];
