import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { FrameState, FromFrame } from '../../shared/rpc/signInFrame.ts';
import { Band } from '../ui/Band.tsx';
import { Button } from '../ui/Button.tsx';
import { countdown } from '../ui/Hold.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Sheet } from '../ui/Sheet.tsx';
import { FrameKeys } from './FrameKeys.tsx';
import './signInFrame.css';

/** From here on the bar says in words that the time is short. */
const shortSeconds = 60;

/** Our page around a foreign one: whose site it is above it, keys below it. The hole between them is all the other page can draw in. */
export function SignInFrame({ state, send }: { state: FrameState; send: (message: FromFrame) => void }): ReactNode {
  const { t } = useTranslation();
  const all = useRef<HTMLDivElement | null>(null);
  const hole = useRef<HTMLElement | null>(null);
  const { host, isSecure, secondsLeft, secondsTotal, accessible, hasKeyboard, asking } = state;

  useEffect(() => {
    const [whole, place] = [all.current, hole.current];
    if (whole === null || place === null) return undefined;
    const tell = () => {
      const [outer, inner] = [whole.getBoundingClientRect(), place.getBoundingClientRect()];
      if (outer.height > 0) send({ type: 'hole', top: part(inner.top - outer.top, outer.height), bottom: part(inner.bottom - outer.top, outer.height) });
    };
    const watch = new ResizeObserver(tell);
    watch.observe(whole);
    watch.observe(place);
    return () => watch.disconnect();
  }, [send]);

  const abort = () => send({ type: 'abort' });
  const abortButton = (
    <Button icon="x" onPress={abort}>
      {t('esia.frame.abort')}
    </Button>
  );
  return (
    <div ref={all} className="frame">
      <header className="frame__bar">
        <div className="frame__row">
          <h1 className="frame__host">
            <Icon name={isSecure ? 'lock-keyhole' : 'triangle-alert'} />
            <b className="num">{host ?? t('esia.frame.loading')}</b>
          </h1>
          <p className="frame__left">
            <span className="unseen">{t('esia.frame.left')}</span>
            <span className="num" role="timer">
              {countdown(secondsLeft)}
            </span>
          </p>
          {!accessible && abortButton}
        </div>
        <p className="frame__whose">{secondsLeft <= shortSeconds ? t('esia.frame.short') : host === null ? t('esia.frame.opening') : isSecure ? t('esia.frame.whose', { host }) : t('esia.frame.demo', { host })}</p>
        <Band part={secondsLeft / secondsTotal} />
        <p className="unseen" role="status">
          {secondsLeft <= shortSeconds ? t('esia.frame.short') : ''}
        </p>
      </header>
      <main ref={hole} className="frame__hole" aria-label={t('esia.frame.hole')} />
      {(hasKeyboard || accessible) && (
        <footer>
          {hasKeyboard && <FrameKeys low={accessible} send={send} />}
          {accessible && <div className="frame__foot">{abortButton}</div>}
        </footer>
      )}
      {asking !== null && (
        <Sheet
          className="idle"
          title={t('shell.idle.title')}
          onClose={() => send({ type: 'stay' })}
          dock={{
            back: { label: t('shell.leave'), icon: 'log-out', onPress: abort },
            primary: { label: t('shell.idle.stay'), onPress: () => send({ type: 'stay' }) },
          }}
        >
          <p className="lead">{t('esia.frame.asking')}</p>
          <p className="idle__count" role="timer">
            <b className="num">{asking}</b>
            {t('shell.idle.seconds', { count: asking })}
          </p>
          <p className="unseen" role="alert">
            {t('shell.idle.spoken', { count: asking > 10 ? 20 : 10 })}
          </p>
        </Sheet>
      )}
    </div>
  );
}

function part(length: number, whole: number): number {
  return Math.min(1, Math.max(0, length / whole));
}
