#!lua flags=allow-oom
--[[
  Takes over entries that lay unsettled with a consumer for too long, the caller's own included, except those it says it holds: taking these over from itself would make their idle time
  begin anew, and a dispatch that hangs would keep its intent from every other consumer for ever (XAUTOCLAIM knows no exceptions).

  KEYS[1] outbox stream
  ARGV[1] consumer group   ARGV[2] consumer   ARGV[3] least idle time in ms   ARGV[4] most entries   ARGV[5…] entry ids the consumer holds
  returns { entries as XCLAIM gives them, how often each was handed out, how many were removed from the stream under their readers }
]]
if redis.call('EXISTS', KEYS[1]) == 0 then return { {}, {}, 0 } end
local group, consumer, idle, most = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
if not idle or not most then return redis.error_reply('ERR times and counts are numbers') end
local holds = {}
for at = 5, #ARGV do holds[ARGV[at]] = true end
local ids, times = {}, {}
for _, pending in ipairs(redis.call('XPENDING', KEYS[1], group, 'IDLE', idle, '-', '+', most + #ARGV - 4)) do
  if #ids < most and not (pending[2] == consumer and holds[pending[1]]) then
    ids[#ids + 1] = pending[1]
    times[pending[1]] = pending[4] + 1
  end
end
if #ids == 0 then return { {}, {}, 0 } end
local entries = redis.call('XCLAIM', KEYS[1], group, consumer, idle, unpack(ids))
local deliveries = {}
for at, entry in ipairs(entries) do deliveries[at] = times[entry[1]] end
return { entries, deliveries, #ids - #entries }
