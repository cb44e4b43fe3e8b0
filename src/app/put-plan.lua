#!lua flags=allow-oom
--[[
  Keeps a plan, new or changed, if nobody changed it meanwhile and no other is on its way.

  KEYS[1] plans, a hash   KEYS[2] revisions, a hash   KEYS[3] id of the plan on its way, a string
  ARGV[1] id   ARGV[2] revision that was seen, 0 for a new plan   ARGV[3] the plan as JSON   ARGV[4] 'open' or 'closed'
  returns 1 when it was kept, else 0 and nothing is changed
]]
local revision = redis.call('HGET', KEYS[2], ARGV[1]) or '0'
if revision ~= ARGV[2] then return 0 end
local open = redis.call('GET', KEYS[3])
if ARGV[4] == 'open' then
  if open and open ~= ARGV[1] then return 0 end
  redis.call('SET', KEYS[3], ARGV[1])
elseif open == ARGV[1] then
  redis.call('DEL', KEYS[3])
elseif open and ARGV[2] == '0' then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
redis.call('HINCRBY', KEYS[2], ARGV[1], 1)
return 1
