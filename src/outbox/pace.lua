#!lua flags=allow-oom
--[[
  Reserves the next free moment of an account (generic cell rate algorithm with a burst of one): requests leave evenly spaced, whichever worker sends them.
  Redis's own clock is used, because the workers' clocks differ.
  allow-oom: one small key an account, and without it no action could leave a full server.

  KEYS[1] the account's bucket: the moment (µs) from which the next request is free
  ARGV[1] microseconds between two requests   ARGV[2] longest wait that is acceptable, µs
  returns the wait in µs; when it is longer than acceptable nothing is reserved and the wait comes back as a negative number
]]
local spacing, longest = tonumber(ARGV[1]), tonumber(ARGV[2])
if not spacing or not longest then return redis.error_reply('ERR spacing and longest are numbers') end
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local free = tonumber(redis.call('GET', KEYS[1]) or '0')
if free < now then free = now end
local wait = free - now
if wait > longest then return -wait end
redis.call('SET', KEYS[1], string.format('%.0f', free + spacing), 'PX', math.ceil((wait + spacing) / 1000) + 1000)
return wait
