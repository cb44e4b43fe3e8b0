#!lua flags=allow-oom
-- erase-contact: destroys a contact's key, notes that the contact was erased, and tells the lane of the partition, together. It may run when Redis is full: it frees memory.
--
-- KEYS[1] wrapped keys of the partition's contacts   KEYS[2] erased contacts   KEYS[3] events stream   KEYS[4] counters
-- ARGV[1] contact   ARGV[2] when, epoch milliseconds   ARGV[3] the pack with the event that tells the lane
-- returns 1 when there was a key, 0 when there was none, -1 when the contact was erased before: then nothing changes
if redis.call('HSETNX', KEYS[2], ARGV[1], ARGV[2]) == 0 then return -1 end
local had = redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('XADD', KEYS[3], '*', 'n', '1', 'e', ARGV[3])
redis.call('HINCRBY', KEYS[4], 'accepted', 1)
return had
