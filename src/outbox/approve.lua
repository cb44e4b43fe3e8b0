#!lua flags=allow-oom
--[[
  Sends a held action on its way again, with the approval beside it. HDEL is the gate: of an approval, a refusal and the expiry, one finds the action.

  KEYS[1] held, a hash   KEYS[2] held by expiry, a zset   KEYS[3] outbox stream
  ARGV[1] id of what is held   ARGV[2] approval, one word
  returns 1 when it is on its way, 0 when it does not wait any more, -1 when it cannot be read (nothing is changed)
]]
local text = redis.call('HGET', KEYS[1], ARGV[1])
if not text then return 0 end
local head, intent = string.match(text, '^([^\n]*)\n(.*)$')
local attempts = head and string.match(head, '"attempts":(%d+)')
if not attempts then return -1 end
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('ZREM', KEYS[2], ARGV[1])
-- Without `since`: the time it was held is not time in which it was tried.
redis.call('XADD', KEYS[3], '*', 'i', intent, 'a', attempts, 'p', ARGV[2])
return 1
