import car from '@ant-design/icons-svg/es/asn/CarOutlined';
import gauge from '@ant-design/icons-svg/es/asn/DashboardOutlined';
import more from '@ant-design/icons-svg/es/asn/MoreOutlined';
import certificate from '@ant-design/icons-svg/es/asn/SafetyCertificateOutlined';
import shield from '@ant-design/icons-svg/es/asn/SafetyOutlined';
import tool from '@ant-design/icons-svg/es/asn/ToolOutlined';
import type { IconDefinition } from '@ant-design/icons-svg/lib/types';
import type { ReactElement } from 'react';
import { Sign } from '@/ui/Sign';

const signs: Record<string, IconDefinition> = {
  tyre_wear: gauge,
  body_damage: car,
  insurance_due: shield,
  maintenance_due: tool,
  inspection_due: certificate,
};

export function FindingSign({ code }: { code: string }): ReactElement {
  return <Sign of={signs[code] ?? more} />;
}
