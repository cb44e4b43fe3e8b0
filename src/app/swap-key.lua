#!lua flags=allow-oom
-- swap-key: puts a contact's key under another master in place of what was read. A contact that was erased meanwhile stays without a key.
--
-- KEYS[1] wrapped keys of the partition's contacts
-- ARGV    contact, wrapped key as it was read, wrapped key as it shall be, contact, …
-- returns how many were replaced
local replaced = 0
for at = 1, #ARGV, 3 do
  if redis.call('HGET', KEYS[1], ARGV[at]) == ARGV[at + 1] then
    redis.call('HSET', KEYS[1], ARGV[at], ARGV[at + 2])
    replaced = replaced + 1
  end
end
return replaced
