#!lua flags=allow-oom
--[[
  Keeps a job that is held, or gives it back.

  KEYS[1] lease of the job, a string   KEYS[2] when jobs were run last, a hash
  ARGV[1] job   ARGV[2] holder   ARGV[3] time to live in ms to keep it, 0 to give it back   ARGV[4] business time at which it was run, empty when it was not
  returns 1 when the holder had it, else 0 and nothing is changed
]]
if redis.call('GET', KEYS[1]) ~= ARGV[2] then return 0 end
if ARGV[3] ~= '0' then
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
  return 1
end
redis.call('DEL', KEYS[1])
if ARGV[4] ~= '' then redis.call('HSET', KEYS[2], ARGV[1], ARGV[4]) end
return 1
