import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { Visit } from '../../shared/features/appointments.ts';
import { DeviceGate } from '../features/device/DeviceGate.tsx';
import { HelpScreen } from '../features/device/HelpScreen.tsx';
import { AccountScreen } from '../features/account/AccountScreen.tsx';
import { AccountStep } from '../features/account/AccountStep.tsx';
import { CabinetScreen } from '../features/appointments/CabinetScreen.tsx';
import { CancelVisitScreen } from '../features/appointments/CancelVisitScreen.tsx';
import { ConfirmScreen } from '../features/appointments/ConfirmScreen.tsx';
import { MoveVisitScreen } from '../features/appointments/MoveVisitScreen.tsx';
import { VisitScreen } from '../features/appointments/VisitScreen.tsx';
import { VisitsScreen } from '../features/appointments/VisitsScreen.tsx';
import { CheckInScreen } from '../features/checkIn/CheckInScreen.tsx';
import { CheckInWay } from '../features/checkIn/CheckInWay.tsx';
import { SlipCheckInScreen } from '../features/checkIn/SlipCheckInScreen.tsx';
import { CountersPage } from '../features/counters/CountersPage.tsx';
import { CountersScreen } from '../features/counters/CountersScreen.tsx';
import { useCounting } from '../features/counters/useCounting.ts';
import { DeletionScreen } from '../features/deletion/DeletionScreen.tsx';
import { ReceiptsScreen } from '../features/deletion/ReceiptsScreen.tsx';
import { DoctorsScreen } from '../features/doctors/DoctorsScreen.tsx';
import { PastVisit } from '../features/encounters/PastVisit.tsx';
import { EsiaFirst } from '../features/esia/EsiaFirst.tsx';
import { EsiaScreen } from '../features/esia/EsiaScreen.tsx';
import { ConsentsScreen } from '../features/documents/ConsentsScreen.tsx';
import { DocumentsScreen } from '../features/documents/DocumentsScreen.tsx';
import { WithdrawScreen } from '../features/documents/WithdrawScreen.tsx';
import { HomeScreen } from '../features/home/HomeScreen.tsx';
import { SessionEndedScreen } from '../features/identity/SessionEndedScreen.tsx';
import { SignInScreen } from '../features/identity/SignInScreen.tsx';
import { CartScreen } from '../features/orders/CartScreen.tsx';
import { OrderScreen } from '../features/orders/OrderScreen.tsx';
import { OrdersScreen } from '../features/orders/OrdersScreen.tsx';
import { EverythingScreen } from '../features/ownData/EverythingScreen.tsx';
import { OwnDataScreen } from '../features/ownData/OwnDataScreen.tsx';
import { WhoLookedScreen } from '../features/ownData/WhoLookedScreen.tsx';
import { PaperScreen } from '../features/papers/PaperScreen.tsx';
import { SignedCopies } from '../features/papers/SignedCopies.tsx';
import { NoticesPage } from '../features/notices/NoticesPage.tsx';
import { PricesScreen } from '../features/prices/PricesScreen.tsx';
import { MailCodeScreen } from '../features/registration/MailCodeScreen.tsx';
import { NewPasswordScreen } from '../features/registration/NewPasswordScreen.tsx';
import { OnPhoneScreen } from '../features/registration/OnPhoneScreen.tsx';
import { RecoverScreen } from '../features/registration/RecoverScreen.tsx';
import { RegisterScreen } from '../features/registration/RegisterScreen.tsx';
import { VisitCodeScreen } from '../features/registration/VisitCodeScreen.tsx';
import { ActForButton, ActForRow } from '../features/representation/ActForRow.tsx';
import { ActForScreen } from '../features/representation/ActForScreen.tsx';
import { RepresentationFrame } from '../features/representation/RepresentationFrame.tsx';
import { PersonRepresentatives } from '../features/representatives/PersonRepresentatives.tsx';
import { ResultScreen } from '../features/results/ResultScreen.tsx';
import { ResultsScreen } from '../features/results/ResultsScreen.tsx';
import { TrendScreen } from '../features/results/TrendScreen.tsx';
import { TimeScreen } from '../features/schedule/TimeScreen.tsx';
import { CheckScreen } from '../features/seals/CheckScreen.tsx';
import { SealsPage } from '../features/seals/SealsPage.tsx';
import { DeskScreens } from '../features/staff/DeskScreens.tsx';
import type { AboutPerson, DeskPage } from '../features/staff/deskPage.ts';
import { StaffDoorScreen } from '../features/staffDoor/StaffDoorScreen.tsx';
import { SlipScreen } from '../features/slips/SlipScreen.tsx';
import { OfferCard } from '../features/waiting/OfferCard.tsx';
import { OfferScreen } from '../features/waiting/OfferScreen.tsx';
import { WaitButton } from '../features/waiting/WaitButton.tsx';
import { WaitForScreen } from '../features/waiting/WaitForScreen.tsx';
import { WaitingRows } from '../features/waiting/WaitingRows.tsx';
import { WaitingScreen } from '../features/waiting/WaitingScreen.tsx';
import { useApp } from './appContext.ts';
import { useRead } from './client.ts';
import type { Route } from './routerStore.ts';
import { useAfterSignIn } from './useAfterSignIn.ts';
import { useIsDesk } from './useIsDesk.ts';

/** What a visit's card offers on its day. */
const onDay = (visit: Visit) => <CheckInWay visit={visit} />;

