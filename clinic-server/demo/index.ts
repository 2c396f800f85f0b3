import { demoStaffCode, startDemo, type RunningDemo } from './demoClinic.ts';
import { readOptions } from './options.ts';

/** The demo clinic: real PostgreSQL, real server, real mailbox, invented people. docs/demo.md. */
const options = readOptions(process.argv.slice(2));
const demo = await startDemo(options);
const readyMs = Math.round(performance.now());

function forPrograms({ server, mailbox, esia, state, recoveryFile }: RunningDemo): string {
  const { enrol, accounts, staff, systemToken, seed } = state;
  return JSON.stringify({ server, mailbox, esia, enrol, accounts, staff, staffCode: demoStaffCode, recoveryKey: recoveryFile, systemToken, seed, ready_ms: readyMs });
}

const staffWords = { registrar: 'регистратор', seniorRegistrar: 'старший регистратор', administrator: 'администратор' } as const;

function forPeople({ server, mailbox, esia, state, recoveryFile }: RunningDemo): string {
  const rows = state.accounts.slice(0, 5).map(({ login, password, name }) => `  ${login.padEnd(32)}${password.padEnd(18)}${name}`);
  const signIns = (esia?.users ?? []).map(({ login, password, name, note }) => `  ${login.padEnd(32)}${password.padEnd(18)}${name}: ${note}`);
  return [
    '',
    `Демонстрационная клиника готова за ${(readyMs / 1000).toFixed(1)} с.`,
    `  Сервер            ${server}`,
    `  Почта             ${mailbox.web}`,
    ...(esia ? [`  Вместо Госуслуг   ${esia.url} (переключатели ${esia.adminUrl})`] : []),
    `  Коды подключения  киоск ${state.enrol.kiosk} · регистратура ${state.enrol.reception} · филиал ${state.enrol.satellite}`,
    `  Код сотрудника    ${demoStaffCode}`,
    `  Ключ клиники      ${recoveryFile}`,
    '',
    'Пациенты (логин, пароль):',
    ...rows,
    '',
    'Сотрудники (логин, пароль; регистратура и филиал):',
    ...state.staff.map(({ login, password, name, role }) => `  ${login.padEnd(32)}${password.padEnd(18)}${name}: ${staffWords[role]}`),
    ...(esia ? ['', 'Учётные записи имитации Госуслуг (логин, пароль):', ...signIns] : []),
    '',
    'Остановить: Ctrl+C',
    '',
  ].join('\n');
}

process.stdout.write(`${options.json ? forPrograms(demo) : forPeople(demo)}\n`);

let stopping: Promise<void> | null = null;
function stop(): void {
  stopping ??= demo.stop().then(
    () => process.exit(0),
    () => process.exit(1),
  );
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
if (options.dieWithParent) {
  // A parent that was killed cannot send a signal; its end of the pipe closes all the same.
  process.stdin.resume();
  process.stdin.once('end', stop);
  process.stdin.once('close', stop);
}
