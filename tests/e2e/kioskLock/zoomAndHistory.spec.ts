import { expect, test, type CDPSession } from '@playwright/test';
import { kioskOnScreen } from '../../support/kioskOnScreen.ts';
import { buildStage, eventsOf, stage } from './hostileStage.ts';

// The size of a kiosk's page and its place in the history are fixed, whatever wheels, fingers and buttons do.

const kiosk = kioskOnScreen();
let hand: CDPSession;

test.beforeAll(async () => {
  hand = await kiosk.kabinet.page.context().newCDPSession(kiosk.kabinet.page);
  await buildStage(kiosk.kabinet.page);
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const size = async () => ({
  ...(await kiosk.kabinet.page.evaluate(() => ({ scale: visualViewport?.scale, ratio: devicePixelRatio, width: innerWidth }))),
  factors: await kiosk.kabinet.app.evaluate(({ webContents }) => webContents.getAllWebContents().map((contents) => contents.getZoomFactor())),
});

test('H18 neither wheel nor keys nor fingers change the size of the page', async () => {
  // The warmed window comes a little later.
  await expect.poll(async () => (await size()).factors).toEqual([1, 1]);
  const before = await size();
  expect(before).toMatchObject({ scale: 1, ratio: 1 });
  await kiosk.screen.xdotool('mousemove', stage.nothing.x, stage.nothing.y, 'keydown', 'ctrl', 'click', '--repeat', 5, 4, 'keyup', 'ctrl', 'key', 'ctrl+plus', 'ctrl+equal', 'ctrl+KP_Add', 'XF86ZoomIn');
  await pause(200);
  expect(await size()).toEqual(before);
  await kiosk.screen.xdotool('keydown', 'ctrl', 'click', '--repeat', 5, 5, 'keyup', 'ctrl', 'key', 'ctrl+minus', 'ctrl+KP_Subtract', 'ctrl+0', 'XF86ZoomOut');
  await pause(200);
  expect(await size()).toEqual(before);
  for (const gestureSourceType of ['touch', 'mouse'] as const) {
    for (const scaleFactor of [2.5, 0.4]) {
      await hand.send('Input.synthesizePinchGesture', { ...stage.nothing, scaleFactor, gestureSourceType });
      expect([gestureSourceType, scaleFactor, await size()]).toEqual([gestureSourceType, scaleFactor, before]);
    }
  }
  const fingers = (gap: number) => [{ x: 540 - gap, y: 900, id: 0 }, { x: 540 + gap, y: 900, id: 1 }];
  await hand.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: fingers(30) });
  for (let gap = 40; gap <= 480; gap += 20) await hand.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: fingers(gap) });
  await hand.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await hand.send('Input.synthesizeTapGesture', { ...stage.nothing, tapCount: 2, gestureSourceType: 'touch' });
  await pause(300);
  expect(await size()).toEqual(before);
});

test('H18 K1 no button, key or swipe walks through the history', async () => {
  const { page } = kiosk.kabinet;
  const place = () => page.evaluate(() => ({ steps: history.length, at: JSON.stringify(history.state) }));
  await page.evaluate(() => {
    for (const step of [1, 2, 3]) history.pushState({ step }, '');
    history.go(-1);
  });
  // In the middle, so that a step forward would show as well as one back.
  await expect.poll(place).toEqual({ steps: 4, at: '{"step":2}' });
  await eventsOf(page);
  for (const where of [stage.nothing, stage.field, stage.link]) {
    for (const button of [8, 9]) {
      await kiosk.screen.click(where, button);
      await pause(150);
      expect([button, await place()]).toEqual([button, { steps: 4, at: '{"step":2}' }]);
    }
  }
  await kiosk.screen.click(stage.nothing);
  await kiosk.screen.xdotool('key', 'alt+Left', 'alt+Right', 'BackSpace', 'shift+BackSpace', 'XF86Back', 'XF86Forward', 'ctrl+bracketleft', 'super+Left', 'keydown', 'alt', 'click', 4, 'click', 5, 'keyup', 'alt', 'keydown', 'shift', 'click', 4, 'click', 5, 'keyup', 'shift', 'click', 6, 'click', 7);
  for (const xDistance of [900, -900]) {
    await hand.send('Input.synthesizeScrollGesture', { x: xDistance > 0 ? 40 : 1_040, y: 900, xDistance, speed: 6_000, gestureSourceType: 'touch' });
    await hand.send('Input.synthesizeScrollGesture', { x: xDistance > 0 ? 40 : 1_040, y: 900, xDistance, speed: 6_000, gestureSourceType: 'mouse' });
  }
  await pause(300);
  expect(await place()).toEqual({ steps: 4, at: '{"step":2}' });
  expect((await eventsOf(page)).filter((event) => event === 'popstate')).toEqual([]);
});