/** The one place that knows which feature draws which route. */
function screenOf(route: Route): ReactNode {
  switch (route.name) {
    case 'home':
      return <HomeScreen />;
    case 'doctors':
      return <DoctorsScreen purpose={route.purpose} />;
    case 'time':
      return <TimeScreen waiting={<WaitButton roleId={route.roleId} />} roleId={route.roleId} purpose={route.purpose} {...(route.appointmentId === undefined ? {} : { appointmentId: route.appointmentId })} />;
    case 'signIn':
      return (
        <EsiaFirst>
          <SignInScreen then={route.then} {...(route.reason === undefined ? {} : { reason: route.reason })} />
        </EsiaFirst>
      );
    case 'esia':
      return <EsiaScreen />;
    case 'register':
      return <RegisterScreen />;
    case 'recover':
      return <RecoverScreen />;
    case 'mailCode':
      return <MailCodeScreen />;
    case 'newPassword':
      return <NewPasswordScreen />;
    case 'onPhone':
      return <OnPhoneScreen step={route.step} />;
    case 'visitCode':
      return <VisitCodeScreen />;
    case 'documents':
      return <DocumentsScreen {...route} />;
    case 'consents':
      return <ConsentsScreen copies={<SignedCopies />} />;
    case 'paper':
      return <PaperScreen binaryId={route.binaryId} title={route.title} />;
    case 'withdraw':
      return <WithdrawScreen />;
    case 'confirm':
      return <ConfirmScreen actFor={<ActForButton then={{ name: 'confirm' }} />} />;
    case 'slip':
      return <SlipScreen appointmentId={route.appointmentId} {...(route.commandId === undefined ? {} : { commandId: route.commandId })} />;
    case 'cabinet':
      return <CabinetScreen offer={<OfferCard />} actFor={<ActForRow then={{ name: 'cabinet' }} />} onDay={onDay} />;
    case 'actFor':
      return <ActForScreen then={route.then} />;
    case 'account':
      return <AccountScreen />;
    case 'accountStep':
      return <AccountStep step={route.step} />;
    case 'visits':
      return <VisitsScreen waiting={<WaitingRows />} />;
    case 'visit':
      return <VisitScreen id={route.id} onDay={onDay} past={(visit, planned) => <PastVisit visit={visit} planned={planned} more={null} />} />;
    case 'checkIn':
      return <CheckInScreen id={route.id} />;
    case 'checkInBySlip':
      return <SlipCheckInScreen />;
    case 'waitFor':
      return <WaitForScreen roleId={route.roleId} />;
    case 'waitingList':
      return <WaitingScreen />;
    case 'offer':
      return <OfferScreen offerId={route.offerId} />;
    case 'cancelVisit':
      return <CancelVisitScreen id={route.id} />;
    case 'moveVisit':
      return <MoveVisitScreen id={route.id} />;
    case 'results':
      return <ResultsScreen />;
    case 'result':
      return <ResultScreen reportId={route.reportId} />;
    case 'trend':
      return <TrendScreen code={route.code} />;
    case 'cart':
      return <CartScreen step={route.step} actFor={<ActForButton then={{ name: 'cart', step: 'day' }} />} />;
    case 'orders':
      return <OrdersScreen />;
    case 'order':
      return <OrderScreen orderId={route.orderId} {...(route.commandId === undefined ? {} : { commandId: route.commandId })} />;
    case 'ownData':
      return <OwnDataScreen />;
    case 'whoLooked':
      return <WhoLookedScreen />;
    case 'everything':
      return <EverythingScreen />;
    case 'deletion':
      return <DeletionScreen of={route.of ?? null} />;
    case 'receipts':
      return <ReceiptsScreen />;
    case 'prices':
      return <PricesScreen />;
    case 'help':
      return <HelpScreen />;
    case 'checkPaper':
      return <CheckScreen />;
    case 'counters':
      return <CountersScreen />;
    case 'staffDoor':
      return <StaffDoorScreen />;
  }
}

/** What a found person's card shows beside the desk's own. */
const aboutPerson: AboutPerson = (patient) => <PersonRepresentatives patient={patient} />;

/** Pages of the desk that other features bring. */
const deskPages: readonly DeskPage[] = [{ id: 'seals', label: 'seals.tab', withoutLine: true, page: <SealsPage /> }, { id: 'counters', label: 'counters.week.title', only: 'administrator', page: <CountersPage /> }, { id: 'notices', label: 'notices.title', only: 'administrator', page: <NoticesPage /> }];

/** Visits can be seen and cancelled, consents read and withdrawn, whatever is not signed. */
const closedUntilSigned: readonly Route['name'][] = ['cabinet', 'confirm', 'moveVisit', 'cart', 'results', 'result', 'trend'];

/** Each step of the way is a screen of its own: going on never carries a half-filled page over. */
export function CurrentScreen(): ReactNode {
  const stack = useStore(useApp().router, (router) => router.stack);
  const route = stack.at(-1) ?? { name: 'home' };
  const isDesk = useIsDesk();
  useCounting();
  const me = useRead('identity.me', {}).data;
  const ended = me?.ended;
  const signFirst = useAfterSignIn(me?.patient?.id ?? null);
  // What is closed without a consent is closed by whichever way one comes to it, also right after it was withdrawn (D3).
  const shown = closedUntilSigned.includes(route.name) ? (signFirst?.(route) ?? route) : route;
  // Help stays within reach: it is the one thing a person may still want here.
  if (ended !== undefined && !isDesk && route.name !== 'help') {
    return (
      <DeviceGate>
        <SessionEndedScreen why={ended} />
      </DeviceGate>
    );
  }
  return (
    <DeviceGate>
      {isDesk ? (
        <DeskScreens aboutPerson={aboutPerson} pages={deskPages} />
      ) : (
        <RepresentationFrame>
          <Keyed key={`${stack.length} ${JSON.stringify(shown)}`}>{screenOf(shown)}</Keyed>
        </RepresentationFrame>
      )}
    </DeviceGate>
  );
}

function Keyed({ children }: { children: ReactNode }): ReactNode {
  return children;
}
