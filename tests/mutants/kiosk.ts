import type { Mutant } from './mutant.ts';

const unit = (file: string, title: string): Mutant['proof'] => ({ runner: 'unit', file: `tests/main/shell/${file}.test.ts`, title });
const e2e = (file: string, title: string): Mutant['proof'] => ({ runner: 'e2e', file: `tests/e2e/kioskLock/${file}.spec.ts`, title });

const page = 'preload/lockPage.ts';

/** The kiosk among people: dialogs, keys, hands, clipboards, copies. */
export const kioskMutants: readonly Mutant[] = [
  { rule: 'K1', what: 'the kiosk is an ordinary window', file: 'main/window.ts', find: `window.once('show', () => window.setKiosk(true))`, replace: 'window.setTitle(window.title)', proof: e2e('window', 'K1 K2 a kiosk fills the screen alone') },
  { rule: 'K1', what: 'the next window is on the screen before its turn', file: 'main/window.ts', find: 'show: false,', replace: `show: false, kiosk: kind === 'kiosk',`, proof: e2e('window', 'K1 K2 a kiosk fills the screen alone') },
  { rule: 'H12', what: 'file choosers are not intercepted', file: 'main/window.ts', find: 'interceptFileChoosers(window.webContents, log);', replace: '', proof: e2e('choosers', 'H12 K1 no file chooser of any kind') },
  { rule: 'H12', what: 'a debugger that let go stays away', file: 'main/shell/fileChoosers.ts', find: `protocol.on('detach', () => setImmediate(attach));`, replace: '', proof: e2e('choosers', 'H12 the lock on file choosers survives') },
  { rule: 'H13', what: 'printing asks the system', file: 'main/shell/print.ts', find: 'silent: true', replace: 'silent: false', proof: unit('silentPrint', 'H13 main never asks the system') },
  { rule: 'H13', what: 'a page may show dialogs of its own', file: 'main/shell/answer.ts', find: `'sandbox allow-scripts allow-same-origin allow-forms',`, replace: `'sandbox allow-scripts allow-same-origin allow-forms allow-modals',`, proof: e2e('hands', 'H13 K1 no way of printing') },
  { rule: 'H14', what: 'downloads begin', file: 'main/shell/hardenSession.ts', find: `session.on('will-download', (event) => event.preventDefault());`, replace: '', proof: e2e('hands', 'H14 a download that main itself begins') },
  { rule: 'H15', what: 'every key reaches the page of a kiosk', file: 'main/window.ts', find: "window.webContents.on('before-input-event', (event, input) => {\n      if (!isKioskKey(input)) event.preventDefault();", replace: "window.webContents.on('before-input-event', () => {", proof: e2e('chords', 'H15 K1 four thousand chords at a kiosk') },
  { rule: 'H15', what: 'chords count as keys', file: 'main/shell/keys.ts', find: 'if (control || alt || meta) return false;', replace: '', proof: unit('keys', 'H15 no chord passes') },
  { rule: 'H15', what: 'Electron brings its own menu with its shortcuts', file: 'main/index.ts', find: 'Menu.setApplicationMenu(null);', replace: '', proof: e2e('chords', 'H15 the same chords at a desk') },
  { rule: 'H15', what: 'a desk is filtered like a kiosk', file: 'main/window.ts', find: `    window.webContents.on('before-input-event'`, replace: `  }\n  if (kind !== 'print') {\n    window.webContents.on('before-input-event'`, proof: e2e('chords', 'H15 the same chords at a desk') },
  { rule: 'H17', what: 'right click and menu key are told to the page', file: page, find: `'contextmenu', `, replace: '', proof: e2e('hands', 'H17 K1 right click, menu key and long press') },
  { rule: 'H17', what: 'things can be dragged away', file: page, find: `'dragstart', `, replace: '', proof: e2e('hands', 'H17 K1 nothing is dragged out') },
  { rule: 'H17', what: 'things can be dropped into the page', file: page, find: `'dragover', 'drop', `, replace: '', proof: e2e('hands', 'H17 nothing is dropped into the page') },
  { rule: 'H17', what: 'everything can be selected', file: page, find: `!isInField(event.target) && stop(event)`, replace: 'isInField(event.target)', proof: e2e('hands', 'H17 nothing is selected outside a field') },
  { rule: 'H18', what: 'two fingers enlarge the page', file: 'main/shell/hardenContents.ts', find: 'contents.setVisualZoomLevelLimits(1, 1)', replace: 'contents.setVisualZoomLevelLimits(1, 3)', proof: e2e('zoomAndHistory', 'H18 neither wheel nor keys nor fingers') },
  { rule: 'H18', what: 'the other buttons of a mouse work', file: page, find: `event.button !== 0 && stop(event)`, replace: 'event.button !== 0', proof: e2e('zoomAndHistory', 'H18 K1 no button, key or swipe') },
  { rule: 'H27', what: 'as many copies as one likes', file: 'main/index.ts', find: 'if (!app.requestSingleInstanceLock())', replace: 'if (!app.requestSingleInstanceLock() && app.isReady())', proof: { runner: 'e2e', file: 'tests/e2e/shell/start.spec.ts', title: 'H27 a second copy on the same data ends' } },
  { rule: 'H27', what: 'links of the system start the app', file: 'main/index.ts', find: '  announceScheme();', replace: `  announceScheme();\n  app.setAsDefaultProtocolClient('kabinet');`, proof: e2e('copies', 'H27 no source and no installer') },
  { rule: 'H32', what: 'fields remember what was typed', file: 'renderer/ui/TextField.tsx', find: 'autoComplete="off"', replace: 'autoComplete="on"', proof: e2e('fields', 'H32 K3 no field on the whole way') },
  { rule: 'H32', what: 'fields are spelled', file: 'renderer/ui/TextField.tsx', find: 'spellCheck={false}', replace: 'spellCheck', proof: e2e('fields', 'H32 every field of the component gallery') },
  { rule: 'H32', what: 'the keyboard of the system comes too', file: 'renderer/ui/TextField.tsx', find: `keyboard === null ? modes[type] : 'none'`, replace: 'modes[type]', proof: e2e('fields', 'H32 K3 no field on the whole way') },
  { rule: 'H33', what: 'a page of a kiosk may copy, cut and paste', file: page, find: `, 'copy', 'cut', 'paste'`, replace: '', proof: e2e('clipboard', 'H33 K1 at a kiosk nothing is copied') },
  { rule: 'H33', what: 'pages may read and write the clipboard', file: 'main/shell/hardenSession.ts', find: 'session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));', replace: 'session.setPermissionRequestHandler((_contents, _permission, answer) => answer(true));', proof: e2e('clipboard', 'H33 at a desk copying, cutting and pasting') },
  { rule: 'H33', what: 'the clipboard outlives the patient', file: 'main/shell/wipe.ts', find: '  clipboard.clear();', replace: '', proof: e2e('clipboard', 'H33 K2 at the end of a session both clipboards') },
  { rule: 'H33', what: 'what was selected outlives the patient', file: 'main/shell/wipe.ts', find: `['selection']`, replace: `['clipboard']`, proof: e2e('clipboard', 'H33 K2 at the end of a session both clipboards') },
  { rule: 'X11', what: 'a search is asked at every letter', file: 'renderer/app/useSettled.ts', find: 'return settled;', replace: 'return value;', proof: { runner: 'page', file: 'tests/renderer/app/useSettled.test.tsx', title: 'X11 two hundred letters in one go' } },
];
