-- A person's counters of one type lie beside each other and are moved by one statement. kind 1: claims of a
-- business day (bucket); kind 2: of a campaign (bucket, 0 outside of any); kind 3: n is when the last one was
-- claimed (bucket 0).
CREATE TABLE claim_counted (
    customer_id ID NOT NULL,
    coupon_type_id ID NOT NULL,
    kind INT NOT NULL,
    bucket INT NOT NULL,
    n INT NOT NULL,
    PRIMARY KEY (customer_id, coupon_type_id, kind, bucket)
) KEYED;
INSERT INTO claim_counted (customer_id, coupon_type_id, kind, bucket, n)
    SELECT customer_id, coupon_type_id, kind, bucket, n FROM claim_count;
INSERT INTO claim_counted (customer_id, coupon_type_id, kind, bucket, n)
    SELECT customer_id, coupon_type_id, 3, 0, at FROM claim_last;
DROP TABLE claim_count;
DROP TABLE claim_last;
ALTER TABLE claim_counted RENAME TO claim_count;

-- Most coupons have no campaign, no placement and no order yet.
DROP INDEX coupon_campaign;
DROP INDEX coupon_placement;
DROP INDEX coupon_order;
CREATE INDEX coupon_campaign ON coupon (campaign_id, id) WHERE campaign_id IS NOT NULL;
CREATE INDEX coupon_placement ON coupon (placement_id, state) WHERE placement_id IS NOT NULL;
CREATE INDEX coupon_order ON coupon (order_id) WHERE order_id IS NOT NULL;
