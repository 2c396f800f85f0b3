import { isAbsolute, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { Profile } from '../shared/rpc/shell.ts';

/** What the technician who installs a device may say to it. Everything else belongs to the clinic's policy. */
export interface Arguments {
  readonly profile: Profile;
  /** Needed once: later starts read the server from the device itself. */
  readonly enrolment: { readonly server: string; readonly code: string } | null;
  /** File with the clinic's own certification authority (PEM); kept by the device from then on. */
  readonly ca: string | null;
  /** File with the clinic's recovery key, for a device whose keychain has lost its keys. */
  readonly recovery: string | null;
  readonly userData: string | null;
  readonly printer: Printer | null;
}

export type Printer = { readonly kind: 'folder'; readonly folder: string } | { readonly kind: 'device'; readonly name: string };

export type ParsedArguments = { readonly ok: true; readonly value: Arguments } | { readonly ok: false; readonly message: string };

const loopback = new Set(['127.0.0.1', '[::1]', 'localhost']);

const Server = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isAddress =
    url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '' && url.pathname === '/' && url.search === '' && url.hash === '';
  if (!isAddress) {
    context.addIssue('нужен адрес вида https://clinic.example, без пути и имени пользователя / expected an address like https://clinic.example');
    return z.NEVER;
  }
  // Anybody on the line could read and change what crosses plain http.
  if (url.protocol === 'http:' && !loopback.has(url.hostname)) {
    context.addIssue('http разрешён только для этого же компьютера, нужен https / http is for this very computer only, use https');
    return z.NEVER;
  }
  return url.origin;
});

const Folder = z
  .string()
  .min(1, 'нужна папка / expected a folder')
  .max(4096, 'слишком длинный путь / the path is too long')
  .refine((text) => isAbsolute(text) && !text.includes('\0'), 'нужен полный путь к папке / expected an absolute path')
  .transform((text) => resolve(text));

const File = z
  .string()
  .max(4096, 'слишком длинный путь / the path is too long')
  .refine((text) => isAbsolute(text) && !text.includes('\0'), 'нужен полный путь к файлу / expected an absolute path of a file')
  .transform((text) => resolve(text));

const PrinterChoice = z.string().transform((text, context): Printer => {
  const at = text.indexOf(':');
  const [kind, rest] = [text.slice(0, at), text.slice(at + 1)];
  if (kind === 'device' && /^[^\p{Cc}]{1,200}$/u.test(rest)) return { kind, name: rest };
  const folder = Folder.safeParse(rest);
  if (kind === 'folder' && folder.success) return { kind, folder: folder.data };
  context.addIssue('нужно folder:ПАПКА (полный путь) или device:ИМЯ / expected folder:DIR (absolute) or device:NAME');
  return z.NEVER;
});

const Given = z.object({
  profile: z.enum(Profile.options, 'нужно kiosk, reception или satellite / expected kiosk, reception or satellite').default('kiosk'),
  server: Server.optional(),
  enrol: z.string().regex(/^[\x21-\x7e]{4,200}$/, 'это не код подключения устройства / this is not an enrolment code').optional(),
  ca: File.optional(),
  recovery: File.optional(),
  'user-data': Folder.optional(),
  printer: PrinterChoice.optional(),
});

const options = {
  profile: { type: 'string', multiple: true },
  server: { type: 'string', multiple: true },
  enrol: { type: 'string', multiple: true },
  ca: { type: 'string', multiple: true },
  recovery: { type: 'string', multiple: true },
  'user-data': { type: 'string', multiple: true },
  printer: { type: 'string', multiple: true },
} as const;

const refused = (message: string): ParsedArguments => ({ ok: false, message: `Kabinet: ${message}` });

/** `args` are ours alone: without the program and without Chromium's switches. Messages never repeat a given value: a code is a secret. */
export function parseArguments(args: readonly string[]): ParsedArguments {
  const { values, tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind !== 'option') return refused('лишнее слово среди параметров / a word that belongs to no option');
    if (!Object.hasOwn(options, token.name)) return refused('неизвестный параметр / unknown option');
  }
  const once: Record<string, string> = {};
  for (const [name, given] of Object.entries(values)) {
    if (!Array.isArray(given) || given.length !== 1) return refused(`--${name}: указан несколько раз / given more than once`);
    const [value] = given;
    if (typeof value !== 'string') return refused(`--${name}: нет значения / a value is missing`);
    once[name] = value;
  }
  const checked = Given.safeParse(once);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    return refused(`--${String(issue?.path[0])}: ${issue?.message}`);
  }
  const { profile, server, enrol, ca, recovery, 'user-data': userData, printer } = checked.data;
  if (enrol !== undefined && server === undefined) return refused('--enrol: нужен и --server / needs --server too');
  return {
    ok: true,
    value: {
      profile,
      // A server alone is what a second start repeats from the first; the device already knows it.
      enrolment: enrol !== undefined && server !== undefined ? { server, code: enrol } : null,
      ca: ca ?? null,
      recovery: recovery ?? null,
      userData: userData ?? null,
      printer: printer ?? null,
    },
  };
}

/** Switches Playwright needs; they only work in a binary whose inspect fuse is on. */
const testSwitch = /^--(inspect|inspect-brk|remote-debugging-port|remote-debugging-pipe)(=|$)/;

/** Of the whole command line what is meant for us: after the program, and after the application's folder in development. */
export function ownArguments(argv: readonly string[], appPath: string, isTestBuild: boolean): readonly string[] {
  const folder = argv.findIndex((argument, index) => index > 0 && !argument.startsWith('-') && resolve(argument) === appPath);
  return argv.slice(Math.max(folder, 0) + 1).filter((argument) => !(isTestBuild && testSwitch.test(argument)));
}
