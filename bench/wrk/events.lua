-- Batches of `size` events to /v1/batch, or single ones to /v1/track where size is 1. Each event has a message
-- id of its own and is by one of `people` known users.
-- Arguments: size, people, run.
dofile(debug.getinfo(1, "S").source:match("^@(.*/)") .. "report.lua")

local row = '{%s"messageId":"%s-%d-%d","userId":"p-%d","event":"Product Viewed","timestamp":"%s",' ..
    '"properties":{"sku":"SKU-%05d","name":"Gloss wash with wax","category":"wash","price":129.5,' ..
    '"quantity":1,"store":"River Road","page":"/washes/gloss","position":%d}}'

function init(args)
    size, people, run = tonumber(args[1]), tonumber(args[2]), args[3]
    sent = 0
    math.randomseed(7)
    headers = { ["authorization"] = wrk.headers["authorization"], ["content-type"] = "application/json" }
end

local function event(kind, number, now)
    return string.format(row, kind, run, sent, number, math.random(people) - 1, now, math.random(90000), number)
end

function request()
    sent = sent + 1
    local now = os.date("!%Y-%m-%dT%H:%M:%S.000Z")
    if size == 1 then return wrk.format("POST", "/v1/track", headers, event("", 0, now)) end
    local batch = {}
    for number = 1, size do batch[number] = event('"type":"track",', number, now) end
    return wrk.format("POST", "/v1/batch", headers, '{"batch":[' .. table.concat(batch, ",") .. "]}")
end
