--[[
  Trims settled entries from the front of the outbox: only below the smallest pending and the last delivered id of every group.
  Whole nodes only (~), never MAXLEN, never XDEL: an unread or unsettled intent cannot go.

  It also forgets consumers that hold nothing and have not asked for long: every process brings a name of its own, and Redis keeps names for ever.
  One that was only slow is made again by its next read.

  KEYS[1] outbox stream
  ARGV[1] milliseconds after which a consumer that holds nothing is forgotten
  returns how many entries went
]]
local patience = tonumber(ARGV[1])
if not patience then return redis.error_reply('ERR the patience is not a number') end
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local function before(a, b)
  local aTime, aSequence = string.match(a, '^(%d+)-(%d+)$')
  local bTime, bSequence = string.match(b, '^(%d+)-(%d+)$')
  if aTime ~= bTime then return tonumber(aTime) < tonumber(bTime) end
  return tonumber(aSequence) < tonumber(bSequence)
end
local floor = nil
for _, flat in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local one = {}
  for index = 1, #flat, 2 do one[flat[index]] = flat[index + 1] end
  local keep = one['last-delivered-id']
  local pending = redis.call('XPENDING', KEYS[1], one.name)
  if pending[1] > 0 and before(pending[2], keep) then keep = pending[2] end
  if not floor or before(keep, floor) then floor = keep end
  for _, flatConsumer in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], one.name)) do
    local consumer = {}
    for index = 1, #flatConsumer, 2 do consumer[flatConsumer[index]] = flatConsumer[index + 1] end
    -- Never one with unsettled entries: they would go with it.
    if consumer.pending == 0 and consumer.idle > patience then redis.call('XGROUP', 'DELCONSUMER', KEYS[1], one.name, consumer.name) end
  end
end
if not floor then return 0 end
return redis.call('XTRIM', KEYS[1], 'MINID', '~', floor)
