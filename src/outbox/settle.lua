#!lua flags=allow-oom
--[[
  Settles one outbox entry: the only place where the fate of an intent is written.
  XACK is the gate and the first write: of several workers that try, exactly one passes.
  allow-oom: a full server must still be able to finish what it holds, or it could never empty itself.

  KEYS[1] outbox stream      KEYS[2] retry set (score: due, epoch ms)   KEYS[3] dead-letter stream
  KEYS[4] counters hash      KEYS[5] events stream of the same partition
  KEYS[6] held, a hash       KEYS[7] held by expiry, a zset              KEYS[8] stream of what guards gave up
  KEYS[9] begun attempts of suspected entries, a hash
  ARGV[1] consumer group     ARGV[2] entry id      ARGV[3] counter field
  ARGV[4] retry member or '' ARGV[5] due or ''     ARGV[6] dead letter as JSON or ''
  ARGV[7] report: JSON array of one event, or ''
  ARGV[8] about how many dead letters, and actions that guards gave up, are kept
  ARGV[9] text to hold or '' ARGV[10] until (epoch ms) or ''   ARGV[11] what a guard gave up, as JSON, or ''
  returns 1 when settled now, 0 when the entry was settled before (nothing written)
]]
local due = nil
if ARGV[4] ~= '' then
  due = tonumber(ARGV[5])
  if not due then return redis.error_reply('ERR due is not a number') end
end
local heldUntil = nil
if ARGV[9] ~= '' then
  heldUntil = tonumber(ARGV[10])
  if not heldUntil then return redis.error_reply('ERR until is not a number') end
end
local limit = tonumber(ARGV[8])
if not limit then return redis.error_reply('ERR the limit is not a number') end
if redis.call('XACK', KEYS[1], ARGV[1], ARGV[2]) == 0 then return 0 end
redis.call('HDEL', KEYS[9], ARGV[2])
if due then redis.call('ZADD', KEYS[2], due, ARGV[4]) end
if heldUntil then
  redis.call('HSET', KEYS[6], ARGV[2], ARGV[9])
  redis.call('ZADD', KEYS[7], heldUntil, ARGV[2])
end
if ARGV[11] ~= '' then redis.call('XADD', KEYS[8], 'MAXLEN', '~', limit, '*', 's', ARGV[11]) end
if ARGV[6] ~= '' then redis.call('XADD', KEYS[3], 'MAXLEN', '~', limit, '*', 'd', ARGV[6]) end
redis.call('HINCRBY', KEYS[4], ARGV[3], 1)
if ARGV[7] ~= '' then
  redis.call('XADD', KEYS[5], '*', 'n', '1', 'e', ARGV[7])
  redis.call('HINCRBY', KEYS[4], 'accepted', 1)
end
return 1
