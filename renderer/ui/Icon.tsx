import {
  AArrowUp, ALargeSmall, ArrowBigUp, ArrowDown, ArrowLeft, ArrowRight, ArrowUp, Ban, BellRing, CalendarDays, CalendarPlus, CalendarX, ChartLine, Check, ChevronDown, ChevronLeft, ChevronRight,
  ChevronsDown, ChevronsUp, ChevronUp, CircleHelp, Clock, ConciergeBell, Delete, Eye, EyeOff, FileText, History, Hourglass, House, IdCard, Info, KeyRound, Languages, ListFilter, Lock, LockKeyhole, LogOut, Mail, MapPin, Minus,
  Pencil, PhoneCall, Plug, Plus, Printer, PrinterCheck, ReceiptText, RotateCcw, ScanLine, Search, ShieldCheck, TestTubes, Ticket, Timer, Trash2, TriangleAlert, Unplug, User, UserRoundX, UsersRound, X,
} from 'lucide-react';
import type { ReactNode } from 'react';

const icons = {
  'a-arrow-up': AArrowUp, 'a-large-small': ALargeSmall, 'arrow-big-up': ArrowBigUp, 'arrow-down': ArrowDown, 'arrow-left': ArrowLeft, 'arrow-right': ArrowRight, 'arrow-up': ArrowUp, ban: Ban, 'bell-ring': BellRing,
  'calendar-days': CalendarDays, 'calendar-plus': CalendarPlus, 'calendar-x': CalendarX, 'chart-line': ChartLine, check: Check, 'chevron-down': ChevronDown, 'chevron-left': ChevronLeft, 'chevron-right': ChevronRight,
  'chevron-up': ChevronUp, 'chevrons-down': ChevronsDown, 'chevrons-up': ChevronsUp, 'circle-help': CircleHelp, clock: Clock, 'concierge-bell': ConciergeBell, delete: Delete, eye: Eye, 'eye-off': EyeOff, 'file-text': FileText, history: History,
  hourglass: Hourglass, house: House, 'id-card': IdCard, info: Info, 'key-round': KeyRound, languages: Languages, 'list-filter': ListFilter, lock: Lock, 'lock-keyhole': LockKeyhole, 'log-out': LogOut, mail: Mail, 'map-pin': MapPin, minus: Minus,
  pencil: Pencil, 'phone-call': PhoneCall, plug: Plug, plus: Plus, printer: Printer, 'printer-check': PrinterCheck, 'receipt-text': ReceiptText, 'rotate-ccw': RotateCcw, 'scan-line': ScanLine, search: Search,
  'shield-check': ShieldCheck, 'test-tubes': TestTubes, ticket: Ticket, timer: Timer, 'trash-2': Trash2, 'triangle-alert': TriangleAlert, unplug: Unplug, user: User, 'user-round-x': UserRoundX, 'users-round': UsersRound, x: X,
};

/** The named ones are drawn; any other name draws the point, so a new name never breaks a page. */
export type IconName = keyof typeof icons | (string & {});

export function isKnownIcon(name: string): name is keyof typeof icons {
  return Object.hasOwn(icons, name);
}

export function Icon({ name }: { name: IconName }): ReactNode {
  if (!isKnownIcon(name)) {
    return (
      <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
        <circle cx="12" cy="12" r="4" />
      </svg>
    );
  }
  const Drawn = icons[name];
  return <Drawn className="icon" aria-hidden="true" />;
}
