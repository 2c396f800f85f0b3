import { describe, expect, it } from 'vitest';
import { siteRules } from '../../../main/esia/siteRules.ts';

const real = siteRules({
  url: 'https://esia.gosuslugi.ru/aas/oauth2/v2/ac?client_id=X',
  callback: 'https://clinic.example/esia/callback',
  hosts: ['esia.gosuslugi.ru', '.gosuslugi.ru', 'gu-st.ru', '.gu-st.ru'],
  logoutUrl: 'https://esia.gosuslugi.ru/idp/ext/Logout?client_id=X',
});
const demo = siteRules({
  url: 'http://127.0.0.1:4700/aas/oauth2/v2/ac',
  callback: 'http://127.0.0.1:4800/esia/callback',
  hosts: ['127.0.0.1'],
  logoutUrl: 'http://127.0.0.1:4700/idp/ext/Logout',
});

const lookAlikes = [
  'https://esia.gosuslugi.ru.evil.example/login',
  'https://evil-gosuslugi.ru/login',
  'https://evilgosuslugi.ru/',
  'https://esia-gosuslugi.ru/',
  'https://esia.gosuslugi.ru@evil.example/',
  'https://esia.gosuslugi.ru:443@evil.example/',
  'https://user@esia.gosuslugi.ru/login',
  'https://user:pass@esia.gosuslugi.ru/login',
  'https://esia.gosuslugi.ru%2eevil.example/',
  'https://esia.gosuslugi.ru%00.evil.example/',
  'https://evil.example/esia.gosuslugi.ru',
  'https://evil.example/?https://esia.gosuslugi.ru/',
  'https://evil.example#esia.gosuslugi.ru',
  'https://esia.gosuslugi.ru./login',
  'https://gosuslugi.ru./',
  'https://esia.gоsuslugi.ru/',
  'https://esia.gosuslugi.rу/',
  'https://xn--sia-qdd.gosuslugi.ru.evil.example/',
  'https://esia.gosuslugi.ru:8443/login',
  'https://esia.gosuslugi.ru:80/login',
  'http://esia.gosuslugi.ru/login',
  'http://esia.gosuslugi.ru:443/login',
  'ftp://esia.gosuslugi.ru/',
  'file://esia.gosuslugi.ru/etc/passwd',
  'kabinet://esia.gosuslugi.ru/',
  'kabinet://app/index.html',
  'javascript:location="https://esia.gosuslugi.ru"',
  'about:blank',
  'about:blank#esia.gosuslugi.ru',
  'chrome://settings',
  'view-source:https://esia.gosuslugi.ru/',
  'filesystem:https://esia.gosuslugi.ru/temporary/x',
  'http://127.0.0.1:4700/',
  'http://localhost/',
  'https://ru/',
  'https://.gosuslugi.ru/',
  'esia.gosuslugi.ru',
  '//esia.gosuslugi.ru/',
  '',
  ' ',
  'https://',
];

describe('where the sign-in page may go', () => {
  it.each(lookAlikes)('H11 the address bar never comes to show %j', (address) => {
    expect(real.mayShow(address)).toBe(false);
  });

  it.each(lookAlikes)('H11 the page loads nothing from %j', (address) => {
    expect(real.mayLoad(address)).toBe(false);
  });

  it.each(['https://esia.gosuslugi.ru/login/', 'https://ESIA.gosuslugi.ru:443/login', 'https://gu-st.ru/a.js', 'https://esia.gosuslugi.ru\\@evil.example/', 'https://esia.gosuslugi.ru/idp/ext/Logout?client_id=X'])('H11 shows %j, which is listed by name', (address) => {
    expect(real.mayShow(address)).toBe(true);
    expect(real.mayLoad(address)).toBe(true);
  });

  it.each(['https://lk.gosuslugi.ru/x.js', 'https://a.b.gosuslugi.ru/', 'https://static.gu-st.ru/f.woff2', 'wss://esia.gosuslugi.ru/s', 'data:image/png;base64,AA', 'blob:https://esia.gosuslugi.ru/1'])('H11 loads %j for the page, and never shows it as one', (address) => {
    expect(real.mayLoad(address)).toBe(true);
    expect(real.mayShow(address)).toBe(false);
  });

  it('H11 plain http is for the very server of a demo on this computer, and for no other port of it', () => {
    for (const fine of ['http://127.0.0.1:4700/login?request=1', 'http://127.0.0.1:4700/idp/ext/Logout']) expect([fine, demo.mayShow(fine)]).toEqual([fine, true]);
    for (const other of ['http://127.0.0.1/', 'http://127.0.0.1:4701/', 'http://127.0.0.1:4800/', 'http://localhost:4700/', 'http://127.1:47000/', 'http://127.0.0.1.evil.example:4700/', 'http://evil.example:4700/']) {
      expect([other, demo.mayShow(other), demo.mayLoad(other)]).toEqual([other, false, false]);
    }
    // A page of the real ESIA that was asked for by plain http is asked for by nobody.
    const open = siteRules({ url: 'http://esia.gosuslugi.ru/aas', callback: 'https://clinic.example/cb', hosts: ['esia.gosuslugi.ru'], logoutUrl: null });
    expect(open.mayShow('http://esia.gosuslugi.ru/aas')).toBe(false);
  });

  it('H11 an entry that names half the internet, or no host at all, opens nothing', () => {
    const wide = siteRules({ url: 'https://esia.gosuslugi.ru/', callback: 'https://clinic.example/cb', hosts: ['.ru', '.', '', '*', '*.ru', '.*', 'https://evil.ru', 'evil.ru/', '..ru', '.gosuslugi.ru:'], logoutUrl: null });
    for (const address of ['https://evil.ru/', 'https://a.evil.ru/', 'https://ru/', 'https://lk.gosuslugi.ru/']) expect([address, wide.mayLoad(address), wide.mayShow(address)]).toEqual([address, false, false]);
  });
});

