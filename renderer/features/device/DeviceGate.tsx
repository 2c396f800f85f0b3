import { useEffect, type ReactNode } from 'react';
import { useApp } from '../../app/appContext.ts';
import { useRead } from '../../app/client.ts';
import { LoadingScreen } from './LoadingScreen.tsx';
import { ProblemScreen } from './ProblemScreen.tsx';
import { StartingScreen } from './StartingScreen.tsx';

/** Nothing of the clinic is shown until the device can work. */
export function DeviceGate({ children }: { children: ReactNode }): ReactNode {
  const { reads } = useApp();
  const { data, error } = useRead('device.state', {});
  const waiting = data === undefined || error !== undefined || data.state === 'starting' || data.state === 'loading' || data.state === 'problem';

  // The backend says when it is ready; asking as well costs little and covers a word that got lost with a restarting one.
  useEffect(() => {
    if (!waiting) return undefined;
    const timer = setInterval(() => reads.changed((key) => key.startsWith('device.state ')), 700);
    return () => clearInterval(timer);
  }, [waiting, reads]);

  if (data === undefined || data.state === 'starting') return <StartingScreen />;
  if (data.state === 'loading') return <LoadingScreen done={data.done} total={data.total} />;
  if (data.state === 'problem') return <ProblemScreen problem={data.problem} profile={data.profile} device={data.device} />;
  return children;
}
