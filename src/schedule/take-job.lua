#!lua flags=allow-oom
--[[
  Takes a job that is due and free.

  KEYS[1] lease of the job, a string   KEYS[2] when jobs were run last, a hash
  ARGV[1] job   ARGV[2] holder   ARGV[3] time to live in ms   ARGV[4] business time now   ARGV[5] ms between runs
  returns 1 when the holder has it, else 0
]]
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[2] then return 0 end
local ran = tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or '-inf')
-- A clock that went back must not keep a job from running for ever.
local since = tonumber(ARGV[4]) - ran
if since >= 0 and since < tonumber(ARGV[5]) then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
