import type { Mutant } from './mutant.ts';

const rules = 'main/esia/siteRules.ts';
const clock = 'main/esia/attemptClock.ts';
const session = 'main/esia/siteSession.ts';
const handlers = 'backend/features/esia/handlers.ts';
const ofRules = { runner: 'unit', file: 'tests/main/esia/siteRules.test.ts' } as const;
const ofClock = { runner: 'unit', file: 'tests/main/esia/attemptClock.test.ts' } as const;
const ofHandlers = { runner: 'unit', file: 'tests/backend/features/esia.test.ts' } as const;
const hostile = { runner: 'e2e', file: 'tests/e2e/esia/hostileSite.spec.ts' } as const;

export const esiaWindowMutants: readonly Mutant[] = [
  // Where the page may go.
  { rule: 'H11', what: 'entries are taken as they come', file: rules, find: "hosts.filter((host) => entry.test(host) && host.startsWith", replace: "hosts.filter((host) => host.startsWith", proof: { ...ofRules, title: 'H11 an entry that names half the internet' } },
  { rule: 'H11', what: 'userinfo is overlooked', file: rules, find: "if (!isHttp(to) || to.username !== '' || to.password !== '') return false;", replace: 'if (!isHttp(to)) return false;', proof: { ...ofRules, title: 'H11 the address bar never comes to show "https://user@esia.gosuslugi.ru/login"' } },
  { rule: 'H11', what: 'plain http will do', file: rules, find: 'return !isPlain(to) || (loopback.has(to.hostname) && ownHosts.has(to.host));', replace: 'return true;', proof: { ...ofRules, title: 'H11 the address bar never comes to show "http://esia.gosuslugi.ru/login"' } },
  { rule: 'H11', what: 'plain http goes to any port of this computer', file: rules, find: '(loopback.has(to.hostname) && ownHosts.has(to.host))', replace: 'loopback.has(to.hostname)', proof: { ...ofRules, title: 'H11 plain http is for the very server of a demo' } },
  { rule: 'H11', what: 'a whole domain may be shown', file: rules, find: '&& isDecent(to) && isNamed(to) && !isCallback(to);', replace: "&& isDecent(to) && (isNamed(to) || domains.some((domain) => to.host.endsWith(domain))) && !isCallback(to);", proof: { ...ofRules, title: 'and never shows it as one' } },
  { rule: 'H11', what: 'the callback may be loaded', file: rules, find: 'return isDecent(to) && !isCallback(to) &&', replace: 'return isDecent(to) &&', proof: { ...ofRules, title: 'H11 is never shown and never loaded' } },
  { rule: 'H11', what: 'any host may call back', file: rules, find: 'to.protocol === back.protocol && to.host === back.host &&', replace: 'to.protocol === back.protocol &&', proof: { ...ofRules, title: 'H11 "https://evil.example/esia/callback?code=a" is not the callback' } },
  { rule: 'H11', what: 'any path calls back', file: rules, find: '&& to.pathname === back.pathname', replace: '', proof: { ...ofRules, title: 'H11 "https://clinic.example/ESIA/callback?code=a" is not the callback' } },

  // How long it stands there.
  { rule: 'H11', what: 'the attempt has no end', file: clock, find: 'if (secondsLeft() === 0) return ports.over();', replace: '', proof: { ...ofClock, title: 'R5 H11 five minutes and not a second more' } },
  { rule: 'H11', what: 'nobody is asked', file: clock, find: 'if (idle !== null && askedAt === null &&', replace: 'if (idle !== null && askedAt !== null &&', proof: { ...ofClock, title: 'K2 H11 a person who has walked away' } },
  { rule: 'H11', what: 'a question without an answer closes nothing', file: clock, find: 'if (asking() === 0) return ports.left();', replace: '', proof: { ...ofClock, title: 'K2 H11 a person who has walked away' } },
  { rule: 'H11', what: 'a touch is an answer', file: clock, find: 'if (askedAt === null) lastTouch = now();', replace: 'askedAt = null;\n      lastTouch = now();', proof: { ...ofClock, title: 'K2 H11 a person who has walked away' } },

  // What becomes of it.
  { rule: 'R5', what: 'a window of somebody who left is believed', file: handlers, find: 'if (attempt !== attemptId) return;', replace: '', proof: { ...ofHandlers, title: 'R5 what a window brings after its person has left' } },
  { rule: 'R5', what: 'a second window opens beside the first', file: handlers, find: 'if (starting || attempt !== null || signIns.running())', replace: 'if (signIns.running())', proof: { ...ofHandlers, title: 'R5 a second window never opens beside the first' } },
  { rule: 'R5', what: 'switched off opens all the same', file: handlers, find: "if ((device().policy.esia ?? 'off') === 'off')", replace: "if (device().policy.esia === 'required')", proof: { ...ofHandlers, title: 'R5 where the clinic has switched it off' } },

  // On real Electron.
  { rule: 'H11', what: 'the page may ask anybody', file: session, find: "const isFine = resourceType === 'mainFrame' ? rules.mayShow(url) : rules.mayLoad(url);", replace: "const isFine = resourceType !== 'mainFrame' || rules.mayShow(url);", proof: { ...hostile, title: 'H11 H14 it reaches nobody else' }, takesLong: true },
  { rule: 'H13', what: 'the page may print', file: session, find: "'sandbox allow-scripts allow-same-origin allow-forms'", replace: "'sandbox allow-scripts allow-same-origin allow-forms allow-modals'", proof: { ...hostile, title: 'H11 H14 it reaches nobody else' }, takesLong: true },
  { rule: 'H11', what: 'a dead backend leaves the window open', file: 'main/esia/signInWindow.ts', find: 'if (current !== null && current.from !== active)', replace: 'if (current === null && active !== null)', proof: { ...hostile, title: 'R5 H11 H37 the time runs out' }, takesLong: true },
];
