import type { SourceKind } from './nouns';

/** Ways to connect, each with a client as it is published. */
export const ways = ['browser', 'node', 'rudder', 'http', 'cloud_events'] as const;
export type Way = (typeof ways)[number];

/** What a source of this kind most likely uses. */
export const usualWay: Record<SourceKind, Way> = {
  website: 'browser',
  app: 'http',
  server: 'node',
  shop: 'http',
};

export interface SnippetFacts {
  host: string;
  writeKey: string;
  currency: string;
}

/** The package to install first, where there is one. */
export const packages: Partial<Record<Way, string>> = {
  browser: 'npm install @segment/analytics-next',
  node: 'npm install @segment/analytics-node',
  rudder: 'npm install @rudderstack/rudder-sdk-node',
};

export function snippetOf(way: Way, { host, writeKey, currency }: SnippetFacts): string {
  const order = `{ order_id: 'A-1', total: 35.0, currency: '${currency}' }`;
  switch (way) {
    case 'browser':
      return `import { AnalyticsBrowser } from '@segment/analytics-next';

const analytics = AnalyticsBrowser.load({
  writeKey: '${writeKey}',
  cdnURL: '${host}',
});

analytics.page();
analytics.identify('u-1024', { name: 'Chen Gang', phone: '+8613812345678' });
analytics.track('Order Completed', ${order});`;
    case 'node':
      return `import { Analytics } from '@segment/analytics-node';

const analytics = new Analytics({
  writeKey: '${writeKey}',
  host: '${host}',
  path: '/v1/batch',
});

analytics.identify({
  userId: 'u-1024',
  traits: { name: 'Chen Gang', phone: '+8613812345678' },
});
analytics.track({
  userId: 'u-1024',
  event: 'Order Completed',
  properties: ${order},
});
await analytics.closeAndFlush();`;
    case 'rudder':
      return `import RudderAnalytics from '@rudderstack/rudder-sdk-node';

const analytics = new RudderAnalytics('${writeKey}', {
  dataPlaneUrl: '${host}',
});

analytics.track({
  userId: 'u-1024',
  event: 'Order Completed',
  properties: ${order},
});
await analytics.flush();`;
    case 'http':
      return `curl '${host}/v1/track' \\
  -u '${writeKey}:' \\
  -H 'Content-Type: application/json' \\
  -d '{
    "messageId": "till-7-000123",
    "userId": "u-1024",
    "event": "Order Completed",
    "properties": { "order_id": "A-1", "total": 35.0, "currency": "${currency}" }
  }'`;
    case 'cloud_events':
      return `curl '${host}/v1/cloudevents' \\
  -u '${writeKey}:' \\
  -H 'Content-Type: application/cloudevents+json' \\
  -d '{
    "specversion": "1.0",
    "id": "000123",
    "source": "/till/7",
    "type": "Order Completed",
    "subject": "u-1024",
    "data": { "order_id": "A-1", "total": 35.0, "currency": "${currency}" }
  }'`;
  }
}
