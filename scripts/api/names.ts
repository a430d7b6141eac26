import type {
  ArrowFunctionExpression,
  Class,
  Function as FunctionNode,
  ImportDeclarationSpecifier,
  ModuleExportName,
  Statement,
  TSInterfaceDeclaration,
  TSTypeAliasDeclaration,
  VariableDeclarator,
} from 'oxc-parser';
import { parseSource } from './source.ts';
import type { Source } from './source.ts';
import type { Locate } from './workspace.ts';

/** What can stand behind a public name. */
export type Shape =
  | ArrowFunctionExpression
  | Class
  | FunctionNode
  | TSInterfaceDeclaration
  | TSTypeAliasDeclaration
  | VariableDeclarator;

/** One name where it is declared; an overloaded function has several shapes. `start` is where its docstring ends. */
export interface Declared {
  readonly name: string;
  readonly source: Source;
  readonly start: number;
  readonly shapes: readonly Shape[];
}

/** The names of all files, found through imports and re-exports. The same declaration is always the same object. */
export interface Names {
  readonly sourceOf: (file: string) => Source;
  readonly exportsOf: (file: string) => ReadonlyMap<string, Declared>;
  /** What a name means inside a file; `undefined` for the language's own, and for packages that are not ours. */
  readonly lookUp: (file: string, name: string) => Declared | undefined;
}

/** Reads each file once, when it is first asked for. */
export function readNames(
  locate: Locate,
  read: (file: string) => Source = (file) => parseSource(file),
): Names {
  const sourceOf = once(read);
  const declaredIn = once((file) => declarationsOf(sourceOf(file)));
  const exportsOf = once((file): ReadonlyMap<string, Declared> => {
    const found = sourceOf(file).body.flatMap((statement) => exportedBy(statement, file));
    return new Map(found);
  });

  function behind(specifier: string, from: string): ReadonlyMap<string, Declared> {
    const file = locate(specifier, from);
    return file === undefined ? new Map() : exportsOf(file);
  }

  function lookUp(file: string, name: string): Declared | undefined {
    return declaredIn(file).get(name) ?? imported(file, name);
  }

  function imported(file: string, name: string): Declared | undefined {
    for (const statement of sourceOf(file).body) {
      const specifier =
        statement.type === 'ImportDeclaration' &&
        statement.specifiers.find(({ local }) => local.name === name);
      if (specifier !== false && specifier !== undefined) {
        return behind(statement.source.value, file).get(importedName(specifier));
      }
    }
    return undefined;
  }

  function exportedBy(statement: Statement, file: string): [string, Declared][] {
    if (statement.type === 'ExportAllDeclaration') {
      return [...behind(statement.source.value, file)];
    }
    if (statement.type !== 'ExportNamedDeclaration') {
      return [];
    }
    const { declaration, source, specifiers } = statement;
    const own = [...declaredIn(file)].filter(([, { start }]) => start === statement.start);
    const listed = specifiers.map(({ local, exported }): [string, Declared] => {
      const name = nameOf(local);
      const declared = source ? behind(source.value, file).get(name) : lookUp(file, name);
      if (declared === undefined) {
        throw new Error(`${file}: ${name} is exported, and declared in none of our packages`);
      }
      return [nameOf(exported), declared];
    });
    return declaration === null ? listed : own;
  }

  return { sourceOf, exportsOf, lookUp };
}

function declarationsOf(source: Source): ReadonlyMap<string, Declared> {
  const found = new Map<string, Declared>();
  for (const statement of source.body) {
    const { start } = statement;
    for (const [name, shape] of shapesOf(statement)) {
      const before = found.get(name);
      found.set(name, {
        name,
        source,
        start: before?.start ?? start,
        shapes: [...(before?.shapes ?? []), shape],
      });
    }
  }
  return found;
}

function shapesOf(statement: Statement): [string, Shape][] {
  const declaration =
    statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
  switch (declaration?.type) {
    case 'ClassDeclaration':
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
      return declaration.id === null ? [] : [[declaration.id.name, declaration]];
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
      return [[declaration.id.name, declaration]];
    case 'VariableDeclaration':
      return declaration.declarations.flatMap((one): [string, Shape][] =>
        one.id.type === 'Identifier' ? [[one.id.name, functionIn(one) ?? one]] : [],
      );
    default:
      return [];
  }
}

/** A constant that is a function, and has no type beside the function's own. */
function functionIn({ id, init }: VariableDeclarator): ArrowFunctionExpression | undefined {
  return init?.type === 'ArrowFunctionExpression' && !id.typeAnnotation ? init : undefined;
}

function importedName(specifier: ImportDeclarationSpecifier): string {
  return specifier.type === 'ImportSpecifier' ? nameOf(specifier.imported) : specifier.local.name;
}

function nameOf(name: ModuleExportName): string {
  return name.type === 'Literal' ? name.value : name.name;
}

function once<T>(read: (file: string) => T): (file: string) => T {
  const known = new Map<string, T>();
  return (file) => {
    const value = known.get(file) ?? read(file);
    known.set(file, value);
    return value;
  };
}
