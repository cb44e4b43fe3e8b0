#!lua flags=allow-oom
-- beat: says that a worker lives, forgets those that fell silent, and lists the living. The server's clock decides.
--
-- KEYS[1] workers, sorted by last heartbeat in milliseconds
-- ARGV[1] worker
-- ARGV[2] time to live in milliseconds
-- returns the living workers
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - tonumber(ARGV[2]))
return redis.call('ZRANGE', KEYS[1], 0, -1)