it('H11 a host that only looks like ours is another host, also below a listed domain', () => {
  // The first letter is Cyrillic: a name of its own, which the owner of the domain may have and nobody else.
  const name = 'https://еsia.gosuslugi.ru/login';
  expect([real.mayShow(name), real.mayLoad(name)]).toEqual([false, true]);
});

describe('the callback', () => {
  it('H11 is known by its whole address and handed on as it came', () => {
    expect(real.callbackQuery('https://clinic.example/esia/callback?code=a.b%2Bc&state=5')).toBe('code=a.b%2Bc&state=5');
    expect(real.callbackQuery('https://clinic.example/esia/callback?error=access_denied&error_description=ESIA-007004%3A+x&state=5#part')).toBe('error=access_denied&error_description=ESIA-007004%3A+x&state=5');
    expect(real.callbackQuery('https://clinic.example/esia/callback')).toBe('');
  });

  it.each([
    'https://clinic.example/esia/callback/?code=a',
    'https://clinic.example/esia/callbac?code=a',
    'https://clinic.example/ESIA/callback?code=a',
    'https://clinic.example:8443/esia/callback?code=a',
    'http://clinic.example/esia/callback?code=a',
    'https://clinic.example.evil.example/esia/callback?code=a',
    'https://user@clinic.example/esia/callback?code=a',
    'https://evil.example/esia/callback?code=a',
    'https://evil.example/?https://clinic.example/esia/callback?code=a',
    'https://esia.gosuslugi.ru/esia/callback?code=a',
    'not an address',
  ])('H11 %j is not the callback', (address) => {
    expect(real.callbackQuery(address)).toBe(null);
  });

  it('H11 is never shown and never loaded, also where its host is listed', () => {
    const same = siteRules({ url: 'https://esia.gosuslugi.ru/', callback: 'https://clinic.example/esia/callback', hosts: ['clinic.example', '.example'], logoutUrl: null });
    for (const rules of [real, same]) for (const address of ['https://clinic.example/esia/callback', 'https://clinic.example/esia/callback?code=a']) expect([rules.mayShow(address), rules.mayLoad(address)]).toEqual([false, false]);
  });

  it('H11 twenty thousand made-up addresses are either the callback, or shown by a listed name, or nothing', () => {
    const parts = ['https://', 'http://', 'esia.gosuslugi.ru', 'clinic.example', 'evil.example', '@', ':', '443', '/', '\\', '?', '#', '.', '%2e', '%00', 'code=1', 'esia/callback', '\t', ' ', 'xn--', 'ё', '[::1]'];
    const wrong: string[] = [];
    let seed = 7;
    const next = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (let tries = 0; tries < 20_000; tries += 1) {
      const address = Array.from({ length: 1 + next(8) }, () => parts[next(parts.length)]).join('');
      const url = URL.canParse(address) ? new URL(address) : null;
      const isListed = url !== null && url.protocol === 'https:' && ['esia.gosuslugi.ru', 'gu-st.ru'].includes(url.host) && url.username === '' && url.password === '';
      const isCallback = url !== null && url.origin === 'https://clinic.example' && url.pathname === '/esia/callback' && url.username === '' && url.password === '';
      if (real.mayShow(address) !== isListed || (real.callbackQuery(address) !== null) !== isCallback) wrong.push(address);
    }
    expect(wrong).toEqual([]);
  });
});
