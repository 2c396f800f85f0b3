import { createContext, useContext, type ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { DockBar } from './DockBar.tsx';
import type { Dock } from './layout.ts';

/** What stands under a sheet's dock, so that its buttons lie exactly over those of the screen. */
export const SheetFoot = createContext<ReactNode>(null);

interface SheetProps {
  readonly title: string;
  /** The safe way out: Escape does this. */
  readonly onClose: () => void;
  readonly dock: Dock;
  readonly children?: ReactNode;
  readonly className?: string;
}

/** A question that must be answered before the screen goes on. Focus stays inside; what lies behind is covered. */
export function Sheet({ title, onClose, dock, children, className = '' }: SheetProps): ReactNode {
  const foot = useContext(SheetFoot);
  return (
    <ModalOverlay
      className="veil"
      isOpen
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className="sheet">
        <Dialog className={`sheet__body ${className}`}>
          <div className="ask">
            <Heading slot="title" level={1}>
              {title}
            </Heading>
          </div>
          <div className="sheet__content">{children}</div>
          <DockBar dock={dock} focusPrimary />
          {foot}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
