import type { Mutant } from './mutant.ts';

const port = 'backend/server/port.ts';
const rate = 'backend/server/rateLimit.ts';
const plain = 'backend/server/plainInput.ts';
const dispatch = 'backend/server/dispatch.ts';
const preload = 'preload/index.ts';

const ofPort = { runner: 'unit', file: 'tests/backend/server/port.test.ts' } as const;
const ofPlain = { runner: 'unit', file: 'tests/backend/server/plainInput.test.ts' } as const;
const ofDoor = { runner: 'unit', file: 'tests/backend/server/dispatch.test.ts' } as const;
const ofBridge = { runner: 'unit', file: 'tests/preload/bridge.test.ts' } as const;
const ofFuzz = { runner: 'integration', file: 'tests/integration/backend/fuzz.test.ts', title: 'X1 X2 what once broke something' } as const;
const ofNastyPage = { runner: 'e2e', file: 'tests/e2e/shell/nastyCalls.spec.ts' } as const;
const ofFlood = { runner: 'e2e', file: 'tests/e2e/shell/flood.spec.ts' } as const;

/** The way of a call: bridge, port, door. */
export const callsMutants: readonly Mutant[] = [
  {
    rule: 'H21',
    what: 'a bunch of calls is answered before any other window gets its turn',
    file: port,
    find: 'if (isGranted) oneATurn(() => serve(id, channel, input));',
    replace: 'if (isGranted) serve(id, channel, input);',
    proof: { ...ofPort, title: 'H21 between two calls of one window every other window gets its turn' },
  },
  { rule: 'X2', what: 'the name of a call is measured before anybody knows that it is a text', file: 'shared/rpc/wire.ts', find: "z.custom<string>((value) => typeof value === 'string' && value.length <= 100)", replace: 'z.string().max(100)', proof: { ...ofPort, title: 'X2 an object with an endless length' } },
  // The bridge.
  { rule: 'H19', what: 'the page gets Electron with the bridge', file: preload, find: 'onChanged: (listener)', replace: 'ipcRenderer, onChanged: (listener)', proof: { ...ofBridge, title: 'H19 the page gets one name with two functions and nothing of Electron' } },
  { rule: 'H19', what: 'a second name is put into the page', file: preload, find: "contextBridge.exposeInMainWorld('kabinet', openBridge());", replace: "contextBridge.exposeInMainWorld('kabinet', openBridge()); contextBridge.exposeInMainWorld('port', () => 1);", proof: { ...ofBridge, title: 'H19 the page gets one name with two functions and nothing of Electron' } },
  { rule: 'H21', what: 'the bridge lets any number of calls be under way', file: preload, find: 'inFlight.size >= limits.callsInFlight', replace: 'inFlight.size >= 1_000', proof: { ...ofBridge, title: 'H21 never more than eight calls are under way' } },
  { rule: 'H21', what: 'the bridge keeps any number of calls waiting', file: preload, find: 'queue.size >= limits.queuedCalls || ', replace: '', proof: { ...ofBridge, title: 'H21 calls that wait are refused beyond sixty-four' }, takesLong: true },
  { rule: 'H21', what: 'the bridge lets any number of calls through in a second', file: preload, find: ' || lately >= limits.callsPerSecond', replace: '', proof: { ...ofBridge, title: 'H21 a flood is refused at once beyond what a second allows' }, takesLong: true },
  { rule: 'H21', what: 'what a second allowed is never given back', file: preload, find: 'setTimeout(() => (lately -= 1), 1_000);', replace: '', proof: { ...ofBridge, title: 'H21 a flood is refused at once beyond what a second allows' } },
  { rule: 'H21', what: 'a call has no deadline at the bridge', file: preload, find: "settle(refusal(queue.has(id) ? 'not_ready' : 'timed_out')), limits.deadlineMs)", replace: "settle(refusal(queue.has(id) ? 'not_ready' : 'timed_out')), limits.deadlineMs * 100)", proof: { ...ofBridge, title: 'H21 a call that ran out of time makes room for the next' }, takesLong: true },
  { rule: 'X1', what: 'what cannot be sent is thrown in the preload', file: preload, find: "call.settle(refusal('invalid_input'));", replace: 'throw new Error();', proof: { ...ofBridge, title: 'X1 what cannot cross the port is refused and the next call works' } },

  // The port.
  { rule: 'H21', what: 'the port lets any number of calls be under way', file: port, find: 'if (inFlight >= limits.callsInFlight) return refuse(id);', replace: '', proof: { ...ofPort, title: 'H21 calls beyond eight in flight are answered at once' } },
  { rule: 'H21', what: 'a window may make any number of calls a second', file: port, find: 'else refuse(id);', replace: 'else oneATurn(() => serve(id, channel, input));', proof: { ...ofPort, title: 'H21 a window has fifty calls a second' } },
  { rule: 'H21', what: 'the allowance does not come back with time', file: rate, find: '((now - at) / 1_000) * perSecond', replace: '0', proof: { ...ofPort, title: 'H21 a window has fifty calls a second' } },
  { rule: 'H21', what: 'calls that come bunched are refused', file: rate, find: 'limits.callsPerSecond + limits.callsInFlight', replace: 'limits.callsPerSecond', proof: { ...ofPort, title: 'H21 a window has fifty calls a second' } },
  { rule: 'H21', what: 'refused calls are not held against a window', file: rate, find: '(isGranted ? calls : patience).spend(1);', replace: 'calls.spend(isGranted ? 1 : 0);', proof: { ...ofPort, title: 'H21 a flood of 100,000 calls ends with the port closed' } },
  { rule: 'H21', what: 'a window that has used up all patience keeps its port', file: port, find: 'if (expelIfSpent()) return;', replace: '', proof: { ...ofPort, title: 'H21 a flood of 100,000 calls ends with the port closed' } },
  { rule: 'H21', what: 'main does not hear of a hostile window', file: port, find: 'onHostile();', replace: '', proof: { ...ofPort, title: 'H21 a flood of 100,000 calls ends with the port closed' } },
  { rule: 'H21', what: 'a message above the limit is forgiven', file: port, find: '      strike(oversizeStrikes);\n', replace: '', proof: { ...ofPort, title: 'H21 the third message far above the limit ends the window' } },
  { rule: 'H21', what: 'a message above the limit is forgiven when it is no call', file: port, find: 'isTooLarge ? oversizeStrikes : 1', replace: '1', proof: { ...ofPort, title: 'H21 the third message far above the limit ends the window' } },
  { rule: 'H21', what: 'what is too large is looked at in its turn, when all behind it has been copied', file: port, find: '      strike(oversizeStrikes);\n', replace: '      oneATurn(() => strike(oversizeStrikes));\n', proof: { ...ofPort, title: 'H21 of twenty messages far above the limit sent at once' } },
  { rule: 'H21', what: 'a page that loads again has a fresh allowance', file: 'backend/server/backend.ts', find: 'allowances.get(windowId) ?? createAllowance(ports.monotonicNow)', replace: 'createAllowance(ports.monotonicNow)', proof: { runner: 'unit', file: 'tests/backend/server/windows.test.ts', title: 'H21 a page that loads again goes on with the allowance of its window' } },
  { rule: 'H21', what: 'the window in front whose port was closed stays in front', file: 'main/patientSession.ts', find: "died(stage, 'hostile')", replace: 'void stage', proof: { ...ofFlood, title: 'H21 H37 the window in front whose renderer floods is ended' }, takesLong: true },
  { rule: 'H21', what: 'a page that sends what is too large stays', file: port, find: 'const oversizeStrikes = 20;', replace: 'const oversizeStrikes = 0;', proof: { ...ofNastyPage, title: 'H21 X1 a page that sends more than a message may' }, takesLong: true },
  { rule: 'X2', what: 'what is no call is forgiven', file: port, find: '      return strike(isTooLarge ? oversizeStrikes : 1);', replace: '      return isTooLarge ? strike(oversizeStrikes) : undefined;', proof: { ...ofPort, title: 'X2 what is not a request is not answered' } },
  { rule: 'X2', what: 'a call without a known form is not answered', file: port, find: "if (numbered.success) answer(", replace: "if (numbered.success) void ((..._given: unknown[]) => 0)(", proof: { ...ofPort, title: 'X2 what is not a request is not answered' } },

  // What is plain data.
  { rule: 'H21', what: 'a message may have any size', file: plain, find: "bytes > limits.messageBytes ? 'too_large' : 'plain'", replace: "'plain'", proof: { ...ofDoor, title: 'H21 more than 64 KiB is refused' } },
  { rule: 'H21', what: 'letters are counted instead of bytes', file: plain, find: 'text.length > limits.messageBytes ? text.length : Buffer.byteLength(text)', replace: 'text.length', proof: { ...ofPlain, title: 'H21 the limit is counted in bytes' } },
  { rule: 'H21', what: 'keys weigh nothing', file: plain, find: 'spend(bytesOf(key) + 3)', replace: 'spend(3)', proof: { ...ofPlain, title: 'H21 the limit is counted in bytes' } },
  { rule: 'H21', what: 'the walk goes on after it is too much', file: plain, find: 'for (const item of items) {', replace: 'for (const item of [...items]) {', proof: { ...ofPlain, title: 'H21 a text or an array of any length costs no more looks' } },
  { rule: 'H21', what: 'any depth is read', file: plain, find: 'const deepest = 32;', replace: 'const deepest = 3_000;', proof: { ...ofPlain, title: 'H21 thirty-two levels are read' } },
  { rule: 'X1', what: 'maps, dates and errors pass as objects', file: plain, find: "if (!isPlainObject(value)) return 'not_plain';", replace: '', proof: { ...ofPlain, title: 'H21 a map is not plain data' } },
  { rule: 'X1', what: 'an own __proto__ passes', file: plain, find: "if (key === '__proto__') return 'not_plain';", replace: '', proof: { ...ofPlain, title: 'H21 an own __proto__ is not plain data' } },
  { rule: 'X1', what: 'infinity is a number', file: plain, find: "Number.isFinite(value) ? spend(8) : 'not_plain'", replace: 'spend(8)', proof: { ...ofPlain, title: 'H21 infinity is not plain data' } },
  { rule: 'X1', what: 'one object may stand in many places', file: plain, find: 'seen.add(value);', replace: '', proof: { ...ofPlain, title: 'H21 one object in two places' } },

  // The door.
  { rule: 'X1', what: 'any name of an object is a call', file: 'shared/contract.ts', find: 'return Object.hasOwn(contract, name);', replace: 'return name in contract;', proof: { ...ofDoor, title: 'H21 there is no call named' } },
  { rule: 'H21', what: 'the door does not look at the size', file: dispatch, find: "if (verdict === 'too_large') return failure('too_large');", replace: '', proof: { ...ofDoor, title: 'H21 more than 64 KiB is refused' } },
  { rule: 'X1', what: 'the door takes what is not plain data', file: dispatch, find: "if (verdict === 'not_plain') return { ok: false, error: { code: 'invalid_input', fields: [] } };", replace: '', proof: ofFuzz, takesLong: true },
  { rule: 'X1', what: 'a handler gets what the page sent, not what the schema made of it', file: dispatch, find: 'await run(channel, parsed.data, context)', replace: 'await run(channel, rawInput, context)', proof: ofFuzz, takesLong: true },
  { rule: 'X1', what: 'an invalid input reaches the handler', file: dispatch, find: "if (!parsed.success) return { ok: false, error: { code: 'invalid_input', fields: fieldsOf(parsed.error.issues) } };", replace: 'if (!parsed.success) return { ok: true, value: await run(channel, rawInput, { actor: actor(), now: now(), printJob: origin.printJob }) };', proof: ofFuzz, takesLong: true },
  { rule: 'H20', what: 'the role is not asked', file: dispatch, find: "if (!contract[channel].allow.includes(context.actor.role)) return failure('forbidden');", replace: '', proof: { ...ofDoor, title: 'R9 appointments.mine is open to the roles it declares' } },
  { rule: 'H20', what: 'a print window counts as its patient', file: dispatch, find: "origin.printJob === null ? who : { ...who, role: 'print' }", replace: 'who', proof: { ...ofDoor, title: 'R9 slips.job is open to the roles it declares' } },
  { rule: 'X2', what: 'what main says is taken as it comes', file: 'backend/index.ts', find: 'if (!message.success) return;', replace: '', proof: { ...ofFlood, title: 'X2 what main would never say is not believed' }, takesLong: true },
  { rule: 'H31', what: 'the key of a page comes back in a refusal', file: dispatch, find: "path.length > 0 ? [path.map(String).join('.')] : []", replace: "path.length > 0 ? [JSON.stringify(path)] : []", proof: { ...ofDoor, title: 'H31 invalid input is answered by the names of fields' } },
  { rule: 'H31', what: 'a fault is answered with its words', file: dispatch, find: "error: { code: 'internal', reference }", replace: "error: { code: 'internal', reference, text: String(error) }", proof: { ...ofDoor, title: 'H31 a command whose handler throws is rolled back' } },
  { rule: 'O3', what: 'a repeated command is done again', file: dispatch, find: 'if (before) {', replace: 'if (before && before.channel !== channel) {', proof: { ...ofDoor, title: 'O3 the same command twice is done once' } },
  { rule: 'O3', what: 'the id of a command may be used for another', file: dispatch, find: "if (!same) throw new Refused('id_reused');", replace: '', proof: { ...ofDoor, title: 'O3 the same command twice is done once' } },
  { rule: 'O3', what: 'another patient gets the answer to a command that is not theirs', file: dispatch, find: ' && before.patientId === context.actor.patientId', replace: '', proof: { ...ofDoor, title: 'O3 a command of another patient is not answered again' } },
  { rule: 'O3', what: 'a command is done without an outbox entry', file: dispatch, find: 'enqueue(tx, { commandId, channel, input, output, role, patientId, signInId, at: context.now });', replace: '', proof: { ...ofDoor, title: 'O3 a command, its outbox entry and its audit event are one commit' } },
  { rule: 'H49', what: 'a command is not audited', file: dispatch, find: 'recordEvent(tx, { actor: context.actor, action: channel, subject: patientId, at: context.now });', replace: '', proof: { ...ofDoor, title: 'O3 a command, its outbox entry and its audit event are one commit' } },
  { rule: 'H49', what: 'an answer about a patient is not written down', file: dispatch, find: 'if (unwritten.length > 0) {', replace: 'if (unwritten.length > 99) {', proof: { ...ofDoor, title: 'H49 whose data an answer shows is written before it is given' } },
  { rule: 'H49', what: 'an access that cannot be written is shown all the same', file: dispatch, find: 'db.write((tx) => unwritten.forEach((subject) => recordEvent(tx, { actor: by, action: channel, subject, at })));', replace: 'try { db.write((tx) => unwritten.forEach((subject) => recordEvent(tx, { actor: by, action: channel, subject, at }))); } catch {}', proof: { ...ofDoor, title: 'H49 an answer whose access cannot be written is withheld' } },
  { rule: 'H21', what: 'a task may take for ever', file: dispatch, find: 'await withDeadline(ports, limits.deadlineMs, (handlers[channel] as UntypedTask)(input, context))', replace: 'await (handlers[channel] as UntypedTask)(input, context)', proof: { ...ofDoor, title: 'H21 a task that takes too long is answered timed_out' }, takesLong: true },
  { rule: 'X2', what: 'an answer of the wrong shape is given out', file: dispatch, find: 'const value: unknown = procedure.output.parse(output);', replace: 'const value: unknown = output;', proof: { ...ofDoor, title: 'X2 an answer of another shape than declared is withheld' } },
];
