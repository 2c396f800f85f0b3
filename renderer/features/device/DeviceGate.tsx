import { useEffect, useState, type ReactNode } from 'react';
import { useApp } from '../../app/appContext.ts';
import { useRead } from '../../app/client.ts';
import { LoadingScreen } from './LoadingScreen.tsx';
import { ProblemScreen } from './ProblemScreen.tsx';
import { StartingScreen } from './StartingScreen.tsx';

/** A restarted backend is back in a third of a second: covering the screen for that would only look like a fault. */
const patienceMs = 1_500;

/**
 * Nothing of the clinic is shown until the device can work. Once it has, a backend that starts again covers the screens and does not
 * take them away: what a person has typed and chosen stays in them.
 */
export function DeviceGate({ children }: { children: ReactNode }): ReactNode {
  const { reads } = useApp();
  const { data, error } = useRead('device.state', {});
  const waiting = data === undefined || error !== undefined || data.state === 'starting' || data.state === 'loading';
  const [worked, setWorked] = useState(false);
  const [late, setLate] = useState(false);

  // The backend says when it is ready; asking as well costs little and covers a word that got lost with a restarting one.
  useEffect(() => {
    if (!waiting) return undefined;
    const timer = setInterval(() => reads.changed((key) => key.startsWith('device.state ')), 700);
    return () => clearInterval(timer);
  }, [waiting, reads]);

  const state = data?.state ?? 'starting';
  useEffect(() => {
    if (state === 'ready') setWorked(true);
    setLate(false);
    if (state !== 'starting') return undefined;
    const timer = setTimeout(() => setLate(true), patienceMs);
    return () => clearTimeout(timer);
  }, [state]);

  if (data?.state === 'loading') return <LoadingScreen done={data.done} total={data.total} />;
  if (data?.state === 'problem') return <ProblemScreen problem={data.problem} profile={data.profile} device={data.device} />;
  const covered = state === 'starting' && (late || !worked);
  return (
    <>
      {covered && <StartingScreen />}
      {(worked || state === 'ready') && <div className={covered ? 'gate gate--covered' : 'gate'}>{children}</div>}
    </>
  );
}
