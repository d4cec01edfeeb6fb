import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useRead } from '@/api/hooks';
import { useMay } from '@/app/session';
import { Page } from '@/ui/Page';
import { Problem } from '@/ui/Problem';
import { Skeleton } from '@/ui/Skeleton';
import { CampaignEditor } from './CampaignEditor';
import { CampaignRecord } from './CampaignRecord';
import type { CampaignDetail } from './nouns';
import { campaignPath } from './nouns';

/** A draft opens as an editor; what was launched, as a record. */
export function CampaignPage(): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const { campaign_id = '' } = useParams();
  const read = useRead<CampaignDetail>(campaignPath, { params: { campaign_id } });
  if (read.data === undefined)
    return (
      <Page title={t('scene.campaigns.one')} step="scene">
        {read.isError ? <Problem large error={read.error} onRetry={read.refetch} /> : <Skeleton rows={8} />}
      </Page>
    );
  const { campaign } = read.data;
  return campaign.status === 'draft' && may('campaign_manage') ? (
    <CampaignEditor key={campaign.id} detail={read.data} />
  ) : (
    <CampaignRecord key={campaign.id} detail={read.data} />
  );
}
