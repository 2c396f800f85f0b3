import { useEffect, useRef } from 'react';

/** Row W8: what stands on the key line happens when the key is pressed, wherever the hand is. */
export function useDeskKeys(keys: readonly { readonly keyName: string; readonly onPress: () => void }[]): void {
  const now = useRef(keys);
  now.current = keys;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.repeat) return;
      const found = now.current.find(({ keyName }) => keyName === event.key);
      if (found === undefined) return;
      event.preventDefault();
      found.onPress();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}
