import { useEffect, useRef } from 'react';
import { useRead } from './client.ts';

/** Whether this is a place of staff and not a kiosk. Kept while a backend starts again: the page must not change its shape for a moment. */
export function useIsDesk(): boolean {
  const device = useRead('device.state', {}).data;
  const known = useRef(false);
  if (device?.state === 'ready') known.current = device.profile !== 'kiosk';
  const isDesk = known.current;
  useEffect(() => {
    document.documentElement.dataset['profile'] = isDesk ? 'desk' : 'kiosk';
    // The size of the page follows its shape.
    window.dispatchEvent(new Event('resize'));
  }, [isDesk]);
  return isDesk;
}
