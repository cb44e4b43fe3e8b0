#!lua flags=allow-oom
-- renew: keeps a lease that is still ours.
--
-- KEYS[1] lease of the lane
-- KEYS[2] meta hash of the lane
-- ARGV[1] worker
-- ARGV[2] epoch
-- ARGV[3] time to live in milliseconds
-- returns 1, or 0 when the lane is no longer ours. A lease that ran out unnoticed is taken again: the epoch shows that nobody came between.
if redis.call('HGET', KEYS[2], 'epoch') ~= ARGV[2] then return 0 end
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
return 1
