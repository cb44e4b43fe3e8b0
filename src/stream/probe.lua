#!lua flags=allow-oom
-- probe: notes which message is about to run alone, so that the next owner knows it should this one die.
--
-- KEYS[1] meta hash of the lane
-- ARGV[1] epoch of the owner
-- ARGV[2] message, `entry#index`, or empty when it came back alive
-- ARGV[3] messages known to stop the process, comma-separated
-- returns 1, or 0 when fenced
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'sequence')
if meta[1] ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'probe', ARGV[2], 'probeSequence', meta[2] or '0', 'poisoned', ARGV[3])
return 1
