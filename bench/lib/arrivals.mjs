// A steady stream: what is due is sent at its time, whether or not earlier answers have come.
import { Asker } from './ask.mjs';

const properties = {
  name: 'Gloss wash with wax',
  category: 'wash',
  price: 129.5,
  quantity: 1,
  store: 'River Road',
  page: '/washes/gloss',
};

/**
 * Sends `rate` events a second in batches of `size` until `stop()`, which answers how many there were a
 * second, and fails when a batch was not taken.
 */
export function stream({ server, write, people }, { rate, size }) {
  const asker = new Asker(server, { authorization: `Bearer ${write}` }, 16);
  const begun = performance.now();
  const run = `a${Math.round(begun)}`;
  let sent = 0;
  let failed;
  const open = new Set();
  const event = (batch, i) => ({
    type: 'track',
    messageId: `${run}-${batch}-${i}`,
    userId: `p-${Math.floor(Math.random() * people)}`,
    event: 'Product Viewed',
    properties: { sku: `SKU-${10_000 + ((batch * 31 + i) % 90_000)}`, ...properties, position: i },
  });
  const send = () => {
    const batch = Array.from({ length: size }, (_, i) => event(sent, i));
    const answered = asker
      .ask('/v1/batch', { method: 'POST', body: { batch } })
      .catch((why) => (failed = why));
    open.add(answered.finally(() => open.delete(answered)));
    ++sent;
  };
  const timer = setInterval(() => {
    const due = ((performance.now() - begun) / 1000) * (rate / size);
    while (sent < due) send();
  }, 2);
  return {
    async stop() {
      clearInterval(timer);
      const seconds = (performance.now() - begun) / 1000;
      await Promise.all(open);
      asker.close();
      if (failed) throw failed;
      return (sent * size) / seconds;
    },
  };
}
