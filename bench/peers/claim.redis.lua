-- One coupon for one person, as somebody who builds this on Redis would write it: the same checks as
-- POST /api/coupons/claim, and the same things kept: answer under the idempotency key, counters, coupon,
-- books, event, audit line. One script is one transaction; Redis writes it to its log as a whole.
-- KEYS: coupon type. ARGV: number that chooses the person, number that makes the idempotency key, people.
local type_key = KEYS[1]
local person = tonumber(ARGV[1]) % tonumber(ARGV[3])
local request = 'request:' .. ARGV[2] .. '-' .. ARGV[1]
local asked = type_key .. '|' .. person

local earlier = redis.call('HMGET', request, 'asked', 'answer')
if earlier[1] then
    if earlier[1] ~= asked then return redis.error_reply('IDEMPOTENCY_MISMATCH') end
    return earlier[2]
end

local kind = redis.call('HMGET', type_key, 'status', 'claim_from', 'claim_until', 'stock', 'issued',
    'budget_left', 'face_value', 'threshold', 'per_day', 'per_campaign', 'use_days', 'id')
if not kind[1] then return redis.error_reply('UNKNOWN_TYPE') end
if redis.call('EXISTS', 'person:' .. person) == 0 then return redis.error_reply('UNKNOWN_PERSON') end
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
if kind[1] ~= 'published' then return redis.error_reply('NOT_PUBLISHED') end
if now < tonumber(kind[2]) then return redis.error_reply('TOO_EARLY') end
if now >= tonumber(kind[3]) then return redis.error_reply('OVER') end

local day = math.floor(now / 86400000)
local counts = 'claims:' .. person .. ':' .. kind[12]
local taken = redis.call('HMGET', counts, 'day:' .. day, 'campaign:0')
if tonumber(taken[1] or 0) >= tonumber(kind[9]) then return redis.error_reply('DAY_LIMIT') end
if tonumber(taken[2] or 0) >= tonumber(kind[10]) then return redis.error_reply('CAMPAIGN_LIMIT') end
if tonumber(kind[5]) >= tonumber(kind[4]) then return redis.error_reply('SOLD_OUT') end
if tonumber(kind[6]) < tonumber(kind[7]) then return redis.error_reply('BUDGET_SPENT') end

redis.call('HINCRBY', counts, 'day:' .. day, 1)
redis.call('HINCRBY', counts, 'campaign:0', 1)
redis.call('HSET', counts, 'last', now)
redis.call('HINCRBY', 'person:' .. person, 'held', 1)
redis.call('HINCRBY', type_key, 'issued', 1)
redis.call('HINCRBY', type_key, 'budget_left', -kind[7])

local id = redis.call('INCR', 'next_id')
local code = redis.sha1hex(ARGV[2] .. ARGV[1] .. id)
local until_ = now + tonumber(kind[11]) * 86400000
redis.call('HSET', 'coupon:' .. id, 'code', code, 'type', kind[12], 'person', person, 'channel', 'api',
    'state', 'claimed', 'face_value', kind[7], 'threshold', kind[8], 'claimed_at', now, 'claim_day', day,
    'usable_from', now, 'usable_until', until_, 'version', 1)
redis.call('HSET', 'coupon_codes', code, id)
redis.call('RPUSH', 'coupons_of:' .. person, id)
redis.call('ZADD', 'coupons_due', until_, id)

redis.call('HINCRBY', 'account:budget:' .. kind[12], 'balance', -kind[7])
redis.call('HINCRBY', 'account:issued:' .. kind[12], 'balance', kind[7])
redis.call('XADD', 'ledger', '*', 'kind', 'claim', 'at', now, 'coupon', id, 'actor', 'Bench',
    'budget', -kind[7], 'issued', kind[7])
redis.call('XADD', 'events', '*', 'name', 'coupon.claimed', 'person', person, 'at', now, 'properties',
    cjson.encode({ coupon_id = id, coupon_type_id = kind[12], channel = 'api' }))
redis.call('XADD', 'audit', '*', 'at', now, 'actor', 'Bench', 'route', 'claim', 'object', id, 'result', 'done')

local answer = cjson.encode({ id = id, code = code, coupon_type_id = kind[12], customer_id = person,
    channel = 'api', state = 'claimed', face_value = kind[7], threshold = kind[8], claimed_at = now,
    usable_from = now, usable_until = until_, version = 1 })
redis.call('HSET', request, 'asked', asked, 'answer', answer)
redis.call('PEXPIRE', request, 604800000)
return answer
