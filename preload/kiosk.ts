import './index.ts';
import { lockPage } from './lockPage.ts';

// A kiosk's page gets the same two functions as a desk's, and the lock on top.
lockPage(window);
