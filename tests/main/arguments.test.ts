import { describe, expect, it } from 'vitest';
import { ownArguments, parseArguments } from '../../main/arguments.ts';

const complete = ['--server', 'https://clinic.example', '--enrol', 'ABCD-1234', '--profile', 'reception', '--user-data', '/var/kabinet', '--printer', 'folder:/var/tray'];

describe('arguments of the app', () => {
  it('W9 a technician enrols a device with one line', () => {
    expect(parseArguments(complete)).toEqual({
      ok: true,
      value: {
        profile: 'reception',
        enrolment: { server: 'https://clinic.example', code: 'ABCD-1234' },
        ca: null,
        recovery: null,
        userData: '/var/kabinet',
        printer: { kind: 'folder', folder: '/var/tray' },
      },
    });
  });

  it('W9 without a word it is a kiosk that is enrolled already', () => {
    expect(parseArguments([])).toEqual({ ok: true, value: { profile: 'kiosk', enrolment: null, ca: null, recovery: null, userData: null, printer: null } });
  });

  it('W9 a second start may repeat the server without a code', () => {
    expect(parseArguments(['--server=http://127.0.0.1:8080'])).toMatchObject({ ok: true, value: { enrolment: null } });
  });

  it('K5 a printer of the system is named, with spaces and Cyrillic', () => {
    expect(parseArguments(['--printer', 'device:Принтер талонов 80'])).toMatchObject({ ok: true, value: { printer: { kind: 'device', name: 'Принтер талонов 80' } } });
  });

  const nonsense: readonly (readonly [string, readonly string[]])[] = [
    ['an unknown option', ['--servr', 'https://clinic.example']],
    ['a word that belongs to nothing', ['kiosk']],
    ['an option twice', ['--profile', 'kiosk', '--profile', 'reception']],
    ['an option without a value', ['--server']],
    ['an empty value', ['--server=']],
    ['a foreign profile', ['--profile', 'administrator']],
    ['a profile from the prototype', ['--profile', 'constructor']],
    ['an option from the prototype', ['--__proto__', 'x']],
    ['a code without a server', ['--enrol', 'ABCD-1234']],
    ['a code with a line break', ['--server', 'https://c.example', '--enrol', 'ABCD\n1234']],
    ['a code of 10,000 characters', ['--server', 'https://c.example', '--enrol', 'A'.repeat(10_000)]],
    ['plain http to another machine', ['--server', 'http://clinic.example']],
    ['plain http to a look-alike of this machine', ['--server', 'http://127.0.0.1.clinic.example']],
    ['a server with a user name', ['--server', 'https://admin:secret@clinic.example']],
    ['a server with a path', ['--server', 'https://clinic.example/fhir']],
    ['a server with a query', ['--server', 'https://clinic.example/?a=1']],
    ['a file for a server', ['--server', 'file:///etc/passwd']],
    ['a script for a server', ['--server', 'javascript:alert(1)']],
    ['no address at all', ['--server', 'nowhere-at-all']],
    ['a relative folder', ['--user-data', 'data']],
    ['a relative file of an authority', ['--ca', 'clinic.pem']],
    ['a recovery key with a NUL', ['--recovery', '/media/a\0b']],
    ['a folder with a NUL', ['--user-data', '/var/a\0b']],
    ['a printer of no kind', ['--printer', 'lp0']],
    ['a printer of another kind', ['--printer', 'url:http://printer']],
    ['a tray in a relative folder', ['--printer', 'folder:tray']],
    ['a printer without a name', ['--printer', 'device:']],
    ['a printer with a control character', ['--printer', 'device:a\u0007']],
  ];
  it.each(nonsense)('X13 refuses %s with a message in two languages that repeats no value', (_what, args) => {
    const parsed = parseArguments(args);
    expect(parsed.ok).toBe(false);
    const message = parsed.ok ? '' : parsed.message;
    expect(message).toMatch(/^Kabinet: .*[а-я].* \/ .*[a-z]/);
    for (const value of args.filter((arg) => !arg.startsWith('--') && arg.length > 7)) expect(message).not.toContain(value);
  });

  it('X13 an option nobody knows is called so, and a word beside the options too', () => {
    expect(parseArguments(['--unlock'])).toMatchObject({ ok: false, message: expect.stringContaining('unknown option') });
    expect(parseArguments(['unlock'])).toMatchObject({ ok: false, message: expect.stringContaining('belongs to no option') });
  });

  it('X13 the program and the application folder are not taken for arguments', () => {
    expect(ownArguments(['/opt/electron', '/opt/app', '--profile', 'kiosk'], '/opt/app', false)).toEqual(['--profile', 'kiosk']);
    expect(ownArguments(['/opt/kabinet', '--profile', 'kiosk'], '/opt/app.asar', false)).toEqual(['--profile', 'kiosk']);
  });

  it('H26 switches of the test tools are passed over in a test build only', () => {
    const argv = ['/opt/kabinet', '--inspect=0', '--remote-debugging-port=0', '--profile', 'kiosk'];
    expect(ownArguments(argv, '/opt/app.asar', true)).toEqual(['--profile', 'kiosk']);
    expect(parseArguments(ownArguments(argv, '/opt/app.asar', false)).ok).toBe(false);
  });
});
