-- Writes down what a poller is about to send, before it sends it.
-- KEYS: 1 the poller's state (hash)
-- ARGV: 1 number of the plan, 2 the plan (JSON)
-- Returns 1, or 0 when another plan waits or the number does not follow the last one carried out.
local sequence = tonumber(redis.call('HGET', KEYS[1], 'sequence') or '0')
if redis.call('HEXISTS', KEYS[1], 'plan') == 1 or tonumber(ARGV[1]) ~= sequence + 1 then return 0 end
redis.call('HSET', KEYS[1], 'plan', ARGV[2], 'planned', ARGV[1])
return 1
