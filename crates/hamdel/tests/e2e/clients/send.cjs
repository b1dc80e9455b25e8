// Every call of @segment/analytics-node: send.cjs HOST WRITE_KEY PREFIX.
const { Analytics } = require('@segment/analytics-node');

const [host, writeKey, prefix] = process.argv.slice(2);
const who = `${prefix}-node`;
const anonymousId = `${who}-anonymous`;
const problems = [];

const client = new Analytics({ writeKey, host, flushAt: 50, flushInterval: 200, maxRetries: 2 });
client.on('error', (problem) => problems.push(problem));

client.page({ anonymousId, category: 'shop', name: 'Home', properties: { path: '/' } });
client.track({ anonymousId, event: 'product_viewed', properties: { product: 'چای' } });
// From here on the visitor is known by name.
client.identify({ userId: who, anonymousId, traits: { name: `Sara ${who}`, email: `${who}@example.com` } });
client.track({ userId: who, event: 'order_completed', properties: { value: 12.5, currency: 'EUR' } });
client.screen({ userId: who, name: 'Basket' });
client.group({ userId: who, groupId: `${who}-company`, traits: { employees: 3 } });
client.alias({ previousId: `${who}-before`, userId: who });
client.track({ anonymousId: `${who}-before`, event: 'remembered' });
for (let number = 0; number < 250; number += 1) {
  client.track({ userId: who, event: 'counted', properties: { number } });
}

client.closeAndFlush({ timeout: 30000 }).then(() => {
  if (problems.length > 0) {
    console.error(problems);
    process.exitCode = 1;
  }
});
