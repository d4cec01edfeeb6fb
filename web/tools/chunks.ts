// Which modules travel together. Left to itself the bundler makes a file of every set of pages that share a
// module: eighty files for one page, each a round trip through a browser's six connections.

interface Module {
  importedIds: readonly string[];
  code: string | null;
}
type Ask = (id: string) => Module | null;

interface Context {
  getModuleInfo: Ask;
}

const hyphened = (name: string) => name.replace(/[a-z](?=[A-Z])/g, '$&-').toLowerCase();

/** Libraries whose front door names every room: what is really entered stands in the import itself. */
const doors: [RegExp, string, (name: string) => string][] = [
  [/[\\/]node_modules[\\/]antd[\\/]es[\\/]index\.js$/, 'antd', (name) => `${hyphened(name)}/index.js`],
  [/[\\/]@ant-design[\\/]icons[\\/]es[\\/]index\.js$/, '@ant-design/icons', (name) => `icons/${name}.js`],
];

/** What a module really imports. */
function importsOf({ importedIds, code }: Module): string[] {
  return importedIds.flatMap((id) => {
    const door = doors.find(([of]) => of.test(id));
    if (!door) return [id];
    const [, library, room] = door;
    const named = new RegExp(`import\\s*\\{([^}]*)\\}\\s*from\\s*["']${library}["']`, 'g');
    return [...(code ?? '').matchAll(named)]
      .flatMap(([, names = '']) => names.split(','))
      .map((name) => name.trim().split(/\s/)[0] ?? '')
      .filter((name) => name !== '')
      .map((name) => id.replace(/index\.js$/, room(name)));
  });
}

/** Everything that an entry loads at once: itself and what it imports, and what these import. */
function closure(entry: string, ask: Ask): Set<string> {
  const found = new Set<string>();
  const visit = (id: string) => {
    if (found.has(id)) return;
    found.add(id);
    const module = ask(id);
    if (module) importsOf(module).forEach(visit);
  };
  visit(entry);
  return found;
}

/** Parts of the component library by when a page needs them; who needs one of a kind needs most of it. */
const kinds: [string, RegExp][] = [
  ['tips', /[\\/](@rc-component[\\/](trigger|tooltip)|antd[\\/]es[\\/](tooltip|popover|popconfirm))[\\/]/],
  ['menu', /[\\/](@rc-component[\\/](menu|overflow|dropdown)|antd[\\/]es[\\/](menu|dropdown))[\\/]/],
  [
    'forms',
    new RegExp(
      '[\\\\/](@rc-component[\\\\/]' +
        '(form|async-validator|select|virtual-list|input-number|mini-decimal|drawer)|' +
        'antd[\\\\/]es[\\\\/]' +
        '(form|select|radio|checkbox|input-number|drawer|empty|auto-complete|switch))[\\\\/]',
    ),
  ],
  [
    'calendar',
    // Its words and dates come with the language, long before somebody opens a calendar.
    /[\\/](@rc-component[\\/]picker|antd[\\/]es[\\/](date-picker|time-picker|calendar))[\\/](?!.*locale)/,
  ],
  ['chart', /[\\/](echarts|zrender)[\\/]/],
];

/** Neither of a kind, nor a part of ours that needs one, nor words. */
const isLight = (id: string) =>
  !kinds.some(([, of]) => of.test(id)) && !/[\\/](i18n|ui[\\/](FormDrawer|EditorPage|RecordPage))\b/.test(id);

/**
 * The groups, each taking along what it rests on, so that none rests on one that comes after it. `root` is
 * the folder of the sources.
 */
export function groups(root: string) {
  const entry = (path: string) => `${root}/${path}`;
  const known = new Map<string, Set<string>>();
  const loadedBy = (path: string, context: Context): Set<string> => {
    const found = known.get(path) ?? closure(entry(path), (id) => context.getModuleInfo(id));
    known.set(path, found);
    found.delete(entry(path));
    return found;
  };
  const byEntries = (name: string, ...paths: string[]) => ({
    name: (id: string, context: Context) =>
      paths.every((path) => loadedBy(path, context).has(id)) ? name : null,
  });
  const all = [
    byEntries('core', 'h5/claim.ts', 'capture/field.tsx'),
    byEntries('base', 'capture/field.tsx', 'main.tsx'),
    byEntries('phone', 'capture/field.tsx'),
    byEntries('frame', 'main.tsx'),
    { name: 'dates', test: /[\\/]dayjs[\\/](?!locale)/ },
    // What the first page needs of ours, without the fields and tips of the others.
    { name: 'basics', test: /[\\/]src[\\/]ui[\\/](Card|Empty|Problem|StatusTag|actions|later|Soon)\.tsx$/ },
    // Two thirds of the pages: a file each costs more than what some page does not need of it.
    { name: 'common', minShareCount: 12, test: isLight },
    ...kinds.map(([name, test]) => ({ name, test })),
  ];
  return all.map((group, index) => ({ ...group, priority: all.length - index }));
}
