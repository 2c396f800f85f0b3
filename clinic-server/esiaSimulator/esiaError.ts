/** How ESIA names a refusal: a number of its own, and the word OAuth has for it. */
export interface EsiaError {
  readonly number: string;
  readonly error: string;
  readonly text: string;
}

const known = {
  otherCertificate: ['007002', 'access_denied', 'The certificate does not belong to the client system.'],
  wrongParameter: ['007003', 'invalid_request', 'A mandatory parameter is missing, wrong or repeated.'],
  denied: ['007004', 'access_denied', 'The resource owner or authorization server denied the request.'],
  notThisWay: ['007005', 'unauthorized_client', 'The client is not authorized to request an access token using this method.'],
  wrongScope: ['007006', 'invalid_scope', 'The requested scope is invalid, unknown, or malformed.'],
  overloaded: ['007008', 'temporarily_unavailable', 'The authorization server is currently unable to handle the request.'],
  wrongResponseType: ['007009', 'unsupported_response_type', 'The authorization server does not support this response type.'],
  wrongGrant: [
    '007011',
    'invalid_grant',
    'The provided authorization grant or refresh token is invalid, expired, revoked, does not match the redirection URI, or was issued to another client.',
  ],
  wrongGrantType: ['007012', 'unsupported_grant_type', 'The authorization grant type is not supported.'],
  noScope: ['007013', 'invalid_request', 'The request doesn`t contain the mandatory parameter [scope].'],
  wrongTime: ['007015', 'invalid_request', 'The time of the request is wrong.'],
  noGrants: ['007019', 'access_denied', 'OAuthErrorEnum.noGrants'],
  wrongRedirect: ['007023', 'invalid_request', 'The redirect_uri is not among the allowed ones.'],
  noChallenge: ['007039', 'invalid_grant', 'The code_challenge was not given in the original request.'],
  wrongVerifier: ['007040', 'invalid_grant', 'The code_verifier does not match.'],
  wrongSecret: ['007053', 'access_denied', 'OAuthErrorEnum.clientSecretWrong'],
  unconfirmed: ['007055', 'access_denied', 'The account is not confirmed.'],
  wrongUserType: ['007062', 'access_denied', 'The type of the user is wrong.'],
} as const;

export function esiaError(what: keyof typeof known): EsiaError {
  const [number, error, text] = known[what];
  return { number, error, text };
}

export const missing = (names: readonly string[]): EsiaError => ({
  number: '007014',
  error: 'invalid_request',
  text: `The request doesn\`t contain the mandatory parameter [${names.join(', ')}].`,
});

export const describe = ({ number, text }: EsiaError): string => `ESIA-${number}: ${text}`;
