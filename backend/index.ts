// Also tells TypeScript that `process` has a parent port here.
import type { ParentPort } from 'electron';
import pino from 'pino';
import { ToBackend } from '../shared/rpc/shell.ts';
import { loadSqlite } from './db/open.ts';
import { createHandlers, syncRules } from './features/index.ts';
import { systemKeychain } from './secrets/keychain.ts';
import { loadKeytar } from './secrets/keytar.ts';
import { createBackend } from './server/backend.ts';
import { describeError, redact } from './server/log.ts';
import { systemPorts } from './server/systemPorts.ts';
import { withDeadline } from './server/withDeadline.ts';

// Composition root: the only file that knows every part.
const logFile = pino.destination({ fd: 2, sync: true, maxLength: 1_000_000 });
// A full disk under the log costs lines of it; unheard, the error would end the process.
logFile.on('error', () => undefined);
const log = pino({ formatters: { log: (line) => redact(line) as Record<string, unknown> } }, logFile);
const shell: ParentPort = process.parentPort;

const backend = createBackend({
  ports: systemPorts,
  keychain: systemKeychain(
    loadKeytar,
    (answer) => withDeadline(systemPorts, 10_000, answer),
    () => {
      log.error('the keychain does not answer; a new process asks it anew');
      process.exit(0);
    },
  ),
  createHandlers,
  rules: syncRules,
  post: (message) => shell.postMessage(message),
  // Only the end of the process clears what the patient left in its memory; the moment lets the word out first.
  ended: () => void systemPorts.after(50, () => process.exit(0)),
  reportBug: (error, where, reference) => log.error({ where, reference, error: describeError(error) }, 'bug'),
});

// The default would print the error's text, which may quote a patient.
process.on('uncaughtException', (error) => {
  log.fatal({ error: describeError(error) }, 'uncaught');
  process.exit(1);
});

// Loaded while the backend stands by and nobody waits for it; whether it can be loaded is asked again, and told, when it is needed.
void loadKeytar().catch(() => undefined);
// The first one of a process reads the rules of the language.
void new Intl.Collator('ru');
try {
  loadSqlite(process.argv[2] ?? null);
} catch {
  // Said when the file is opened.
}

shell.on('message', ({ data, ports: [port] }) => {
  const message = ToBackend.safeParse(data);
  if (!message.success) return;
  switch (message.data.type) {
    case 'promote':
      void backend.promote(message.data.settings);
      return;
    case 'connect':
      if (port) backend.connect(message.data.windowId, message.data.printJob, port);
      return;
    case 'window-gone':
      backend.windowGone(message.data.windowId);
      return;
    case 'printed':
      backend.printed(message.data.printJob, message.data.outcome);
      return;
    case 'esia-ended':
      backend.esiaEnded(message.data.attempt, message.data);
      return;
    case 'leave':
      void backend.leave();
      return;
  }
});
