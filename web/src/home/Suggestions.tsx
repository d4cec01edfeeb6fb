import { Button } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useCommand } from '@/api/hooks';
import { useFormat, useMay } from '@/app/session';
import { useSay } from '@/ui/actions';
import styles from './Home.module.css';
import type { Suggestion } from './nouns';

/** What the figures suggest, with the evidence; accepting opens a draft and changes nothing yet. */
export function Suggestions({ suggestions }: { suggestions: Suggestion[] }): ReactElement {
  const { t } = useTranslation();
  const { num } = useFormat();
  // Known kinds in the reader's language; of others the server's own sentence.
  const title = ({ kind, people, title }: Suggestion) =>
    t(`home.suggestions.kind.${kind}.title`, { count: people, people: num(people), defaultValue: title });
  const evidence = ({ kind, evidence }: Suggestion) =>
    t(`home.suggestions.kind.${kind}.evidence`, { defaultValue: evidence });
  if (suggestions.length === 0) return <p style={{ color: 'var(--text-3)' }}>{t('home.suggestions.none')}</p>;
  return (
    <ul>
      {suggestions.map((suggestion) => (
        <li key={suggestion.id} className={styles.suggestion}>
          <div>
            <h3>{title(suggestion)}</h3>
            <p>{evidence(suggestion)}</p>
          </div>
          <Accept suggestion={suggestion} />
        </li>
      ))}
    </ul>
  );
}

function Accept({ suggestion }: { suggestion: Suggestion }): ReactElement | null {
  const { t } = useTranslation();
  const may = useMay();
  const say = useSay();
  const navigate = useNavigate();
  const accept = useCommand<undefined, Suggestion>('post', '/api/suggestions/{suggestion_id}/accept', {
    refreshes: ['/api/home', '/api/suggestions', '/api/campaigns', '/api/segments'],
    onDone: ({ campaign_id }) => {
      if (campaign_id) void navigate(`/scene/campaigns/${String(campaign_id)}`);
    },
  });
  if (!may('campaign_manage')) return null;
  return (
    <Button
      loading={accept.isPending}
      onClick={() => accept.mutate({ params: { suggestion_id: suggestion.id } }, { onError: say.failed })}
    >
      {t('home.suggestions.accept')}
    </Button>
  );
}
