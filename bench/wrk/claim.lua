-- One coupon for one person a request, each with an idempotency key of its own.
-- Arguments: coupon type, first customer id file (one id a line), run number.
dofile(debug.getinfo(1, "S").source:match("^@(.*/)") .. "report.lua")

local people = {}
local thread_count = 0

function setup(thread)
    thread:set("number", thread_count)
    thread_count = thread_count + 1
end

function init(args)
    coupon_type, run = args[1], args[3]
    for id in io.lines(args[2]) do people[#people + 1] = id end
    sent = 0
    math.randomseed(number + 1)
end

function request()
    sent = sent + 1
    local body = string.format('{"coupon_type_id":%s,"customer_id":%s}', coupon_type,
                               people[math.random(#people)])
    return wrk.format("POST", nil, {
        ["authorization"] = wrk.headers["authorization"],
        ["content-type"] = "application/json",
        ["idempotency-key"] = run .. "-" .. number .. "-" .. sent,
    }, body)
end
