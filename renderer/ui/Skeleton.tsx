import { useContext, useEffect, useState, type ReactNode } from 'react';
import { UiWords } from './uiWords.ts';

type Stage = 'nothing' | 'shape' | 'words';

/** Nothing before 0.4 s, so that quick answers do not flicker; then the shape of what comes; words from the second second. */
export function Skeleton({ lines, label, height = 150 }: { lines: number; label?: string; height?: number }): ReactNode {
  const words = useContext(UiWords);
  const [stage, setStage] = useState<Stage>('nothing');
  useEffect(() => {
    const shape = setTimeout(() => setStage('shape'), 400);
    const speech = setTimeout(() => setStage('words'), 2_000);
    return () => {
      clearTimeout(shape);
      clearTimeout(speech);
    };
  }, []);
  return (
    <div className="ghosts" aria-busy="true">
      <p className="soft" role="status">
        {stage === 'words' ? (label ?? words.loading) : ''}
      </p>
      {stage !== 'nothing' && Array.from({ length: lines }, (_, index) => <div key={index} className="ghost" style={{ blockSize: height }} aria-hidden="true" />)}
    </div>
  );
}
