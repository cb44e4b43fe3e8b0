-- claim-keys: keeps a key for each contact that has none and was not erased, and answers what is kept. Two processes that propose at once get the same answer.
--
-- KEYS[1] wrapped keys of the partition's contacts   KEYS[2] erased contacts
-- ARGV    contact, proposed wrapped key, contact, …
-- returns the kept key of each contact; '' where the contact was erased
local kept = {}
for at = 1, #ARGV, 2 do
  if redis.call('HEXISTS', KEYS[2], ARGV[at]) == 1 then
    kept[#kept + 1] = ''
  else
    local key = redis.call('HGET', KEYS[1], ARGV[at])
    if not key then
      key = ARGV[at + 1]
      redis.call('HSET', KEYS[1], ARGV[at], key)
    end
    kept[#kept + 1] = key
  end
end
return kept
