import { createHash, X509Certificate } from 'node:crypto';
import type { TlsOptions } from 'node:tls';
import { authorityLines, createIssuer, serverLines, type Certificate } from './certificates.ts';

export interface ShownServer {
  readonly what: string;
  readonly host: 'localhost' | '127.0.0.1';
  readonly options: TlsOptions;
  readonly pins: readonly string[];
}

export interface TlsServers {
  readonly authority: Certificate;
  readonly strangeAuthority: Certificate;
  readonly good: readonly ShownServer[];
  readonly bad: readonly ShownServer[];
}

const localhost = serverLines('DNS:localhost');
/** These servers refuse nothing themselves: what is refused, the device refused. */
const shows = ({ key, chain }: Certificate): TlsOptions => ({ key, cert: chain, ciphers: 'DEFAULT:@SECLEVEL=0' });

/** Base64 of the SHA-256 of a certificate's public key, made here on its own: the test must not share the code it judges. */
export function keyPin({ certificate }: Certificate): string {
  return createHash('sha256').update(new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' })).digest('base64');
}

/** As \`subjectKeyIdentifier=hash\` makes it: SHA-1 of the key's point. */
function keyIdentifier({ certificate }: Certificate): string {
  const key = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha1').update(key.subarray(-65)).digest('hex');
}

/** Servers with every kind of certificate, the way badssl.com has them, made on the spot. */
export function makeTlsServers(folder: string): TlsServers {
  const issue = createIssuer(folder);
  const authority = issue('authority', { extensions: authorityLines });
  const strangeAuthority = issue('strange', { extensions: authorityLines });
  const between = issue('between', { by: authority, extensions: ['basicConstraints=critical,CA:TRUE,pathlen:0', ...authorityLines.slice(1)] });
  const leaf = issue('leaf', { by: between, extensions: localhost });
  const rsa = issue('rsa', { by: authority, key: 2048, extensions: localhost });
  const byAddress = issue('byAddress', { by: authority, extensions: serverLines('IP:127.0.0.1') });
  const spare = issue('spare', { by: authority, extensions: localhost });

  const at = (what: string, certificate: Certificate, pins: readonly string[] = [], more: TlsOptions = {}): ShownServer => ({ what, host: 'localhost', options: { ...shows(certificate), ...more }, pins });
  const good: readonly ShownServer[] = [
    at('a certificate of the clinic’s authority, with an intermediate', leaf),
    at('an RSA certificate of 2,048 bits', rsa),
    { ...at('an address of the network in the certificate', byAddress), host: '127.0.0.1' },
    at('TLS 1.2', leaf, [], { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' }),
    at('TLS 1.3', leaf, [], { minVersion: 'TLSv1.3' }),
    at('the current pin', leaf, [keyPin(leaf), keyPin(spare)]),
    at('the spare pin', spare, [keyPin(leaf), keyPin(spare)]),
    at('the pin of the intermediate', leaf, [keyPin(between)]),
    at('the pin of the authority', leaf, [keyPin(authority)]),
  ];

  const old = ['20200101000000Z', '20200201000000Z'] as const;
  const future = ['20900101000000Z', '20910101000000Z'] as const;
  const notAuthority = issue('notAuthority', { by: authority, extensions: ['basicConstraints=critical,CA:FALSE', 'subjectKeyIdentifier=hash'] });
  const oldBetween = issue('oldBetween', { by: authority, extensions: authorityLines, valid: old });
  const narrow = issue('narrow', { by: authority, extensions: [...authorityLines, 'nameConstraints=critical,permitted;DNS:clinic.example'] });
  const tooDeep = issue('tooDeep', { by: between, extensions: authorityLines });
  const shortBetween = issue('shortBetween', { by: authority, key: 1024, extensions: authorityLines });
  // Names and key identifiers can be copied by anybody; only the signature cannot.
  const namesake = issue('namesake', { subject: 'authority', extensions: [...authorityLines.slice(0, 2), `subjectKeyIdentifier=${keyIdentifier(authority)}`] });
  const strangeLeaf = issue('strangeLeaf', { by: strangeAuthority, extensions: localhost });
  const named = (name: string, wish: Parameters<typeof issue>[1]): Certificate => issue(name, { by: authority, extensions: localhost, ...wish });
  const weak = (what: string, ciphers: string, certificate = rsa): ShownServer => at(what, certificate, [], { ciphers: `${ciphers}:@SECLEVEL=0`, maxVersion: 'TLSv1.2' });

  const bad: readonly ShownServer[] = [
    at('an expired certificate', named('expired', { valid: old })),
    at('a certificate of the future', named('future', { valid: future })),
    at('another host’s certificate', named('otherHost', { extensions: serverLines('DNS:clinic.example') })),
    at('a certificate for a name below ours', named('below', { extensions: serverLines('DNS:x.localhost,DNS:*.localhost') })),
    at('a certificate signed by itself', issue('selfSigned', { subject: 'localhost', extensions: localhost })),
    at('a certificate of an unknown authority', strangeLeaf),
    at('an unknown authority that bears our authority’s name', issue('byNamesake', { by: namesake, extensions: localhost })),
    at('an unknown authority that sends itself along', strangeLeaf, [], { cert: strangeLeaf.certificate + strangeAuthority.certificate }),
    at('no intermediate', leaf, [], { cert: leaf.certificate }),
    at('a certificate for clients only', named('clientOnly', { extensions: [...localhost.filter((line) => !line.startsWith('extendedKeyUsage')), 'extendedKeyUsage=clientAuth'] })),
    at('an intermediate that is no authority', issue('byLeaf', { by: notAuthority, extensions: localhost })),
    at('an expired intermediate', issue('byOld', { by: oldBetween, extensions: localhost })),
    at('a chain deeper than allowed', issue('byTooDeep', { by: tooDeep, extensions: localhost })),
    at('a name its authority may not give', issue('byNarrow', { by: narrow, extensions: localhost })),
    at('an RSA key of 1,024 bits', named('short', { key: 1024 })),
    at('an intermediate of 1,024 bits', issue('byShort', { by: shortBetween, extensions: localhost })),
    at('a curve nobody has agreed on', named('curve', { key: 'secp256k1' })),
    at('a SHA-1 signature', named('sha1', { hash: 'sha1' })),
    at('an MD5 signature', named('md5', { by: issue('rsaAuthority', { by: authority, key: 2048, extensions: authorityLines }), hash: 'md5' })),
    at('a common name and no other', issue('commonName', { by: authority, subject: 'localhost', extensions: localhost.filter((line) => !line.startsWith('subjectAltName')) })),
    { ...at('an address as common name only', issue('addressName', { by: authority, subject: '127.0.0.1', extensions: localhost.filter((line) => !line.startsWith('subjectAltName')) })), host: '127.0.0.1' },
    { ...at('an address written as a name', named('addressAsName', { extensions: serverLines('DNS:127.0.0.1') })), host: '127.0.0.1' },
    at('an extension nobody knows and everybody must', named('critical', { extensions: [...localhost, '1.2.3.4.5=critical,ASN1:UTF8String:x'] })),
    at('another key than the pinned one', rsa, [keyPin(leaf)]),
    at('another key than either pin', rsa, [keyPin(leaf), keyPin(spare)]),
    at('a pinned certificate only sent along', rsa, [keyPin(leaf)], { cert: rsa.certificate + leaf.chain }),
    at('a pinned namesake of the authority sent along', rsa, [keyPin(namesake)], { cert: rsa.certificate + namesake.certificate }),
    at('TLS 1.0 and 1.1 only', rsa, [], { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }),
    weak('a cipher that hides nothing', 'NULL-SHA256:ECDHE-RSA-NULL-SHA'),
    weak('a cipher that proves nobody', 'ADH-AES128-GCM-SHA256:AECDH-AES128-SHA'),
    weak('a key exchange without forward secrecy', 'AES128-GCM-SHA256'),
    weak('a cipher without authentication of its text', 'ECDHE-RSA-AES128-SHA:ECDHE-RSA-AES256-SHA384'),
  ];
  return { authority, strangeAuthority, good, bad };
}
