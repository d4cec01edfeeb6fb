-- What triggers gave a person is counted anew when people are joined or parted.
CREATE INDEX trigger_firing_customer ON trigger_firing (customer_id);
CREATE INDEX trigger_count_customer ON trigger_count (customer_id);
