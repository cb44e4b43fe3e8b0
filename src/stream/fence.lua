#!lua flags=allow-oom
-- fence: announces a sender's new epoch to a receiving partition, shutting out older owners of the sender.
--
-- KEYS[1] high-water marks of the receiver: sender → 'epoch entry'
-- ARGV[1] sender
-- ARGV[2] epoch
-- returns the last entry of the sender that was heard ('0-0' when none), or nil when a newer epoch was there
local mark = redis.call('HGET', KEYS[1], ARGV[1])
local entry = '0-0'
if mark then
  local epoch, last = string.match(mark, '^(%d+) (.+)$')
  if tonumber(epoch) > tonumber(ARGV[2]) then return nil end
  entry = last
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. entry)
return entry
