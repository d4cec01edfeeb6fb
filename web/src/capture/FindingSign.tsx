import {
  CarOutlined,
  DashboardOutlined,
  MoreOutlined,
  SafetyCertificateOutlined,
  SafetyOutlined,
  ToolOutlined,
} from '@ant-design/icons';
import type { ReactElement } from 'react';

const signs: Record<string, ReactElement> = {
  tyre_wear: <DashboardOutlined />,
  body_damage: <CarOutlined />,
  insurance_due: <SafetyOutlined />,
  maintenance_due: <ToolOutlined />,
  inspection_due: <SafetyCertificateOutlined />,
};

export function FindingSign({ code }: { code: string }): ReactElement {
  return <span aria-hidden>{signs[code] ?? <MoreOutlined />}</span>;
}
