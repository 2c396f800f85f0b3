import { canonical, sealMessage, sealText, type Seal } from '../../shared/lib/seal.ts';
import type { DeviceKey } from './clinicDevice.ts';

/** The text of a paper's QR code as a device with this key prints it. */
export async function printedText(key: Pick<DeviceKey, 'privateKey'>, seal: Seal): Promise<string> {
  const message = sealMessage(seal);
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key.privateKey, message);
  return sealText(message, canonical(new Uint8Array(signature)));
}
