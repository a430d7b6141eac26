import path from 'node:path';
import type { TSIndexedAccessType, TSType } from 'oxc-parser';
import { textOf } from './docstring.ts';
import { partsOf } from './members.ts';
import type { Part } from './members.ts';
import type { Declared, Names } from './names.ts';
import { referencesIn } from './references.ts';
import { parseSource } from './source.ts';
import type { Source } from './source.ts';
import { isNode } from './tree.ts';

/** A type as it is written, and the declarations that it names. */
interface Written {
  readonly texts: readonly string[];
  readonly refers: readonly Declared[];
}

/**
 * A file with `Choice['kind']` and the like written out: a reader is spared the types that are there for one member
 * only.
 */
export function inlined(file: string, names: Names): Source {
  const source = names.sourceOf(file);
  const edits = accessesIn(source.body).flatMap((access) => {
    const written = memberOf(access, file, names);
    return written !== undefined && canStandIn(file, written, names) ? [{ access, written }] : [];
  });
  const text = edits.reduceRight(
    (before, { access, written }) => replace(before, access, written.texts),
    source.text,
  );
  const refers = new Set(edits.flatMap(({ written }) => written.refers));
  const imports = [...refers].map((one) => importOf(one, file, names));
  return edits.length === 0 ? source : parseSource(file, text + imports.join(''));
}

/** Whether every name means in this file what it means where the type was written, or can be imported. */
function canStandIn(file: string, { refers }: Written, names: Names): boolean {
  return refers.every((one) => {
    const here = names.lookUp(file, one.name);
    const exported = names.exportsOf(one.source.file).get(one.name);
    return here === one || (here === undefined && exported === one);
  });
}

function importOf({ name, source }: Declared, file: string, names: Names): string {
  const from = path.relative(path.dirname(file), source.file);
  return names.lookUp(file, name) === undefined
    ? `\nimport type { ${name} } from './${from}';`
    : '';
}

function replace(
  text: string,
  { start, end }: TSIndexedAccessType,
  types: readonly string[],
): string {
  const by = [...new Set(types)].join(' | ');
  const [before, after] = [text.slice(0, start), text.slice(end)];
  const alone = /:\s*$/.test(before) && after.startsWith(';');
  const binds = by.includes('=>') ? !alone : after.startsWith('[');
  return `${before}${binds ? `(${by})` : by}${after}`;
}

/** In the order of the file. */
function accessesIn(part: unknown): readonly TSIndexedAccessType[] {
  if (Array.isArray(part)) {
    return part.flatMap(accessesIn);
  }
  if (!isNode(part)) {
    return [];
  }
  return part.type === 'TSIndexedAccessType'
    ? [part as unknown as TSIndexedAccessType]
    : Object.values(part).flatMap(accessesIn);
}

function memberOf(
  { objectType, indexType }: TSIndexedAccessType,
  file: string,
  names: Names,
): Written | undefined {
  const key = indexType.type === 'TSLiteralType' && indexType.literal;
  const owner = ownerOf(objectType, file, names);
  return key !== false && key.type === 'Literal' && typeof key.value === 'string' && owner
    ? memberIn(owner, key.value, names)
    : undefined;
}

/** The declaration behind a plain name; one with type arguments is not written out. */
function ownerOf(type: TSType, file: string, names: Names): Declared | undefined {
  return type.type === 'TSTypeReference' &&
    type.typeName.type === 'Identifier' &&
    type.typeArguments === null
    ? names.lookUp(file, type.typeName.name)
    : undefined;
}

/** In a union, the member of each of its types, all of which must have it. */
function memberIn(owner: Declared, key: string, names: Names): Written | undefined {
  const [shape] = owner.shapes;
  if (shape?.type !== 'TSTypeAliasDeclaration' || shape.typeAnnotation.type === 'TSTypeLiteral') {
    return shape && memberAmong(partsOf(shape), key, { owner, names });
  }
  const { typeAnnotation: type } = shape;
  const found = (type.type === 'TSUnionType' ? type.types : [type]).map((one) => {
    const named = ownerOf(one, owner.source.file, names);
    const parts = one.type === 'TSTypeLiteral' ? one.members : [];
    return named ? memberIn(named, key, names) : memberAmong(parts, key, { owner, names });
  });
  const known = found.filter((one) => one !== undefined);
  return known.length === found.length ? merge(known) : undefined;
}

function memberAmong(
  parts: readonly Part[],
  key: string,
  { owner, names }: { readonly owner: Declared; readonly names: Names },
): Written | undefined {
  const { source } = owner;
  const part = parts.find((one) => 'key' in one && textOf(source, one.key) === key);
  const type = part?.type === 'TSPropertySignature' && part.typeAnnotation?.typeAnnotation;
  if (!type) {
    return undefined;
  }
  const types = type.type === 'TSUnionType' ? type.types : [type];
  const absent = part.optional ? ['undefined'] : [];
  const texts = [...types.map((one) => textOf(source, one)), ...absent];
  return { texts, refers: referencesIn(type, owner, names) };
}

function merge(all: readonly Written[]): Written {
  return {
    texts: all.flatMap(({ texts }) => texts),
    refers: all.flatMap(({ refers }) => refers),
  };
}
