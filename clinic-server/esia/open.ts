import type { ServerConfig } from '../config.ts';
import type { ServerParts } from '../http/parts.ts';
import { createDirect } from './direct.ts';
import type { EsiaProvider } from './provider.ts';
import { assertSafe } from './settings.ts';

/** The address Gosuslugi sends the browser back to; null settings: the server's own. */
export function callbackUrlOf(config: ServerConfig, publicUrl: () => string): string {
  return config.esia?.callbackUrl ?? `${publicUrl()}/esia/callback`;
}

/** The connection the clinic has decided on, tried out; null when it has none. Refuses what no file may make it do. */
export async function openEsia({ config, now, publicUrl }: Pick<ServerParts, 'config' | 'now' | 'publicUrl'>): Promise<EsiaProvider | null> {
  if (!config.esia || (config.policy.esia ?? 'off') === 'off') return null;
  assertSafe(config.esia, config.production);
  const signedOutUrl = (): string => config.esia?.signedOutUrl ?? callbackUrlOf(config, publicUrl);
  return createDirect({ settings: config.esia, now, production: config.production, signedOutUrl });
}
