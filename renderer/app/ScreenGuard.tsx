import { Component, type ReactNode } from 'react';
import { brokenWords } from './brokenWords.ts';

/** A screen that broke is replaced by one sentence and one way on: a fresh window. White glass would leave a patient's session open. */
export class ScreenGuard extends Component<{ readonly children: ReactNode; readonly onLeave: () => void }, { readonly broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    return (
      <div className="kiosk kiosk--still">
        <main role="alert">
          <h1>{brokenWords.title}</h1>
          <p className="lead">{brokenWords.text}</p>
          <p className="lead" lang="en">
            {brokenWords.english}
          </p>
          <button className="btn btn--primary" type="button" onClick={this.props.onLeave}>
            {brokenWords.button}
          </button>
        </main>
      </div>
    );
  }
}
