import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../app/client.ts';
import { useLanguage } from '../../app/i18n.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { LowRefusal } from '../../app/LowRefusal.tsx';
import { useRouter } from '../../app/router.ts';
import type { Route } from '../../app/routerStore.ts';
import { useAfterSignIn } from '../../app/useAfterSignIn.ts';
import { useView } from '../../app/view.ts';
import { Button } from '../../ui/Button.tsx';
import { ChoiceCard } from '../../ui/ChoiceCard.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Pager } from '../../ui/Pager.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { useFitting } from '../../ui/useFitting.ts';
import { pageOf } from '../../words/page.ts';
import { addressed, monogram } from '../../words/person.ts';
import { spoken } from '../../words/Spoken.tsx';
import { usePeople } from './people.ts';
import { personLines, type Choice } from './personLines.ts';
import { useActFor } from './useActFor.ts';

const cardHeight = 176;
const cardGap = 16;

/** R10 «За кого записываетесь?»: oneself, or somebody whose documents a registrar has seen. */
export function ActForScreen({ then }: { then: Route }): ReactNode {
  const { t } = useTranslation();
  const { replace } = useRouter();
  const language = useLanguage();
  const accessible = useView() === 'accessible';
  const me = useRead('identity.me', {}).data;
  const { known, failed, again } = usePeople();
  const { busy, problem, forgetProblem, actFor } = useActFor();
  const [chosen, setChosen] = useState<string | null>(null);
  const [going, setGoing] = useState<{ readonly to: string; readonly among: readonly Choice[] } | null>(null);
  const [from, setFrom] = useState(0);
  const { ref, count } = useFitting(cardHeight, cardGap, 4);
  const presentId = me?.patient?.id ?? null;
  const afterwards = useAfterSignIn(going !== null && going.to === presentId ? presentId : null);
  // The chooser took the place of the screen it leads back to, so that «Назад» there does not meet it twice.
  const back = () => replace(then);

  // First what that person has to agree to (by the hand that is here), then what was wanted.
  useEffect(() => {
    if (afterwards !== null) replace(afterwards(then));
  }, [afterwards, replace, then]);
  const signedOut = me?.role === 'visitor';
  useEffect(() => {
    // A restart, or a line that was cut half way: nobody is signed in any more.
    if (signedOut) replace({ name: 'signIn', then, reason: 'restarted' });
  }, [signedOut, replace, then]);

  const heard: readonly Choice[] = known === null ? [] : [{ patientId: known.self.patientId, name: known.self.name, as: null }, ...known.people.map(({ patientId, name, birthDate, relationship, until }) => ({ patientId, name, as: { birthDate, relationship, until } }))];
  // The list stands still while one person's records make room for another's.
  const choices = going?.among ?? heard;
  const selectedId = chosen ?? presentId;
  const waiting = busy || going !== null;
  const goOn = () => {
    if (selectedId === null || waiting) return;
    if (selectedId === presentId) return back();
    const keep = then.name === 'confirm' ? 'keep' : 'forget';
    setGoing({ to: selectedId, among: choices });
    void actFor(selectedId, keep).then((done) => {
      if (!done) setGoing(null);
    });
  };
  if (accessible && problem !== null) return <LowRefusal title={t('representation.choose.title')} sentence={t(`representation.error.${problem}`)} onReturn={forgetProblem} />;
  const says = problem !== null && <Notice tone="stop" title={t(`representation.error.${problem}`)} />;
  const away = { label: t('shell.back'), ...(accessible ? {} : { icon: 'arrow-left' }), onPress: back };
  if (accessible && choices.length > 1) {
    return (
      <KioskScreen
        title={t('representation.choose.title')}
        dock={{ back: away }}
        low={{
          items: choices.map((choice) => ({ id: choice.patientId, label: addressed(choice.name), detail: personLines(t, choice, language)[0] ?? '', ...(language === 'ru' ? {} : { lang: 'ru' as const }) })),
          selectedId,
          onSelect: setChosen,
          previousLabel: t('shell.ui.up'),
          nextLabel: t('shell.ui.down'),
          primaryLabel: t('representation.choose.go'),
          onPrimary: goOn,
          busy: waiting,
        }}
      />
    );
  }
  const page = pageOf(choices, from, count);
  return (
    <KioskScreen
      title={t('representation.choose.title')}
      lead={t('representation.choose.lead')}
      dock={{
        back: away,
        ...(choices.length < 2 ? {} : { primary: { label: t('representation.choose.go'), icon: 'arrow-right', onPress: goOn, busy: waiting, busyLabel: t('representation.choose.busy') } }),
      }}
    >
      {says}
      {choices.length > count && (
        <div className="found">
          <Pager from={page.from + 1} to={page.from + page.shown.length} total={choices.length} onUp={() => setFrom(page.from - count)} onDown={() => setFrom(page.from + count)} />
        </div>
      )}
      <div ref={ref} className="fit" role="group" aria-label={t('representation.choose.people')}>
        {known === null && going === null && !failed && <Skeleton lines={3} label={t('shell.ui.loading')} />}
        {known === null && going === null && failed && (
          <Empty title={t('representation.choose.failed')} action={<Button onPress={again}>{t('representation.choose.again')}</Button>}>
            {t('representation.choose.failedNext')}
          </Empty>
        )}
        {choices.length === 1 && <Empty title={t('representation.choose.none')}>{t('representation.choose.noneNext')}</Empty>}
        {choices.length > 1 &&
          page.shown.map((choice) => (
            <ChoiceCard
              key={choice.patientId}
              face={monogram(choice.name)}
              title={spoken(addressed(choice.name), language)}
              lines={personLines(t, choice, language)}
              chosen={choice.patientId === selectedId}
              onPress={() => setChosen(choice.patientId)}
            />
          ))}
      </div>
    </KioskScreen>
  );
}
