export { api, addressOf } from './client';
export { keyOf, refresh, useCommand, useRead } from './hooks';
export { useLive } from './live';
export { ApiProblem, asProblem } from './problem';
export type { Page, Place, Schema } from './types';
