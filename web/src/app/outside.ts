import type { LaterPage } from './page';
import { firstPage } from './page';

/** The pages before the door, by their paths: nobody has to be signed in for them. */
export const outside: Record<string, LaterPage> = {
  '/signin': firstPage(() => import('@/access/SignInPage'), 'SignInPage'),
  '/demo': firstPage(() => import('@/access/DemoPage'), 'DemoPage'),
  '/enter': firstPage(() => import('@/access/EnterPage'), 'EnterPage'),
  '/setup': firstPage(() => import('@/access/SetUpPage'), 'SetUpPage'),
  '/set-password': firstPage(() => import('@/access/SetPasswordPage'), 'SetPasswordPage'),
};
