import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { dayOf } from '../../../shared/lib/moscow.ts';
import { useRead } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { useRouter } from '../../app/router.ts';
import { Button } from '../../ui/Button.tsx';
import { Pager } from '../../ui/Pager.tsx';
import { dayMonthYear } from '../../words/day.ts';
import './papers.css';

/** Of both documents the present and the one before; who has signed more turns to them. */
const atOnce = 4;

/** R1: the copies of what this patient has signed, the newest first. Nothing where there are none. */
export function SignedCopies(): ReactNode {
  const { t } = useTranslation();
  const language = useLanguage();
  const { go } = useRouter();
  const [from, setFrom] = useState(0);
  const isPatient = useRead('identity.me', {}).data?.role === 'patient';
  const papers = useRead('papers.mine', isPatient ? {} : null).data?.papers ?? [];
  if (papers.length === 0) return null;
  const shown = papers.slice(from, from + atOnce);
  return (
    <section className="copies" aria-labelledby="copies">
      <h2 id="copies">{t('papers.mine')}</h2>
      <ul>
        {shown.map(({ binaryId, title, at, kind }) => (
          <li key={binaryId}>
            <Button icon="file-text" onPress={() => go({ name: 'paper', binaryId, title })}>
              {t(`papers.open.${kind}`)}
              <small>{t('papers.signed', { day: dayMonthYear(dayOf(at), language) })}</small>
            </Button>
          </li>
        ))}
      </ul>
      {papers.length > atOnce && <Pager from={from + 1} to={from + shown.length} total={papers.length} onUp={() => setFrom(from - atOnce)} onDown={() => setFrom(from + atOnce)} />}
    </section>
  );
}
