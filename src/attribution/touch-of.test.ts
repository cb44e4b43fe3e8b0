import type { JsonObject } from '#kernel';
import { describe, expect, it } from 'vitest';
import type { Touch } from './touch.ts';
import { touchOf } from './touch-of.ts';

const of = (type: string, data: JsonObject): Touch | undefined =>
  touchOf({ id: '1', source: 's', type, time: '', at: 7, received: 7, data });

describe('touchOf', () => {
  it.each<[string, JsonObject, Touch | undefined]>([
    ['ad.clicked', { platform: 'meta', campaign: 'wiosna' }, { at: 7, channel: 'meta', campaign: 'wiosna', kind: 'click' }],
    ['ad.clicked', { platform: 'meta', channel: 'paid-social' }, { at: 7, channel: 'paid-social', kind: 'click' }],
    ['ad.impressed', { platform: 'youtube' }, { at: 7, channel: 'youtube', kind: 'view' }],
    ['email.clicked', { campaign: 'nowości' }, { at: 7, channel: 'email', campaign: 'nowości', kind: 'click' }],
    ['page.viewed', { channel: 'organic' }, { at: 7, channel: 'organic', kind: 'visit' }],
    [
      'page.viewed',
      { url: 'https://sklep.example/?utm_source=google&utm_campaign=%C5%BC%C3%B3%C5%82ta+wiosna#x' },
      { at: 7, channel: 'google', campaign: 'żółta wiosna', kind: 'visit' },
    ],
    ['page.viewed', { url: 'https://sklep.example/?xutm_source=google' }, undefined],
    ['page.viewed', { url: 'https://sklep.example/?utm_source=%E0%A4%A' }, undefined],
    ['page.viewed', { url: 'https://sklep.example/' }, undefined],
    ['page.viewed', { url: 12, channel: null }, undefined],
    ['ad.clicked', {}, undefined],
    ['social.mentioned', { platform: 'x' }, undefined],
  ])('reads %s %j', (type, data, touch) => {
    expect(of(type, data)).toEqual(touch);
  });
});
