-- Notes a plan as carried out: its figures, the cursor and the number change together, once.
-- KEYS: 1 the poller's state (hash), 2.. known figures of a day (hash)
-- ARGV: 1 number of the plan, 2 cursor after it (JSON, '' when the sweep is over), 3 last day of the sweep,
--       4 milliseconds that figures are kept, then for every key from 2 on: how many campaigns, and for each its name and its figures
-- Returns 1, or 0 when that is done already.
if redis.call('HGET', KEYS[1], 'planned') ~= ARGV[1] then return 0 end
local at = 5
for key = 2, #KEYS do
  local count = tonumber(ARGV[at])
  at = at + 1
  for _ = 1, count do
    redis.call('HSET', KEYS[key], ARGV[at], ARGV[at + 1])
    at = at + 2
  end
  redis.call('PEXPIRE', KEYS[key], ARGV[4])
end
redis.call('HSET', KEYS[1], 'sequence', ARGV[1])
redis.call('HDEL', KEYS[1], 'plan', 'planned')
if ARGV[2] == '' then
  redis.call('HDEL', KEYS[1], 'cursor')
  redis.call('HSET', KEYS[1], 'swept', ARGV[3])
else
  redis.call('HSET', KEYS[1], 'cursor', ARGV[2])
end
return 1
