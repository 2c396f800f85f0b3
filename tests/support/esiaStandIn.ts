import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EsiaSettings } from '../../clinic-server/esia/settings.ts';
import { startEsiaSimulator, type EsiaSimulator, type SimulatorOptions } from '../../clinic-server/esiaSimulator/start.ts';
import { makeGostPair, makeRsaPair, type SigningPair } from './gost.ts';

export const callbackUrl = 'https://clinic.example/esia/callback';

export interface EsiaStandIn {
  readonly esia: EsiaSimulator;
  readonly folder: string;
  readonly pair: SigningPair;
  /** What a clinic's file would say to connect to it. */
  readonly settings: EsiaSettings;
  /** Replaces the certificates the clinic believes. */
  pin(certificates: readonly string[]): void;
  faults(changes: Readonly<Record<string, unknown>>): Promise<void>;
  counts(): Promise<Readonly<Record<string, number>>>;
  stop(): Promise<void>;
}

/** The simulator with one clinic registered, signing with GOST unless told otherwise; its clock is the machine's, moved on demand. */
export async function startStandIn({ signer = 'gost', tokenAlg = 'RS256', now = Date.now, scopes }: { signer?: 'gost' | 'rsa'; scopes?: readonly string[] } & Pick<SimulatorOptions, 'tokenAlg' | 'now'> = {}): Promise<EsiaStandIn> {
  const folder = mkdtempSync(join(tmpdir(), 'kabinet-esia-test-'));
  const pair = signer === 'gost' ? makeGostPair(folder, 'CLINIC') : makeRsaPair(folder, 'CLINIC');
  const client = { mnemonic: 'CLINIC', certificatePem: pair.certificatePem, redirectUris: [callbackUrl], logoutUris: [callbackUrl] };
  const esia = await startEsiaSimulator({ clients: [client], tokenAlg, now });
  const certificatesFolder = join(folder, 'certificates');
  const pin = (certificates: readonly string[]): void => {
    rmSync(certificatesFolder, { recursive: true, force: true });
    mkdirSync(certificatesFolder);
    for (const [index, pem] of certificates.entries()) writeFileSync(join(certificatesFolder, `${index}.pem`), pem);
  };
  pin(await esia.certificates());
  const settings = EsiaSettings.parse({
    baseUrl: esia.url,
    issuer: esia.issuer,
    clientId: client.mnemonic,
    algorithm: tokenAlg,
    certificatesFolder,
    callbackUrl,
    signer: { kind: signer === 'gost' ? 'openssl-gost' : 'rsa-test', keyFile: pair.keyFile, certificateFile: pair.certificateFile },
    ...(scopes ? { scopes } : {}),
  });
  return {
    esia,
    folder,
    pair,
    settings,
    pin,
    async faults(changes) {
      await fetch(`${esia.adminUrl}/faults`, { method: 'DELETE' });
      const answer = await fetch(`${esia.adminUrl}/faults`, { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: JSON.stringify(changes) });
      if (answer.status !== 200) throw new Error('the simulator does not know this fault');
    },
    async counts() {
      return (await (await fetch(`${esia.adminUrl}/counts`)).json()) as Record<string, number>;
    },
    async stop() {
      await esia.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
