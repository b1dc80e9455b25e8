-- What lists of customers are counted and sorted by. All but the first change rarely, so that they cost
-- the projector little.
DROP INDEX customers_by_last_seen;
CREATE INDEX customers_by_last_seen ON customers (last_seen, customer_id, today);
CREATE INDEX customers_by_standing ON customers (standing, stage) WHERE today = customer_id;
CREATE INDEX customers_by_name ON customers (sort_name) WHERE today = customer_id;
CREATE INDEX customers_by_value ON customers (value) WHERE today = customer_id;
