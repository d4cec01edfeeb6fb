import { QueryClient } from '@tanstack/react-query';
import { asProblem } from './problem';

/** Where answers are kept, for each of our pages alike. */
export function newCache(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // A refusal stays a refusal; only what may pass by itself is asked again.
        retry: (failures, error) => asProblem(error).isUncertain && failures < 2,
      },
    },
  });
}
