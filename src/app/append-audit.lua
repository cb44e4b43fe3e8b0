-- append-audit: puts an entry behind the one it was linked to, or does nothing when another came between.
--
-- KEYS[1] the audit stream
-- ARGV[1] seq of the entry it follows (0: none)   ARGV[2] the entry as JSON   ARGV[3] its seq
-- returns 1, or 0 when the last entry is another
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
local seq = '0'
if last[1] then
  local fields = last[1][2]
  for at = 1, #fields, 2 do if fields[at] == 's' then seq = fields[at + 1] end end
end
if seq ~= ARGV[1] then return 0 end
redis.call('XADD', KEYS[1], '*', 's', ARGV[3], 'a', ARGV[2])
return 1
