#!lua flags=allow-oom
-- acquire: takes a free lane and raises its epoch, so that every earlier owner is fenced from now on.
--
-- KEYS[1] lease of the lane
-- KEYS[2] meta hash of the lane
-- ARGV[1] worker
-- ARGV[2] time to live in milliseconds
-- returns nil when another worker holds the lease, else
--         {epoch, sequence, offset, watermark, attempts, probe, probeCrashes, poisoned}
--
-- `attempts` counts tenures that began at the same sequence: an owner that keeps dying on the same batch shows here. A probe that is
-- still noted was running when the last owner stopped; it is counted in probeCrashes.
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return nil end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
local epoch = redis.call('HINCRBY', KEYS[2], 'epoch', 1)
local meta = redis.call('HMGET', KEYS[2], 'sequence', 'offset', 'watermark', 'attempts', 'attemptSequence', 'probe', 'probeSequence', 'probeCrashes', 'poisoned', 'probed')
local sequence = meta[1] or '0'
local attempts = 1
if meta[5] == sequence then attempts = tonumber(meta[4] or '0') + 1 end
local probe, crashes, poisoned = '', 0, ''
if meta[7] == sequence then
  probe = meta[6] or ''
  poisoned = meta[9] or ''
  if probe ~= '' then
    crashes = 1
    if meta[10] == probe then crashes = tonumber(meta[8] or '0') + 1 end
  end
end
redis.call('HSET', KEYS[2], 'attempts', attempts, 'attemptSequence', sequence, 'probed', probe, 'probeCrashes', crashes, 'probe', '')
return { epoch, tonumber(sequence), meta[2] or '0-0', tonumber(meta[3] or '0'), attempts, probe, crashes, poisoned }
