import path from 'node:path';
import { docAt, docOfFile } from './docstring.ts';
import type { Declared, Names } from './names.ts';
import { referencesIn } from './references.ts';
import type { Entry } from './workspace.ts';

/** What a section of a page is about: what an app imports, and the types that it meets in them. */
export type SectionTitle = 'Functions' | 'Classes' | 'Constants' | 'Types' | 'Further types';

/** One name on a page; `name` is the one that it is exported under. */
export interface Item {
  readonly name: string;
  readonly declared: Declared;
  readonly section: SectionTitle;
  /** Where GitHub puts it on the page. */
  readonly anchor: string;
  readonly doc: string | undefined;
}

/** One page of the reference before it is written. */
export interface Page {
  readonly entry: Entry;
  /** Its file's name in the reference's folder. */
  readonly file: string;
  readonly doc: string | undefined;
  /** Section by section, each in the order of the alphabet. */
  readonly items: readonly Item[];
}

const SECTIONS: readonly SectionTitle[] = [
  'Functions',
  'Classes',
  'Constants',
  'Types',
  'Further types',
];

/**
 * Collects what an entry exports, and every type of ours that can be reached from there and is exported by no other
 * entry.
 */
export function readPage(entry: Entry, names: Names, others: ReadonlySet<Declared>): Page {
  const doc = docOfFile(names.sourceOf(entry.file));
  const exported = new Map(
    [...names.exportsOf(entry.file)].map(([name, declared]) => [declared, name]),
  );
  const linked = linksIn(doc ?? '').flatMap((name) => names.lookUp(entry.file, name) ?? []);
  const own = [...exported.keys(), ...linked.filter((declared) => !others.has(declared))];
  const found = [...reach(own, others, names)].map((declared): Found => {
    const name = exported.get(declared);
    const section = name === undefined ? 'Further types' : SECTION_OF[kindOf({ declared })];
    return {
      name: name ?? declared.name,
      declared,
      section,
      doc: docAt(declared.source, declared.start),
    };
  });
  const file = `${path.posix.basename(entry.specifier)}.md`;
  return { entry, file, doc, items: withAnchors(found.sort(inOrder)) };
}

/** The names that a docstring links to. */
function linksIn(doc: string): readonly string[] {
  return [...doc.matchAll(/\{@link (\w+)/g)].map(([, name = '']) => name);
}

function reach(
  from: readonly Declared[],
  others: ReadonlySet<Declared>,
  names: Names,
): ReadonlySet<Declared> {
  const known = new Set(from);
  // What is added to a set while it is walked is walked too.
  for (const declared of known) {
    for (const referred of typesIn(declared, names)) {
      if (!others.has(referred)) {
        known.add(referred);
      }
    }
  }
  return known;
}

/** The types of ours that the public part of a declaration names. */
export function typesIn(declared: Declared, names: Names): readonly Declared[] {
  return referencesIn(declared.shapes, declared, names).filter((one) => !standsIn(one));
}

/** A constant of type `typeof X` is there to be extended in place of X, and is named as X. */
function standsIn({ shapes: [shape] }: Declared): boolean {
  const { id } = shape?.type === 'VariableDeclarator' ? shape : {};
  return id?.typeAnnotation?.typeAnnotation.type === 'TSTypeQuery';
}

type Kind = 'class' | 'constant' | 'function' | 'interface' | 'type';

/** What a name stands for, in the language's words. */
export function kindOf({ declared }: Pick<Item, 'declared'>): Kind {
  const [shape] = declared.shapes;
  switch (shape?.type) {
    case 'ClassDeclaration':
      return 'class';
    case 'VariableDeclarator':
      return 'constant';
    case 'TSInterfaceDeclaration':
      return 'interface';
    case 'TSTypeAliasDeclaration':
      return 'type';
    default:
      return 'function';
  }
}

const SECTION_OF: Readonly<Record<Kind, SectionTitle>> = {
  class: 'Classes',
  constant: 'Constants',
  function: 'Functions',
  interface: 'Types',
  type: 'Types',
};

type Found = Omit<Item, 'anchor'>;

/** The order must not depend on the language of the machine. */
function inOrder(a: Found, b: Found): number {
  const bySection = SECTIONS.indexOf(a.section) - SECTIONS.indexOf(b.section);
  return (
    bySection || compare(a.name.toLowerCase(), b.name.toLowerCase()) || compare(a.name, b.name)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** GitHub numbers headings that are the same in lower case. Sections are headings too. */
function withAnchors(found: readonly Found[]): readonly Item[] {
  const seen = new Map<string, number>(
    SECTIONS.map((title) => [title.toLowerCase().replaceAll(' ', '-'), 1]),
  );
  return found.map((item) => {
    const slug = item.name.toLowerCase();
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return { ...item, anchor: before === 0 ? slug : `${slug}-${before}` };
  });
}
