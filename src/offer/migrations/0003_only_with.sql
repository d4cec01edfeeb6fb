-- Some products are sold only together with another one: the sku of that one.
ALTER TABLE product ADD COLUMN only_with TEXT;
