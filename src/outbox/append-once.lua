--[[
  Puts an action into the outbox that comes from no lane, once. Without allow-oom: unlike what a lane commits it frees nothing, and its sender tries again.

  KEYS[1] mark of this action, a string   KEYS[2] outbox stream   KEYS[3] counters, a hash
  ARGV[1] intent as JSON   ARGV[2] ms for which the mark is kept
  returns 1 when it was put there now, 0 when it was before
]]
if not redis.call('SET', KEYS[1], '1', 'NX', 'PX', ARGV[2]) then return 0 end
redis.call('XADD', KEYS[2], '*', 'i', ARGV[1])
redis.call('HINCRBY', KEYS[3], 'deliver.accepted', 1)
return 1
