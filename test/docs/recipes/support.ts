import { clipboard } from 'electron';
import { updates } from './updates.ts';

export function copyForSupport(): void {
  void clipboard.writeText(updates.explain());
}

updates.on('error', ({ code, message }) => console.warn(`updates: ${message} (${code})`));
