#!lua flags=allow-oom
--[[
  Gives a held action up. HDEL is the gate, as in approve.lua.

  KEYS[1] held, a hash         KEYS[2] held by expiry, a zset   KEYS[3] stream of what guards gave up
  KEYS[4] counters hash        KEYS[5] events stream of the same partition
  ARGV[1] id of what is held   ARGV[2] counter field            ARGV[3] what the guard gave up, as JSON
  ARGV[4] report: JSON array of one event                       ARGV[5] about how many are kept
  returns 1 when it was given up now, 0 when it does not wait any more
]]
local limit = tonumber(ARGV[5])
if not limit then return redis.error_reply('ERR the limit is not a number') end
if redis.call('HDEL', KEYS[1], ARGV[1]) == 0 then
  redis.call('ZREM', KEYS[2], ARGV[1])
  return 0
end
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('XADD', KEYS[3], 'MAXLEN', '~', limit, '*', 's', ARGV[3])
redis.call('HINCRBY', KEYS[4], ARGV[2], 1)
redis.call('XADD', KEYS[5], '*', 'n', '1', 'e', ARGV[4])
redis.call('HINCRBY', KEYS[4], 'accepted', 1)
return 1
