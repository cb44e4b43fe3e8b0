-- clock-and-offset: the server's time in milliseconds and a lane's committed offset. TIME has no key, so in a Cluster only a script reaches the right node.
--
-- KEYS[1] meta hash of the lane
-- returns {milliseconds, offset}
local time = redis.call('TIME')
return { tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000), redis.call('HGET', KEYS[1], 'offset') or '0-0' }
