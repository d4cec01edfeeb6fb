import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter, RouterProvider } from 'react-router';
import { base } from '@/api/base';
import { newCache } from '@/api/cache';
import { readAhead } from '@/api/hooks';
import { App } from '@/app/App';
import { loadAhead } from '@/app/registry';
import { preferredLanguage, startWords } from '@/i18n';
import { firstMode } from '@/theme/mode';
import { paint } from '@/theme/theme';
import '@/ui/base.css';

const client = newCache();

// A router of its own data: only such a one can ask before a page with unsaved changes is left.
const router = createBrowserRouter([{ path: '*', element: <App /> }], { basename: base || '/' });

const root = document.getElementById('root');
paint(firstMode());
// Who is here, the page that is asked for and the words for it are under way at once, not in a row.
if (loadAhead(router.state.location.pathname)) readAhead(client, '/api/me');
void startWords(preferredLanguage()).then(() => {
  if (root === null) return;
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
});
