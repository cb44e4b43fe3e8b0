#!lua flags=allow-oom
--[[
  Moves retries that are due back into the outbox, oldest first.
  A member is `attempts since intent`, or `attempts since approval intent` of an action that was held; one that does not read so is moved as it is, and the reader dead-letters it as undecodable.

  KEYS[1] retry set   KEYS[2] outbox stream
  ARGV[1] now (epoch ms)   ARGV[2] most to move
  returns how many were moved
]]
local now, most = tonumber(ARGV[1]), tonumber(ARGV[2])
if not now or not most then return redis.error_reply('ERR now and most are numbers') end
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, most)
for _, member in ipairs(due) do
  local attempts, since, approval, intent = string.match(member, '^(%d+) (%d+) (%d+:%S*) (.*)$')
  if not attempts then attempts, since, intent = string.match(member, '^(%d+) (%d+) (.*)$') end
  redis.call('ZREM', KEYS[1], member)
  if approval then
    redis.call('XADD', KEYS[2], '*', 'i', intent, 'a', attempts, 's', since, 'p', approval)
  elseif attempts then
    redis.call('XADD', KEYS[2], '*', 'i', intent, 'a', attempts, 's', since)
  else
    redis.call('XADD', KEYS[2], '*', 'i', member)
  end
end
return #due
