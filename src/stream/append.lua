-- append: admits a pack of events into a partition, and counts them as accepted, together.
--
-- KEYS[1] events stream of the partition
-- KEYS[2] counters hash of the partition
-- ARGV[1] number of events in the pack
-- ARGV[2] the pack: a JSON array of events
-- returns the entry id. Refused with OOM when Redis is full: admission is the one that must not grow it.
local kind = redis.call('TYPE', KEYS[1]).ok
if kind ~= 'none' and kind ~= 'stream' then return redis.error_reply('WRONGTYPE ' .. KEYS[1] .. ' is a ' .. kind) end
kind = redis.call('TYPE', KEYS[2]).ok
if kind ~= 'none' and kind ~= 'hash' then return redis.error_reply('WRONGTYPE ' .. KEYS[2] .. ' is a ' .. kind) end
local id = redis.call('XADD', KEYS[1], '*', 'n', ARGV[1], 'e', ARGV[2])
redis.call('HINCRBY', KEYS[2], 'accepted', ARGV[1])
return id
