import type { Chance } from '../chance.ts';

/** A callback as an attacker or an accident would make it. */
export interface Forged {
  /** For the report: which way it was made. */
  readonly way: string;
  readonly query: string;
  /** It carries the state of its attempt and a code: asking Gosuslugi about that code is right, signing anybody in is not. */
  readonly asksOnce: boolean;
}

const hex = (chance: Chance, length: number): string => chance.bytes(Math.ceil(length / 2)).toString('hex').slice(0, length);
const uuid = (chance: Chance): string => `${hex(chance, 8)}-${hex(chance, 4)}-4${hex(chance, 3)}-${chance.one(['8', '9', 'a', 'b'])}${hex(chance, 3)}-${hex(chance, 12)}`;
const part = (chance: Chance): string => chance.bytes(1 + chance.below(60)).toString('base64url');
const jwt = (chance: Chance): string => `${part(chance)}.${part(chance)}.${part(chance)}`;
const nasty = ['%00', '%0d%0aX: 1', '#', '&', '=', '&state=', '&code=', '?', ';', '+', '%', '%2', '%ff', '%C0%AF', '%F0%9F%98%80', "'", '"', '<script>', '\\', '/../', '${x}', ' ', '\n', '\0', 'я', '\ud800', '[]', '__proto__'];

/** The same text with something put in, left out, doubled or turned. */
function spoiled(chance: Chance, text: string): string {
  let result = text;
  for (let turns = 1 + chance.below(4); turns > 0; turns -= 1) {
    const at = chance.below(result.length + 1);
    const [before, after] = [result.slice(0, at), result.slice(at)];
    switch (chance.below(5)) {
      case 0:
        result = before + chance.one(nasty) + after;
        break;
      case 1:
        result = before + after.slice(1 + chance.below(8));
        break;
      case 2:
        result = before + String.fromCharCode(32 + chance.below(95)) + after.slice(1);
        break;
      case 3:
        result = before + after.slice(0, 20) + after;
        break;
      default:
        result = before + chance.bytes(1 + chance.below(16)).toString('latin1') + after;
    }
  }
  return result;
}

/** Anything but the state itself, and nothing that would be read as it. */
function nearly(chance: Chance, state: string): string {
  for (;;) {
    const other = chance.one([
      () => state.toUpperCase(),
      () => state.slice(0, -1),
      () => `${state}0`,
      () => state.replaceAll('-', ''),
      () => `{${state}}`,
      () => ` ${state}`,
      () => state.split('').toReversed().join(''),
      () => state.slice(0, -1) + ((Number.parseInt(state.slice(-1), 16) + 1) % 16).toString(16),
      () => spoiled(chance, state),
    ])();
    if (other !== state) return encodeURIComponent(Buffer.from(other).toString());
  }
}

const errors = ['access_denied', 'invalid_request', 'server_error', 'unauthorized_client', 'temporarily_unavailable', 'x'.repeat(100)];
const descriptions = ['ESIA-007004: The resource owner or authorization server denied the request.', 'ESIA-007055', 'ESIA-007053: OAuthErrorEnum.clientSecretWrong', 'ESIA-00700', '', "'; drop table sign_in; --"];

/** One forged callback for an attempt that waits with this state. */
export function forge(chance: Chance, state: string): Forged {
  const code = jwt(chance);
  const right = `code=${code}&state=${state}`;
  const ways: readonly (() => Forged)[] = [
    () => ({ way: 'a state never issued', query: `code=${code}&state=${uuid(chance)}`, asksOnce: false }),
    () => ({ way: 'nearly the state', query: `code=${code}&state=${nearly(chance, state)}`, asksOnce: false }),
    // Another state in it, so that no way of spoiling it can make it right.
    () => ({ way: 'spoiled', query: spoiled(chance, `code=${code}&state=${uuid(chance)}`), asksOnce: false }),
    () => ({ way: 'two states', query: chance.one([`${right}&state=${uuid(chance)}`, `state=${uuid(chance)}&${right}`, `${right}&state=${state}`, `${right}&%73tate=${state}`]), asksOnce: false }),
    () => ({ way: 'two codes', query: chance.one([`${right}&code=${jwt(chance)}`, `code=&${right}`, `${right}&c%6Fde=x`]), asksOnce: false }),
    () => ({ way: 'code and error', query: `${right}&error=${chance.one(errors)}`, asksOnce: false }),
    () => ({ way: 'half of it', query: chance.one([`code=${code}`, `state=${state}`, '', '&', '=', `code&state=${state}`]), asksOnce: false }),
    () => ({ way: 'fragment', query: chance.one([`${right}#`, `#${right}`, `${right}#code=${code}`]), asksOnce: false }),
    () => ({ way: 'long', query: `code=${'a'.repeat(8_193 + chance.below(20_000))}&state=${state}`, asksOnce: false }),
    () => ({ way: 'raw bytes', query: chance.bytes(chance.below(400)).toString('latin1'), asksOnce: false }),
    () => ({ way: 'an error of Gosuslugi', query: String(new URLSearchParams({ error: chance.one(errors), error_description: chance.one(descriptions), state })), asksOnce: false }),
  ];
  // Rare, because Gosuslugi is really asked.
  if (chance.is(0.02)) return { way: 'a made-up code', query: right, asksOnce: true };
  return chance.one(ways)();
}
