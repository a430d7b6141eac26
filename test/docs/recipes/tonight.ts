import { updates } from './updates.ts';

export function installTonight(): void {
  const at = new Date();
  at.setDate(at.getDate() + 1);
  at.setHours(3, 0, 0, 0);
  updates.installLater(at);
}
