import type { ServerParts } from '../http/parts.ts';
import type { OfferRules } from './rules.ts';

export function offerRules({ config, newId }: Pick<ServerParts, 'config' | 'newId'>): OfferRules {
  return { ...config.waiting, maxActiveVisits: config.policy.maxActiveVisits, newId };
}
