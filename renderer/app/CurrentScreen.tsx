import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { useCounting } from '../features/counters/useCounting.ts';
import { DeviceGate } from '../features/device/DeviceGate.tsx';
import { HomeScreen } from '../features/home/HomeScreen.tsx';
import { SessionEndedScreen } from '../features/identity/SessionEndedScreen.tsx';
import { RepresentationFrame } from '../features/representation/RepresentationFrame.tsx';
import { useApp } from './appContext.ts';
import { useRead } from './client.ts';
import type { Route } from './routerStore.ts';
import { useAfterSignIn } from './useAfterSignIn.ts';
import { useIsDesk } from './useIsDesk.ts';
import { useLater } from './useLater.ts';

/** Visits can be seen and cancelled, consents read and withdrawn, whatever is not signed. */
const closedUntilSigned: readonly Route['name'][] = ['cabinet', 'confirm', 'moveVisit', 'cart', 'results', 'result', 'trend'];

// Row PF11: the first file has what the first screen needs. The rest comes behind its back, long before a hand can ask for it.
const loadScreens = () => import('./screens.tsx');
const loadDesk = () => import('./DeskRoot.tsx');

/** Each step of the way is a screen of its own: going on never carries a half-filled page over. */
export function CurrentScreen(): ReactNode {
  const stack = useStore(useApp().router, (router) => router.stack);
  const route = stack.at(-1) ?? { name: 'home' };
  const isDesk = useIsDesk();
  const screens = useLater(isDesk ? null : loadScreens);
  const desk = useLater(isDesk ? loadDesk : null);
  useCounting();
  const me = useRead('identity.me', {}).data;
  const ended = me?.ended;
  const signFirst = useAfterSignIn(me?.patient?.id ?? null);
  // What is closed without a consent is closed by whichever way one comes to it, also right after it was withdrawn (D3).
  const shown = closedUntilSigned.includes(route.name) ? (signFirst?.(route) ?? route) : route;
  // Help stays within reach: it is the one thing a person may still want here.
  if (ended !== undefined && !isDesk && route.name !== 'help') {
    return (
      <DeviceGate>
        <SessionEndedScreen why={ended} />
      </DeviceGate>
    );
  }
  return (
    <DeviceGate>
      {isDesk ? (
        desk && <desk.DeskRoot />
      ) : (
        <RepresentationFrame>
          <Keyed key={`${stack.length} ${JSON.stringify(shown)}`}>{shown.name === 'home' ? <HomeScreen /> : screens?.screenOf(shown)}</Keyed>
        </RepresentationFrame>
      )}
    </DeviceGate>
  );
}

function Keyed({ children }: { children: ReactNode }): ReactNode {
  return children;
}
