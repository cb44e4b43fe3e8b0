#!lua flags=allow-oom
--[[
  Says that entries are still in work with a consumer: their idle time begins anew, so that nobody claims them. An entry that another consumer has claimed meanwhile is left to it.

  KEYS[1] outbox stream
  ARGV[1] consumer group   ARGV[2] consumer   ARGV[3…] entry ids
  returns how many are still the consumer's
]]
local kept = 0
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
for at = 3, #ARGV do
  local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[at], ARGV[at], 1, ARGV[2])
  if pending[1] then
    redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[at], 'JUSTID')
    kept = kept + 1
  end
end
return kept
