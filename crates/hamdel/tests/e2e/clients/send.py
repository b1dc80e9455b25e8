"""Every call of segment-analytics-python, with and without gzip: send.py HOST WRITE_KEY PREFIX."""

import sys

from segment.analytics.client import Client

host, write_key, prefix = sys.argv[1:]
problems = []

for gzip in (False, True):
    who = f"{prefix}-{'gzip' if gzip else 'plain'}"
    client = Client(
        write_key,
        host=host,
        gzip=gzip,
        debug=False,
        max_retries=2,
        on_error=lambda error, batch: problems.append(f"{error}: {len(batch)} events"),
    )
    anonymous = f"{who}-anonymous"
    client.page(anonymous_id=anonymous, category="shop", name="Home", properties={"path": "/"})
    client.track(anonymous_id=anonymous, event="product_viewed", properties={"product": "چای"})
    # From here on the visitor is known by name.
    client.identify(user_id=who, anonymous_id=anonymous, traits={"name": f"Sara {who}", "email": f"{who}@example.com"})
    client.track(user_id=who, event="order_completed", properties={"value": 12.5, "currency": "EUR"})
    client.screen(user_id=who, name="Basket")
    client.group(user_id=who, group_id=f"{who}-company", traits={"employees": 3})
    client.alias(previous_id=f"{who}-before", user_id=who)
    client.track(anonymous_id=f"{who}-before", event="remembered")
    # More than one batch of the client's.
    for number in range(250):
        client.track(user_id=who, event="counted", properties={"number": number})
    client.flush()
    client.join()

if problems:
    sys.exit("\n".join(problems))
