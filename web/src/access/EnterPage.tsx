import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { useEffect, useRef } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { useCommand } from '@/api/hooks';
import type { Me } from '@/app/session';
import { problemText } from '@/ui/problemText';
import { Outside } from './Outside';

/** Signs in with a link that works once, and goes on to the first page of whoever it is for. */
export function EnterPage(): ReactElement {
  const { t } = useTranslation();
  const [address] = useSearchParams();
  const navigate = useNavigate();
  const client = useQueryClient();
  const asked = useRef(false);
  const token = address.get('token') ?? '';
  const { mutate, isError, error } = useCommand<{ token: string }, Me>('post', '/api/session/link', {
    onDone: (me) => {
      client.clear();
      client.setQueryData(['/api/me', {}, {}], me);
      void navigate('/', { replace: true });
    },
  });
  useEffect(() => {
    if (asked.current) return; // An effect may run twice; the link works once.
    asked.current = true;
    mutate({ body: { token } });
  }, [mutate, token]);

  if (!isError)
    return (
      <Outside title={t('access.enter.title')} lead={t('access.enter.lead')}>
        {t('access.enter.working')}
      </Outside>
    );
  return (
    <Outside title={t('access.enter.refused_title')} lead={t('access.enter.refused_lead')}>
      <Alert type="error" showIcon role="alert" title={problemText(error, t)} />
      <Link to="/signin" replace>
        <Button type="primary" size="large" block>
          {t('access.sign_in.action')}
        </Button>
      </Link>
    </Outside>
  );
}
