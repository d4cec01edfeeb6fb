-- What the feed of the home page shows, newest first, however much is imported between. A reader must repeat
-- both terms to the letter (rows.cpp, latest_events_sql): only then is the index used.
CREATE INDEX event_feed ON event (seq) WHERE live = 1 AND name IN
    ('order.completed', 'coupon.claimed', 'coupon.redeemed', 'finding.recorded', 'lead.created', 'lead.won',
    'call.ended', 'commission.earned', 'campaign.launched');
