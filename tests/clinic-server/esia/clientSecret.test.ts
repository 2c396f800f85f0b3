import { expect, it } from 'vitest';
import { esiaTimestamp, signedParameters, textToSign } from '../../../clinic-server/esia/clientSecret.ts';
import { instant } from '../../../shared/lib/moscow.ts';

const parts = {
  clientId: 'CLINIC01',
  scope: 'openid fullname',
  timestamp: '2026.03.02 10:11:12 +0300',
  state: '3f1b0c9e-5d5e-4a4b-9d3e-2f1a0b9c8d7e',
  redirectUri: 'https://clinic.example/esia/callback',
};

it('R5 the time of a request is Moscow’s, with its zone and without a colon', () => {
  expect(esiaTimestamp(instant(Date.UTC(2026, 2, 2, 7, 11, 12)))).toBe('2026.03.02 10:11:12 +0300');
  expect(esiaTimestamp(instant(Date.UTC(2026, 11, 31, 21, 0, 5)))).toBe('2027.01.01 00:00:05 +0300');
});

it('R5 §5.4 what is signed is the order of v2 and v3, and the code stands at the end of the exchange', () => {
  const asked = 'CLINIC01openid fullname2026.03.02 10:11:12 +03003f1b0c9e-5d5e-4a4b-9d3e-2f1a0b9c8d7ehttps://clinic.example/esia/callback';
  expect(textToSign(parts)).toBe(asked);
  expect(textToSign({ ...parts, code: 'CODE' })).toBe(`${asked}CODE`);
});

it('R5 §5.8 the signature travels as base64url without padding, and no plus of the zone is lost', async () => {
  const parameters = await signedParameters({ certificateHash: 'AB', sign: async () => Buffer.from('fbfffe', 'hex') }, parts);
  expect(parameters['client_secret']).toBe('-__-');
  expect(parameters['client_certificate_hash']).toBe('AB');
  expect(new URLSearchParams(parameters).toString()).toContain('timestamp=2026.03.02+10%3A11%3A12+%2B0300');
});
