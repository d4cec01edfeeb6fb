import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter, RouterProvider } from 'react-router';
import { base } from '@/api/base';
import { asProblem } from '@/api/problem';
import { App } from '@/app/App';
import { preferredLanguage, startWords } from '@/i18n';
import { paint } from '@/theme/theme';
import { firstMode } from '@/theme/ThemeProvider';
import '@/ui/base.css';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal stays a refusal; only what may pass by itself is asked again.
      retry: (failures, error) => asProblem(error).isUncertain && failures < 2,
    },
  },
});

// A router of its own data: only such a one can ask before a page with unsaved changes is left.
const router = createBrowserRouter([{ path: '*', element: <App /> }], { basename: base || '/' });

const root = document.getElementById('root');
paint(firstMode());
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
