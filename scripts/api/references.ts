import type { Declared, Names } from './names.ts';
import { isNode } from './tree.ts';
import type { Node } from './tree.ts';

/** What the types in a public part of `declared` refer to in our packages, in the order in which they are written. */
export function referencesIn(
  part: unknown,
  { source }: Declared,
  names: Names,
): readonly Declared[] {
  const found = new Set<Declared>();
  for (const name of namesIn(part)) {
    const referred = names.lookUp(source.file, name);
    if (referred !== undefined) {
      found.add(referred);
    }
  }
  return [...found];
}

/** The names that the declaration's types use; what runs, and what is private, is not public. */
function namesIn(part: unknown): readonly string[] {
  if (Array.isArray(part)) {
    return part.flatMap(namesIn);
  }
  if (!isNode(part) || isPrivate(part)) {
    return [];
  }
  const inside = Object.entries(part)
    .filter(([key]) => !runs(part, key))
    .flatMap(([, value]) => namesIn(value));
  return [...nameUsedBy(part), ...inside];
}

function nameUsedBy(node: Node): readonly string[] {
  const used = node['typeName'] ?? node['exprName'] ?? superOf(node);
  return isNode(used) && used.type === 'Identifier' ? [String(used['name'])] : [];
}

function superOf(node: Node): unknown {
  return node.type === 'TSInterfaceHeritage' ? node['expression'] : node['superClass'];
}

/** Whether a class member, or a parameter that makes one, is of no concern outside its class. */
export function isPrivate(node: object): boolean {
  const { key, accessibility } = node as {
    key?: { type?: unknown } | null;
    accessibility?: unknown;
  };
  return (
    key?.type === 'PrivateIdentifier' ||
    accessibility === 'private' ||
    accessibility === 'protected'
  );
}

/** Whether this part of a node is code that runs: a function's body, a default, the value of what has a type. */
function runs(node: Node, key: string): boolean {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return key === 'body';
    case 'AssignmentPattern':
      return key === 'right';
    case 'PropertyDefinition':
      return key === 'value';
    case 'VariableDeclarator':
      return key === 'init';
    default:
      return false;
  }
}
