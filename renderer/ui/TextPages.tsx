import { useEffect, type ReactNode } from 'react';
import { useContext } from 'react';
import { Button } from './Button.tsx';
import { useScroll } from './LowMain.tsx';
import { UiWords } from './uiWords.ts';

/** A long text of the normal view: by finger, by keys, and by two buttons, a screenful less two lines at a time. */
export function TextPages({ label, children, aside }: { label: string; children: ReactNode; aside?: ReactNode }): ReactNode {
  const words = useContext(UiWords);
  const { ref, atTop, atEnd, update, by } = useScroll();
  useEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(update);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, [ref, update, children]);
  return (
    <div className="fit pages">
      <div ref={ref} className="pages__text" role="region" aria-label={label} tabIndex={0} onScroll={update}>
        {children}
      </div>
      <div className="pages__move">
        <span>{aside}</span>
        <Button icon="chevron-up" small {...(atTop ? { disabledReason: '' } : {})} onPress={() => by(-1)}>
          {words.up}
        </Button>
        <Button icon="chevron-down" small {...(atEnd ? { disabledReason: '' } : {})} onPress={() => by(1)}>
          {words.down}
        </Button>
      </div>
    </div>
  );
}
