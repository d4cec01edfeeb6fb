-- Too dear today is not always no: an offer may come later.
INSERT INTO call_reason (id, outcome, code, name_zh, name_en, rank) VALUES
    (224, 'callback', 'price', '嫌贵，约好再谈', 'Too dear today, agreed to talk again', 4);
