import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../ui/Notice.tsx';
import { useApp } from './appContext.ts';
import { useReadFailure } from './client.ts';
import { failureWords } from './failureWords.ts';

/** A restart heals itself within a second; «not allowed» is the screen's own business: it asks to sign in. */
const quiet = ['backend_restarted', 'not_ready', 'forbidden'];
const againMs = 3_000;

/** Something on this screen could not be read: says so, and goes on trying. */
export function ReadFailure(): ReactNode {
  const { t } = useTranslation();
  const { reads } = useApp();
  const failure = useReadFailure();
  const failing = failure !== null;
  useEffect(() => {
    if (!failing) return undefined;
    const timer = setInterval(reads.retry, againMs);
    return () => clearInterval(timer);
  }, [failing, reads]);
  if (failure === null || quiet.includes(failure.code)) return null;
  const { title, text } = failureWords(t, failure);
  return (
    <Notice tone="stop" title={title}>
      {text}
    </Notice>
  );
}
