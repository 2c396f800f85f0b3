import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DoctorCard } from '../../../shared/features/doctors.ts';
import { clockOf } from '../../../shared/lib/moscow.ts';
import { useRead } from '../../app/client.ts';
import { useDraft } from '../../app/draft.ts';
import { everybody } from '../../app/draftStore.ts';
import { KioskScreen } from '../../app/KioskScreen.tsx';
import { useRouter } from '../../app/router.ts';
import { useSettled } from '../../app/useSettled.ts';
import { useView } from '../../app/view.ts';
import { Notice } from '../../ui/Notice.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { DoctorFilters } from './DoctorFilters.tsx';
import { DoctorList } from './DoctorList.tsx';
import { DoctorsLow } from './DoctorsLow.tsx';

/** Step 1 of booking, and «Врачи и расписание» when one only wants to look. */
export function DoctorsScreen({ purpose }: { purpose: 'book' | 'browse' }): ReactNode {
  const { t } = useTranslation();
  const router = useRouter();
  const view = useView();
  const chosenId = useDraft((draft) => draft.roleId);
  const chooseDoctor = useDraft((draft) => draft.chooseDoctor);
  // Kept in the draft: whoever comes back from a doctor's calendar finds the list as it was.
  const search = useDraft((draft) => draft.search);
  const setSearch = useDraft((draft) => draft.setSearch);
  const found = useRead('doctors.list', { ...search, text: useSettled(search.text) });
  const line = useRead('sync.status', {}).data;
  const chosen = found.data?.doctors.find(({ roleId }) => roleId === chosenId) ?? null;

  const open = (doctor: DoctorCard) => {
    chooseDoctor(doctor.roleId);
    router.go({ name: 'time', roleId: doctor.roleId, purpose });
  };
  if (view === 'accessible') return <DoctorsLow purpose={purpose} onOpen={open} />;

  const label = purpose === 'book' ? t('doctors.list.chooseTime') : t('doctors.list.openSchedule');
  return (
    <KioskScreen
      title={purpose === 'book' ? t('doctors.list.title') : t('doctors.list.titleBrowse')}
      {...(purpose === 'book' ? { step: { now: 1, total: 4, label: t('doctors.list.step') } } : {})}
      keyboard
      dock={{
        back: { label: t('shell.back'), icon: 'arrow-left', onPress: router.back },
        primary: {
          label,
          icon: 'arrow-right',
          onPress: () => chosen !== null && open(chosen),
          ...(chosen === null ? { disabledReason: t('doctors.list.chooseFirst') } : {}),
        },
      }}
    >
      <TextField label={t('doctors.list.search')} value={search.text} onChange={(text) => setSearch({ ...search, text })} icon="search" type="search" layout="ru" onClear={() => setSearch({ ...search, text: '' })} maxLength={200} />
      {line?.line === 'down' && line.lastContactAt !== null && <Notice tone="wait" title={t('doctors.list.asOf', { time: clockOf(line.lastContactAt) })} />}
      <DoctorFilters search={search} onChange={setSearch} />
      <DoctorList found={found.data} failed={found.error !== undefined} search={search} chosenId={chosenId} onChoose={(doctor) => chooseDoctor(doctor.roleId)} onClear={() => setSearch(everybody)} />
    </KioskScreen>
  );
}
