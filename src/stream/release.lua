#!lua flags=allow-oom
-- release: gives a lane back in order; the tenure that ends so does not count as an attempt.
--
-- KEYS[1] lease of the lane
-- KEYS[2] meta hash of the lane
-- ARGV[1] worker
-- ARGV[2] epoch
-- returns 1, or 0 when the lane was no longer ours
if redis.call('HGET', KEYS[2], 'epoch') ~= ARGV[2] then return 0 end
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('HDEL', KEYS[2], 'attempts', 'attemptSequence')
return 1
