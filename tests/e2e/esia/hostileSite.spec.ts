import { expect, test, type Page } from '@playwright/test';
import { whenReady } from '../../support/bridge.ts';
import { startDemo, type DemoClinic } from '../../support/demoClinic.ts';
import { launchKabinet, type Kabinet } from '../../support/electronApp.ts';
import { startClinicFront, type ClinicFront } from '../../support/esiaFront.ts';
import { expectNothingLeft, openSite, walkToEsia } from '../../support/esiaWay.ts';
import { hostileAnswer, startSite, type SmallSite } from '../../support/hostileSite.ts';
import { arrive } from '../../support/kioskWay.ts';
import { startXServer, type XServer } from '../../support/xServer.ts';

// The sign-in page of somebody who wants more than a sign-in, in the window where ESIA stands. The clinic's server only names it.
test.describe('a hostile page in the sign-in window', () => {
  let screen: XServer;
  let clinic: DemoClinic;
  let front: ClinicFront;
  let site: SmallSite;
  let stranger: SmallSite;
  let kabinet: Kabinet;

  test.beforeAll(async () => {
    test.setTimeout(150_000);
    screen = await startXServer('standing');
    clinic = await startDemo({ idle: 300 });
    [front, site, stranger] = await Promise.all([startClinicFront(clinic.server), startSite(hostileAnswer), startSite(hostileAnswer)]);
    front.change = (begun) => ({ ...begun, authorizeUrl: `${site.url}/login`, hosts: [`127.0.0.1:${site.port}`], logoutUrl: null });
    kabinet = await launchKabinet({ server: front.url, enrol: clinic.enrol.kiosk, strangers: true, env: screen.env });
    await whenReady(kabinet.page);
    await walkToEsia(kabinet.page);
  });
  test.afterAll(async () => {
    await kabinet?.close();
    await Promise.all([front?.stop(), site?.stop(), stranger?.stop()]);
    await clinic?.stop();
    await screen?.stop();
  });

  const address = () => new RegExp(`:${site.port}/`);
  const open = async (): Promise<{ page: Page; foreign: Page; frame: Page }> => {
    const page = await kabinet.currentPage();
    const opened = await openSite(kabinet, page, address());
    await expect(opened.frame.getByText(`127.0.0.1:${site.port}`, { exact: true })).toBeVisible();
    return { page, foreign: opened.site, frame: opened.frame };
  };
  const stop = async (frame: Page): Promise<void> => {
    // The press closes the window, perhaps before it has answered that it was pressed.
    await frame.getByRole('button', { name: 'Прервать' }).click({ noWaitAfter: true }).catch((error: unknown) => {
      if (!frame.isClosed()) throw error;
    });
    await expectNothingLeft(kabinet);
  };
  /** Whatever is open is closed, so that a test which failed half-way does not spoil the next. */
  const drop = async (): Promise<void> => {
    for (const page of kabinet.app.windows()) if (page.url().startsWith('kabinet://app/signIn.html')) await page.getByRole('button', { name: 'Прервать' }).click({ noWaitAfter: true, timeout: 3_000 }).catch(() => undefined);
    await expectNothingLeft(kabinet);
  };
  test.afterEach(async () => {
    await drop();
  });
  const callback = () => `${clinic.server}/esia/callback`;

  test('H11 H14 it reaches nobody else, opens nothing, prints nothing, keeps nothing and cannot leave its place', async () => {
    const { foreign, frame } = await open();
    const said: string[] = [];
    foreign.on('console', (message) => said.push(message.text()));
    const reached = await foreign.evaluate(
      async ([elsewhere, back]) => {
        const soon = <T>(answer: Promise<T>, otherwise: T) => Promise.race([answer, new Promise<T>((resolve) => setTimeout(() => resolve(otherwise), 1_500))]);
        const tries = [`${elsewhere}/fetch`, elsewhere.replace('127.0.0.1', 'localhost'), `${back}?code=a&state=b`, 'kabinet://app/index.html', 'file:///etc/passwd'];
        const fetched = await Promise.all(tries.map((url) => soon(fetch(url, { mode: 'no-cors' }).then(() => url, () => ''), 'hangs')));
        const loaded = await Promise.all(
          tries.map((url) => {
            const image = new Image();
            const answer = new Promise<string>((resolve) => void Object.assign(image, { onload: () => resolve(url), onerror: () => resolve('') }));
            image.src = url;
            document.body.append(image);
            return soon(answer, 'hangs');
          }),
        );
        const names = ['kabinet', 'frame', 'process', 'require', 'electron'].map((name) => typeof Reflect.get(window, name));
        const opened = [window.open(elsewhere), window.open('about:blank')].map((it) => it === null);
        window.alert('here');
        window.print();
        const asked = ['notifications', 'geolocation', 'camera', 'microphone', 'clipboard-read'] as const;
        const permissions = await Promise.all(asked.map((name) => soon(navigator.permissions.query({ name: name as PermissionName }).then(({ state }) => state as string), 'hangs')));
        const full = await soon(document.documentElement.requestFullscreen().then(() => 'full', () => 'refused'), 'refused');
        localStorage.setItem('who', 'first');
        document.cookie = 'mine=first; max-age=100000';
        await soon(navigator.serviceWorker.register('/worker.js').then(() => null, () => null), null);
        await soon(caches.open('first').then(() => null, () => null), null);
        return { fetched, loaded, names, opened, permissions, full };
      },
      [stranger.url, callback()] as const,
    );
    expect(new Set(reached.fetched)).toEqual(new Set(['']));
    expect(new Set(reached.loaded)).toEqual(new Set(['']));
    expect(new Set(reached.names)).toEqual(new Set(['undefined']));
    expect(reached.opened).toEqual([true, true]);
    expect(new Set(reached.permissions)).toEqual(new Set(['denied']));
    expect(reached.full).toBe('refused');
    // Printing would bring a dialog of the system.
    expect(said.filter((line) => /print\(\)/.test(line) && /sandboxed/.test(line)).length).toBeGreaterThan(0);

    // Frames inside the page: one that goes to the callback is not the person's way back. Playwright loses the page for a moment.
    for (const src of [`${callback()}?code=inner&state=b`, `${stranger.url}/inner`]) {
      await foreign.evaluate((to) => document.body.append(Object.assign(document.createElement('iframe'), { src: to })), src).catch(() => undefined);
      await foreign.waitForTimeout(200);
    }

    // A file to take along: it comes as a navigation, and no file comes of it.
    await foreign.evaluate(() => {
      const link = Object.assign(document.createElement('a'), { href: '/file', download: 'x.bin' });
      document.body.append(link);
      setTimeout(() => link.click());
    });
    await foreign.waitForTimeout(500);
    expect(foreign.isClosed() ? 'closed' : foreign.url()).toBe(`${site.url}/login`);

    // A field that asks for a file, under a real finger.
    await foreign.evaluate(() => {
      const field = Object.assign(document.createElement('input'), { type: 'file', id: 'trap' });
      Object.assign(field.style, { position: 'fixed', inset: '0', inlineSize: '100%', blockSize: '100%' });
      field.addEventListener('click', () => Reflect.set(window, 'wasPressed', true));
      document.body.append(field);
    });
    await screen.click({ x: 100, y: 700 });
    await expect.poll(() => foreign.evaluate(() => Reflect.get(window, 'wasPressed') === true)).toBe(true);
    await foreign.waitForTimeout(1_500);
    expect(await screen.visibleWindows()).toEqual([expect.objectContaining({ name: 'Kabinet' })]);

    // Its place ends where our bar begins, whatever it does.
    const places = await kabinet.app.evaluate(({ BrowserWindow }, port) => {
      const views = BrowserWindow.getAllWindows().flatMap((window) => window.contentView.children);
      return views.flatMap((view) => ('webContents' in view && (view.webContents as Electron.WebContents).getURL().includes(`:${port}/`) ? [view.getBounds()] : []));
    }, site.port);
    const bar = await frame.locator('header').boundingBox();
    expect(places).toHaveLength(1);
    expect(places[0]?.y).toBeGreaterThanOrEqual(Math.round(bar?.height ?? Infinity));
    expect(front.finished).toEqual([]);
    await stop(frame);
  });

  test('H11 nothing of one attempt is there in the next: no cookie, no storage, no worker', async () => {
    const before = site.cookies.length;
    const { foreign, frame } = await open();
    expect(await foreign.evaluate(async () => [localStorage.length, (await navigator.serviceWorker.getRegistrations()).length, (await caches.keys()).length])).toEqual([0, 0, 0]);
    // Set by the server just now, and sent only with requests after that.
    expect(site.cookies.slice(before)).toEqual([]);
    expect(await foreign.evaluate(() => document.cookie)).toBe('who=first');
    await stop(frame);
  });

  test('H7 H11 it goes nowhere else: by link, script, form or redirect', async () => {
    for (const way of ['link', 'script', 'form', 'refresh'] as const) {
      const { foreign, frame } = await open();
      for (const to of [`${stranger.url}/login`, stranger.url.replace('127.0.0.1', 'localhost'), `http://127.0.0.1:${site.port}@127.0.0.1:${stranger.port}/`, 'kabinet://app/index.html', 'mailto:a@b.example']) {
        await foreign.evaluate(
          ([how, target]) => {
            if (how === 'script') location.assign(target);
            else if (how === 'link') Object.assign(document.createElement('a'), { href: target }).click();
            else if (how === 'refresh') document.head.append(Object.assign(document.createElement('meta'), { httpEquiv: 'refresh', content: `0;url=${target}` }));
            else {
              const form = Object.assign(document.createElement('form'), { action: target, method: 'post' });
              document.body.append(form);
              form.submit();
            }
          },
          [way, to] as const,
        );
        await foreign.waitForTimeout(60);
        expect([way, to, foreign.isClosed() ? 'closed' : foreign.url()]).toEqual([way, to, `${site.url}/login`]);
      }
      await stop(frame);
    }
    // Sent on by a server: the page stays where it was, or the attempt is over; nobody else is asked.
    const { foreign } = await open();
    await foreign.evaluate((to) => location.assign(`/to?${encodeURIComponent(to)}`), `${stranger.url}/login`).catch(() => undefined);
    await kabinet.page.waitForTimeout(1_000);
    if (!foreign.isClosed()) expect(foreign.url()).toBe(`${site.url}/login`);
    await drop();
    expect(stranger.asked).toEqual([]);
  });

  test('H11 the callback is caught before it is loaded, however the browser is sent there', async () => {
    const finished = front.finished.length;
    for (const [index, way] of ['script', 'redirect', 'form'].entries()) {
      const { page, foreign } = await open();
      const query = `code=made-up-${index}&state=1`;
      await foreign
        .evaluate(
          ([how, to]) => {
            if (how === 'script') location.assign(to);
            else if (how === 'redirect') location.assign(`/to?${encodeURIComponent(to)}`);
            else {
              const form = Object.assign(document.createElement('form'), { action: to, method: 'post' });
              document.body.append(form);
              form.submit();
            }
          },
          [way, `${callback()}?${query}`] as const,
        )
        .catch(() => undefined);
      // The server knows its own state, and this is none of it.
      await arrive(page, 'Войти не получилось');
      await expectNothingLeft(kabinet);
      expect(front.finished[finished + index]?.query).toBe(query);
    }
    // One that no real answer is as long as is not even sent on.
    const { page, foreign } = await open();
    await foreign.evaluate((to) => location.assign(`${to}?code=${'a'.repeat(17_000)}`), callback()).catch(() => undefined);
    await arrive(page, 'Страница Госуслуг не открылась');
    expect(front.finished).toHaveLength(finished + 3);
    await expectNothingLeft(kabinet);
  });

  test('R5 H11 H37 the time runs out, the page crashes, the backend dies: the window is gone each time, and the page says so', async () => {
    const named = front.change;
    front.change = (begun) => ({ ...(named?.(begun) ?? begun), seconds: 3 });
    const timed = await open();
    await expect(timed.frame.getByText(/Осталось\s+меньше\s+минуты/).first()).toBeVisible();
    await arrive(timed.page, 'Время на вход вышло');
    await expectNothingLeft(kabinet);
    front.change = named;

    const crashed = await open();
    await kabinet.app.evaluate(({ webContents }, port) => webContents.getAllWebContents().find((contents) => contents.getURL().includes(`:${port}/`))?.forcefullyCrashRenderer(), site.port);
    await arrive(crashed.page, 'Страница Госуслуг не открылась');
    await expectNothingLeft(kabinet);

    const orphaned = await open();
    process.kill(await kabinet.backendPid(), 'SIGKILL');
    await expectNothingLeft(kabinet);
    await arrive(orphaned.page, 'Страница Госуслуг не открылась');
    await whenReady(orphaned.page);
  });
});
