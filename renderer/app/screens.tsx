import type { ReactNode } from 'react';
import type { Visit } from '../../shared/features/appointments.ts';
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
import { CountersScreen } from '../features/counters/CountersScreen.tsx';
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
import { SignInScreen } from '../features/identity/SignInScreen.tsx';
import { CartScreen } from '../features/orders/CartScreen.tsx';
import { OrderScreen } from '../features/orders/OrderScreen.tsx';
import { OrdersScreen } from '../features/orders/OrdersScreen.tsx';
import { EverythingScreen } from '../features/ownData/EverythingScreen.tsx';
import { OwnDataScreen } from '../features/ownData/OwnDataScreen.tsx';
import { WhoLookedScreen } from '../features/ownData/WhoLookedScreen.tsx';
import { PaperScreen } from '../features/papers/PaperScreen.tsx';
import { SignedCopies } from '../features/papers/SignedCopies.tsx';
import { PricesScreen } from '../features/prices/PricesScreen.tsx';
import { MailCodeScreen } from '../features/registration/MailCodeScreen.tsx';
import { NewPasswordScreen } from '../features/registration/NewPasswordScreen.tsx';
import { OnPhoneScreen } from '../features/registration/OnPhoneScreen.tsx';
import { RecoverScreen } from '../features/registration/RecoverScreen.tsx';
import { RegisterScreen } from '../features/registration/RegisterScreen.tsx';
import { VisitCodeScreen } from '../features/registration/VisitCodeScreen.tsx';
import { ActForButton, ActForRow } from '../features/representation/ActForRow.tsx';
import { ActForScreen } from '../features/representation/ActForScreen.tsx';
import { ResultScreen } from '../features/results/ResultScreen.tsx';
import { ResultsScreen } from '../features/results/ResultsScreen.tsx';
import { TrendScreen } from '../features/results/TrendScreen.tsx';
import { TimeScreen } from '../features/schedule/TimeScreen.tsx';
import { CheckScreen } from '../features/seals/CheckScreen.tsx';
import { StaffDoorScreen } from '../features/staffDoor/StaffDoorScreen.tsx';
import { SlipScreen } from '../features/slips/SlipScreen.tsx';
import { OfferCard } from '../features/waiting/OfferCard.tsx';
import { OfferScreen } from '../features/waiting/OfferScreen.tsx';
import { WaitButton } from '../features/waiting/WaitButton.tsx';
import { WaitForScreen } from '../features/waiting/WaitForScreen.tsx';
import { WaitingRows } from '../features/waiting/WaitingRows.tsx';
import { WaitingScreen } from '../features/waiting/WaitingScreen.tsx';
import type { Route } from './routerStore.ts';

/** What a visit's card offers on its day. */
const onDay = (visit: Visit) => <CheckInWay visit={visit} />;

/** The one place that knows which feature draws which route. Not in the page's first file: see `CurrentScreen`. */
export function screenOf(route: Route): ReactNode {
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
      return <VisitScreen id={route.id} onDay={onDay} past={(visit, planned) => <PastVisit visit={visit} planned={planned} />} />;
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
