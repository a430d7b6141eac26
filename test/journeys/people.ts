import { createOperator } from '@phasegate/scripts/stage/operator';
import type { Operator } from '@phasegate/scripts/stage/operator';
import { git } from '@phasegate/testkit';
import type { Remote } from '@phasegate/testkit';

/** A release engineer with an identity of their own, at a work tree of their own. */
export async function person(remote: Remote, name: string): Promise<Operator> {
  const workTree = await remote.clone();
  await git(workTree, ['config', 'user.name', name]);
  await git(workTree, ['config', 'user.email', `${name.toLowerCase()}@example.com`]);
  return createOperator(workTree);
}

/** Writes the roles of a product into its config, as its publisher would: by hand, in a commit. */
export async function setRoles(remote: Remote, roles: object): Promise<void> {
  const config = JSON.parse((await remote.read('phasegate.json')) ?? '') as object;
  const text = `${JSON.stringify({ ...config, roles }, null, 2)}\n`;
  await remote.publish({ 'phasegate.json': text }, 'Roles');
}
