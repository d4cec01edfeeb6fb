import type { Schema } from '@/api/types';
import type { Step } from '@/theme/theme';

export type HomeStep = Schema<'HomeStep'> & { step: Step };
export type Home = Omit<Schema<'Home'>, 'steps'> & { steps: HomeStep[] };
export type Need = Schema<'HomeNeed'>;
export type Suggestion = Schema<'Suggestion'>;
export type FeedItem = Schema<'FeedItem'>;
