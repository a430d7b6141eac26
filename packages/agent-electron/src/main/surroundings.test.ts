import { EventEmitter } from 'node:events';
import { createFakeClock } from '@phasegate/agent/testing';
import { describe, expect, it } from 'vitest';
import { openSurroundings } from './surroundings.ts';

const log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

describe('the machine around the app', () => {
  it('tells when it has woken up, and when the network is back, until nobody wants to hear it', () => {
    const clock = createFakeClock();
    const power = new EventEmitter();
    const net = { up: true, isOnline: () => net.up };
    const told: string[] = [];
    const stop = openSurroundings({ power, net }, clock, log).onReturn((what) => told.push(what));
    power.emit('resume');
    clock.advance(60_000);
    expect(told).toEqual(['resumed']);
    net.up = false;
    clock.advance(20_000);
    expect(told).toEqual(['resumed']);
    net.up = true;
    clock.advance(15_000);
    expect(told).toEqual(['resumed', 'online']);
    stop();
    power.emit('resume');
    net.up = false;
    clock.advance(20_000);
    net.up = true;
    clock.advance(60_000);
    expect(told).toEqual(['resumed', 'online']);
    expect(power.listenerCount('resume')).toBe(0);
  });

  it('asks the system what a network costs once a minute at most', async () => {
    const clock = createFakeClock();
    let asked = 0;
    const restraint = (): Promise<'metered'> => {
      asked += 1;
      return Promise.resolve('metered');
    };
    const system = { power: new EventEmitter(), net: { isOnline: () => true }, restraint };
    const surroundings = openSurroundings(system, clock, log);
    expect(await surroundings.restraint()).toBe('metered');
    await surroundings.restraint();
    expect(asked).toBe(1);
    clock.advance(61_000);
    await surroundings.restraint();
    expect(asked).toBe(2);
  });
});
