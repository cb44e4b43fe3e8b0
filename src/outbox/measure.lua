--[[
  Measures an outbox.

  KEYS[1] outbox stream   KEYS[2] retry set   KEYS[3] held, a hash
  ARGV[1] consumer group
  returns { unread, pending, age of the oldest unsettled entry in ms, retries, held }
]]
local group = nil
if redis.call('EXISTS', KEYS[1]) == 1 then
  for _, flat in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
    local one = {}
    for index = 1, #flat, 2 do one[flat[index]] = flat[index + 1] end
    if one.name == ARGV[1] then group = one end
  end
end
local retries, held = redis.call('ZCARD', KEYS[2]), redis.call('HLEN', KEYS[3])
if not group then return { redis.call('XLEN', KEYS[1]), 0, 0, retries, held } end
local oldest = nil
local pending = redis.call('XPENDING', KEYS[1], ARGV[1])
if pending[1] > 0 then oldest = pending[2] end
local unread = redis.call('XRANGE', KEYS[1], '(' .. group['last-delivered-id'], '+', 'COUNT', 1)
-- A pending entry is always older than an unread one, unless it was moved by hand; the smaller time is the honest one.
if unread[1] and not oldest then oldest = unread[1][1] end
local age = 0
if oldest then
  local time = redis.call('TIME')
  age = math.max(0, time[1] * 1000 + math.floor(time[2] / 1000) - tonumber(string.match(oldest, '^(%d+)')))
end
-- Redis cannot always tell the lag of a group; then what is unread is counted, up to a bound.
local lag = group.lag
if not lag then lag = #redis.call('XRANGE', KEYS[1], '(' .. group['last-delivered-id'], '+', 'COUNT', 1000) end
return { lag, pending[1], age, retries, held }
